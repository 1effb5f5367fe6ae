import { memo } from "../../state/memo.ts";
import type { Call, Mark, Outline, Turn } from "../outline.ts";
import { cursorAtTime, type Story } from "../story.ts";
import { secondsText, tickSeconds } from "./time-text.ts";

/** Calls nearer to each other than this part of the axis are drawn as one; nobody could tell them apart. */
const FINEST = 1 / 3000;
const TICKS = 8;
/** The last number would stand half outside. */
const LAST_TICK = 0.965;

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;

/** What the axis shows of an episode; drawn once. */
export const Lanes = memo(({ story, outline }: { story: Story; outline: Outline }) => {
  const at = (event: number): number => (story.storyS[event] ?? 0) / story.lengthS;
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
        {tickSeconds(story.endS, TICKS)
          .map((seconds) => ({ seconds, share: cursorAtTime(story, seconds).storyS / story.lengthS }))
          .filter(({ share }) => share < LAST_TICK)
          .filter(({ share }, i, all) => i === 0 || share - (all[i - 1]?.share ?? 0) > 0.04)
          .map(({ seconds, share }) => (
            <span key={seconds} style={{ left: percent(share) }}>
              {secondsText(seconds, seconds % 1 === 0 ? 0 : 1)}
            </span>
          ))}
      </div>
    </>
  );
});

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
