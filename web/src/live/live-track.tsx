import { useMemo, useRef, useState } from "preact/hooks";
import { duration } from "../frame/format.ts";
import type { Call, Mark, Outline, Turn } from "../replay/outline.ts";
import { Lanes, wordsOf } from "../replay/timeline/lanes.tsx";
import type { LiveAxis } from "./live-axis.ts";
import { clockText, clockTicks, type LiveView } from "./live-view.ts";

export type Item = Turn | Call | Mark;

/** The event at which something on the timeline begins. */
export const eventOf = (item: Item): number => ("at" in item ? item.at : item.from);

/** Turns and calls along the clock; a click shows where the conversation tells of them. */
export const LiveTrack = ({
  axis,
  outline,
  view,
  chosen,
  onChoose,
}: {
  axis: LiveAxis;
  outline: Outline;
  view: LiveView;
  chosen: string | null;
  onChoose: (item: Item) => void;
}) => {
  const track = useRef<HTMLDivElement>(null);
  const [pointed, point] = useState<{ item: Item; share: number } | null>(null);
  const seen = useMemo(() => inView(outline, view), [outline, view]);
  const items = useMemo(
    () =>
      new Map<string, Item>([...seen.turns, ...seen.calls, ...seen.marks].map((item) => [item.key, item])),
    [seen],
  );
  const itemOf = (event: MouseEvent): Item | undefined =>
    items.get((event.target as HTMLElement).closest<HTMLElement>("[data-key]")?.dataset["key"] ?? "");
  const spot = chosen === null ? undefined : items.get(chosen);
  return (
    <div class="track-box">
      <div
        ref={track}
        class="track"
        onClick={(event) => {
          const item = itemOf(event);
          if (item) onChoose(item);
        }}
        onPointerMove={(event) => {
          const item = itemOf(event);
          const box = track.current?.getBoundingClientRect();
          point(item && box ? { item, share: (event.clientX - box.left) / Math.max(1, box.width) } : null);
        }}
        onPointerLeave={() => point(null)}
      >
        <Lanes outline={seen} at={view.at} ticks={clockTicks(axis, view)} />
        {axis.folds
          .filter(({ toS }) => toS > view.fromS)
          .map(({ fromS, toS, lastedS }) => (
            <div
              key={fromS}
              class="fold"
              style={placed(view.share(fromS), view.share(toS))}
              title={`${duration(lastedS)} in which nothing was under way`}
            />
          ))}
        {spot && <div class="focus-span" style={placed(view.at(eventOf(spot)), view.at(endOf(spot)))} />}
        <div class="now" style={{ left: placed(view.share(view.nowS), 1).left }} />
      </div>
      {pointed && <Hint {...pointed} axis={axis} />}
    </div>
  );
};

const endOf = (item: Item): number => ("at" in item ? item.at : item.to);

const placed = (from: number, to: number) => ({
  left: `${(from * 100).toFixed(3)}%`,
  width: `${(Math.max(0, to - from) * 100).toFixed(3)}%`,
});

/** What of the outline is not past the left edge; what began before it is cut there, so that its words are seen. */
const inView = (outline: Outline, { at }: LiveView): Outline => ({
  turns: outline.turns.filter(({ to }) => at(to) > 0),
  calls: outline.calls.filter(({ to }) => at(to) > 0),
  marks: outline.marks.filter((mark) => at(mark.at) > 0),
});

const Hint = ({ item, share, axis }: { item: Item; share: number; axis: LiveAxis }) => {
  const { title, text } = wordsOf(item);
  const from = axis.wallS[eventOf(item)] ?? 0;
  const until = axis.wallS[endOf(item)];
  const lasted = "at" in item ? "" : until === undefined ? ", under way" : `, ${duration(until - from)}`;
  return (
    <div class={`track-hint ${share > 0.5 ? "is-left" : ""}`} style={{ left: `${share * 100}%` }}>
      <strong>{title || text}</strong>
      <small>
        {clockText(from)}
        {lasted}
      </small>
      {title && text && <span>{text}</span>}
    </div>
  );
};
