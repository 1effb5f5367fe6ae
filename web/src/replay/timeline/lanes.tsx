import { memo } from "../../state/memo.ts";
import type { Call, Mark, Outline, Turn } from "../outline.ts";

/** Calls nearer to each other than this part of the axis are drawn as one; nobody could tell them apart. */
const FINEST = 1 / 3000;

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;

/** A number on the axis. */
export interface AxisTick {
  /** Along the axis, 0 to 1. */
  readonly share: number;
  readonly text: string;
}

/** What the axis shows, of an episode or of what is live; `at` tells where an event stands, 0 to 1. */
export const Lanes = memo(
  ({
    outline,
    at,
    ticks,
  }: {
    outline: Outline;
    at: (event: number) => number;
    ticks: readonly AxisTick[];
  }) => {
    const span = ({ from, to }: { from: number; to: number }) => ({
      left: percent(at(from)),
      width: percent(Math.max(0, at(to) - at(from))),
    });
    return (
      <>
        <div class="lane lane-turns">
          {outline.turns.map((turn) => (
            <div key={turn.key} class={`turn is-${turn.by}`} style={span(turn)} data-key={turn.key}>
              <span>{turnLabel(turn)}</span>
            </div>
          ))}
        </div>
        <div class="lane lane-calls">
          {apart(outline.calls, at).map((call) =>
            call.motion ? (
              <div key={call.key} class={`motion is-${call.tone}`} style={span(call)} data-key={call.key} />
            ) : (
              <div
                key={call.key}
                class={`tick is-${call.tone}`}
                style={{ left: percent(at(call.from)) }}
                data-key={call.key}
              />
            ),
          )}
          {outline.marks.map((mark) => (
            <div
              key={mark.key}
              class={`mark is-${mark.tone}`}
              style={{ left: percent(at(mark.at)) }}
              data-key={mark.key}
            />
          ))}
        </div>
        <div class="lane lane-seconds">
          {ticks.map(({ share, text }) => (
            <span key={text} style={{ left: percent(share) }}>
              {text}
            </span>
          ))}
        </div>
      </>
    );
  },
);

const turnLabel = ({ by, turn, text }: Turn): string =>
  by === "person" ? text || "program" : `${turn}  ${text}`;

/** Motions all, of the others those that can be told apart. */
const apart = (calls: readonly Call[], at: (event: number) => number): Call[] => {
  let last = Number.NEGATIVE_INFINITY;
  return calls.filter((call) => {
    if (call.motion || call.tone === "bad") return true;
    const here = at(call.from);
    if (here - last < FINEST) return false;
    last = here;
    return true;
  });
};

/** What a mark, a span or a call is, in words. */
export const wordsOf = (item: Turn | Call | Mark): { title: string; text: string } => {
  if ("turn" in item)
    return { title: item.by === "person" ? "Program of a person" : `Turn ${item.turn}`, text: item.text };
  if ("name" in item)
    return { title: `${item.name}${item.line === null ? "" : ` · line ${item.line}`}`, text: item.text };
  return { title: "", text: item.text };
};
