import { useAppState } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import type { Replay } from "./replay.ts";
import type { ReplayOpener } from "./replay-opener.ts";

const endings: Readonly<Record<string, string>> = {
  needs_user: "waited for a person",
  gave_up: "gave up",
  turn_limit: "turn limit",
  error: "ended by an error",
};

/** Says that this is the past, which past, and what is wrong with its file. */
export const ReplayBanner = ({ replay, opener }: { replay: Replay; opener: ReplayOpener }) => {
  const { episode } = replay;
  const live = useAppState(({ link }) => link.phase === "open" || link.phase === "reconnecting");
  const [first] = episode.events;
  const date = first && new Date(first.wall.sec * 1000);
  const end = episode.events.findLast((event) => event.type === "episode_end");
  const outcome = end ? (endings[end.outcome] ?? end.outcome) : "cut off";
  return (
    <section class="replay-banner" aria-label="Replay">
      <p class="replay-what">
        <strong>
          <Icon name="film" /> Replay
        </strong>
        <span class="replay-title" title={episode.title}>
          {episode.title}
        </span>
        <span class="replay-facts">
          {date && (
            <time dateTime={date.toISOString()}>
              {date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}
            </time>
          )}
          {" · "}
          {outcome}
        </span>
      </p>
      <button type="button" class="replay-close" onClick={() => opener.close()}>
        <Icon name="back" /> {live ? "Back to live" : "Close"}
      </button>
      {episode.remarks.map((remark) => (
        <p key={remark} class="replay-remark">
          <Icon name="warn" /> {remark}
        </p>
      ))}
    </section>
  );
};
