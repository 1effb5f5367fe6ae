import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useStore } from "../../state/store.ts";
import type { Call, Mark, Turn } from "../outline.ts";
import type { Replay } from "../replay.ts";
import { cursorAtStory, cursorAtTime, type Story } from "../story.ts";
import { type AxisTick, Lanes, wordsOf } from "./lanes.tsx";
import { secondsText, tickSeconds } from "./time-text.ts";

/** A press that moves less than this is a click, pixels. */
const CLICK_PX = 4;
const TICKS = 8;
/** The last number would stand half outside. */
const LAST_TICK = 0.965;

interface Hint {
  /** Along the track, 0 to 1. */
  readonly share: number;
  readonly time: string;
  readonly title: string;
  readonly text: string;
}

/** The episode as an axis: what happened when, and where the cursor is. Click seeks, drag scrubs. */
export const Track = ({ replay }: { replay: Replay }) => {
  const { story, outline, player } = replay;
  const track = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const pressed = useRef<{ x: number; moved: boolean } | null>(null);
  const [hint, setHint] = useState<Hint | null>(null);
  const items = useMemo(
    () =>
      new Map<string, Turn | Call | Mark>(
        [...outline.turns, ...outline.calls, ...outline.marks].map((item) => [item.key, item]),
      ),
    [outline],
  );
  const { at, ticks } = useMemo(
    () => ({
      at: (event: number): number => (story.storyS[event] ?? 0) / story.lengthS,
      ticks: ticksOf(story),
    }),
    [story],
  );
  useEffect(() => {
    const show = (): void => {
      const { cursor } = player.state.get();
      const element = track.current;
      if (!element) return;
      head.current?.style.setProperty("left", `${(cursor.storyS / story.lengthS) * 100}%`);
      element.setAttribute("aria-valuenow", cursor.timeS.toFixed(2));
      element.setAttribute("aria-valuetext", valueText(replay));
    };
    show();
    return player.state.subscribe(show);
  }, [replay]);

  const shareOf = (event: PointerEvent): number => {
    const { left, width } = (track.current as HTMLDivElement).getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
  };
  const itemOf = (event: PointerEvent): Turn | Call | Mark | undefined =>
    items.get((event.target as HTMLElement).closest<HTMLElement>("[data-key]")?.dataset["key"] ?? "");
  const point = (event: PointerEvent): void => {
    const share = shareOf(event);
    const item = pressed.current ? undefined : itemOf(event);
    const words = item ? wordsOf(item) : { title: "", text: "" };
    const { timeS } = cursorAtStory(story, share * story.lengthS);
    setHint({ share, time: `${secondsText(timeS)} s`, ...words });
    replay.focus.set(item && "name" in item ? [item] : noCalls);
  };
  const leave = (): void => {
    setHint(null);
    replay.focus.set(noCalls);
  };

  return (
    <div class="track-box">
      <div
        ref={track}
        class="track"
        role="slider"
        tabIndex={0}
        aria-label="Moment of the episode"
        aria-valuemin={0}
        aria-valuemax={Number(story.endS.toFixed(2))}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          pressed.current = { x: event.clientX, moved: false };
          player.pause();
          const item = itemOf(event);
          if (item && !("turn" in item)) player.toEvent("at" in item ? item.at : item.from);
          else player.toStory(shareOf(event) * story.lengthS);
        }}
        onPointerMove={(event) => {
          const press = pressed.current;
          if (press) {
            press.moved ||= Math.abs(event.clientX - press.x) >= CLICK_PX;
            if (press.moved) player.toStory(shareOf(event) * story.lengthS);
          }
          point(event);
        }}
        onPointerUp={() => {
          pressed.current = null;
        }}
        onPointerCancel={() => {
          pressed.current = null;
          leave();
        }}
        onPointerLeave={leave}
      >
        <Lanes outline={outline} at={at} ticks={ticks} />
        <FocusSpans replay={replay} />
        <div class="playhead" ref={head} />
      </div>
      {hint && (
        <div
          class={`track-hint ${hint.share > 0.5 ? "is-left" : ""}`}
          style={{ left: `${hint.share * 100}%` }}
        >
          <strong>{hint.title || hint.time}</strong>
          {hint.title && <small>{hint.time}</small>}
          {hint.text && <span>{hint.text}</span>}
        </div>
      )}
    </div>
  );
};

const ticksOf = (story: Story): AxisTick[] =>
  tickSeconds(story.endS, TICKS)
    .map((seconds) => ({
      share: cursorAtTime(story, seconds).storyS / story.lengthS,
      text: secondsText(seconds, seconds % 1 === 0 ? 0 : 1),
    }))
    .filter(({ share }) => share < LAST_TICK)
    .filter(({ share }, i, all) => i === 0 || share - (all[i - 1]?.share ?? 0) > 0.04);

const noCalls: readonly Call[] = [];

/** Shows on the axis what is pointed at in the conversation. */
const FocusSpans = ({ replay: { focus, story } }: { replay: Replay }) => {
  const calls = useStore(focus, (value) => value);
  return (
    <>
      {calls.slice(0, 200).map(({ key, from, to }) => {
        const left = (story.storyS[from] ?? 0) / story.lengthS;
        const right = (story.storyS[to] ?? 0) / story.lengthS;
        return (
          <div
            key={key}
            class="focus-span"
            style={{ left: `${left * 100}%`, width: `${(right - left) * 100}%` }}
          />
        );
      })}
    </>
  );
};

/** Where the cursor is, for who cannot see it. */
const valueText = ({ player, outline, story }: Replay): string => {
  const { index, timeS } = player.cursor;
  const turn = outline.turns.findLast(({ from }) => from < index);
  const call = outline.calls.findLast(({ from, to }) => from < index && to >= index - 1);
  const parts = [`${timeS.toFixed(1)} of ${story.endS.toFixed(1)} seconds`];
  if (turn) parts.push(turn.by === "person" ? "program" : `turn ${turn.turn}`);
  if (call) parts.push(call.name);
  return parts.join(", ");
};
