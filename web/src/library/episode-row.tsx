import { useState } from "preact/hooks";
import type { EpisodeSummary } from "../../../bridge/protocol/index.ts";
import { compareHash } from "../compare/address.ts";
import { chosenFirst } from "../compare/choose.tsx";
import { useApp } from "../frame/context.ts";
import { count, duration } from "../frame/format.ts";
import { Icon, type IconName } from "../frame/icons.tsx";
import { useStore } from "../state/store.ts";
import { bytesText } from "./bytes-text.ts";
import { startOfEpisode } from "./days.ts";
import { DeleteQuestion } from "./delete-question.tsx";
import { downloadEpisode } from "./episodes-api.ts";
import { type OutcomeKind, outcomeKind, outcomeLabel } from "./outcomes.ts";
import { episodeHash } from "./route.ts";

const icons: Record<OutcomeKind, IconName> = {
  succeeded: "check",
  failed: "cross",
  stopped: "pause",
  "cut-off": "cut",
};

const moment = (date: Date, dated: boolean): string => {
  const time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return dated
    ? `${date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" })}, ${time}`
    : time;
};

/** What there is to know of an episode at a glance. */
const facts = (episode: EpisodeSummary, dated: boolean): string[] => {
  const began = moment(startOfEpisode(episode), dated);
  if (episode.problem !== undefined) return [began, bytesText(episode.bytes), episode.problem];
  const { planner, model, robot, scene, seed, turns } = episode;
  const who = planner === "person" ? "console" : planner === "offline" ? "offline planner" : model;
  const where = [scene ?? robot, seed === null ? "" : `seed ${seed}`].filter(Boolean).join(", ");
  return [
    began,
    duration(episode.duration_s),
    ...(turns === null || planner === "person" ? [] : [count(turns, "turn")]),
    bytesText(episode.bytes),
    who,
    where,
  ].filter(Boolean);
};

/** An episode of the list: a click anywhere opens it. */
export const EpisodeRow = ({ episode, dated }: { episode: EpisodeSummary; dated: boolean }) => {
  const { bridge } = useApp();
  const first = useStore(chosenFirst, (chosen) => chosen);
  const [asking, ask] = useState(false);
  const [state, setState] = useState<{ busy: boolean; failure: string | null }>({
    busy: false,
    failure: null,
  });
  const kind = outcomeKind(episode);
  const title = episode.title || "(no words)";
  const readable = episode.problem === undefined;
  const download = async (): Promise<void> => {
    if (!bridge) return;
    setState({ busy: true, failure: null });
    const failure = await downloadEpisode(bridge, episode.id).then(
      () => null,
      (error: Error) => error.message,
    );
    setState({ busy: false, failure });
  };
  return (
    <li class={`episode is-${readable ? kind : "unreadable"}`}>
      <span class="episode-mark" aria-hidden="true">
        <Icon name={readable ? icons[kind] : "warn"} />
      </span>
      <div class="episode-text">
        {readable ? (
          <a
            class="episode-title"
            href={
              first && first.id !== episode.id ? compareHash(first.id, episode.id) : episodeHash(episode.id)
            }
          >
            {first && first.id !== episode.id && <span class="unseen">Compare with </span>}
            {title}
          </a>
        ) : (
          <span class="episode-title">{title}</span>
        )}
        <p class="episode-facts">
          <span class="episode-outcome">{outcomeLabel(episode)}</span>
          {facts(episode, dated).map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
          {episode.forked_from && (
            <>
              <a href={episodeHash(episode.forked_from.id)}>
                from turn {episode.forked_from.turn} of another
              </a>
              <a href={compareHash(episode.forked_from.id, episode.id)}>side by side with it</a>
            </>
          )}
        </p>
        {state.failure !== null && (
          <p class="episode-failure" role="alert">
            {state.failure}
          </p>
        )}
      </div>
      {asking ? (
        <DeleteQuestion episode={episode} onKeep={() => ask(false)} />
      ) : (
        <div class="episode-actions">
          {readable && (
            <button
              type="button"
              title="Compare with…"
              aria-label={`Compare ${title} with…`}
              aria-pressed={first?.id === episode.id}
              onClick={() => chosenFirst.set(first?.id === episode.id ? null : { id: episode.id, title })}
            >
              <Icon name="compare" />
            </button>
          )}
          <button
            type="button"
            title="Download as MCAP"
            aria-label={`Download ${title}`}
            disabled={state.busy}
            onClick={download}
          >
            {state.busy ? <span class="spinner" /> : <Icon name="download" />}
          </button>
          <button type="button" title="Delete" aria-label={`Delete ${title}`} onClick={() => ask(true)}>
            <Icon name="bin" />
          </button>
        </div>
      )}
    </li>
  );
};
