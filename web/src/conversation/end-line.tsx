import { count } from "../frame/format.ts";
import { Icon } from "../frame/icons.tsx";
import type { EpisodeEnd } from "../state/conversation.ts";

const outcomes = {
  finished: { title: "Finished", tone: "good" },
  answered: { title: "Answered", tone: "good" },
  needs_user: { title: "Waiting for your words", tone: "warn" },
  gave_up: { title: "Gave up", tone: "warn" },
  stopped: { title: "Stopped", tone: "warn" },
  turn_limit: { title: "Turn limit reached", tone: "warn" },
  error: { title: "Ended by an error", tone: "bad" },
} as const;

/** How a task ended, and what it took. */
export const EndLine = ({ end }: { end: EpisodeEnd }) => {
  const { title, tone } = outcomes[end.outcome];
  const effort = [
    count(end.turns, "turn"),
    count(end.actions, "program"),
    count(end.primitiveCalls, "call"),
    ...(end.tokens > 0 ? [`${end.tokens.toLocaleString("en")} tokens`] : []),
  ];
  return (
    <div class={`end is-${tone}`}>
      <strong>
        <Icon name={tone === "good" ? "check" : "warn"} />
        {title}
      </strong>
      {end.summary && <span>{end.summary}</span>}
      <small>
        {effort.join(" · ")}
        {end.recording && (
          <>
            {" · recorded in "}
            <code title={end.recording}>{end.recording.split(/[\\/]/).at(-1)}</code>
          </>
        )}
      </small>
    </div>
  );
};
