import { compareHash, idOfRecording } from "../compare/address.ts";
import { useApp } from "../frame/context.ts";
import { count } from "../frame/format.ts";
import { Icon } from "../frame/icons.tsx";
import type { EpisodeEnd } from "../state/conversation.ts";
import { UsageNote } from "./usage-note.tsx";

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
  const { bridge, live } = useApp();
  const here = bridge !== null || live?.bridge != null;
  const effort = [count(end.turns, "turn"), count(end.actions, "program"), count(end.primitiveCalls, "call")];
  return (
    <div class={`end is-${tone}`}>
      <strong>
        <Icon name={tone === "good" ? "check" : "warn"} />
        {title}
      </strong>
      {end.summary && <span>{end.summary}</span>}
      <small>
        {effort.join(" · ")}
        <UsageNote usage={end.usage} before=" · " />
        {end.recording && (
          <>
            {" · recorded in "}
            <code title={end.recording}>{end.recording.split(/[\\/]/).at(-1)}</code>
          </>
        )}
      </small>
      {end.forkedFrom && end.recording && here && (
        <a class="end-compare" href={compareHash(end.forkedFrom.id, idOfRecording(end.recording))}>
          <Icon name="compare" /> Side by side with what it went on from
        </a>
      )}
    </div>
  );
};
