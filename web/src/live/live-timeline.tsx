import { useState } from "preact/hooks";
import type { Bridge } from "../connection/bridge.ts";
import { useApp } from "../frame/context.ts";
import { duration } from "../frame/format.ts";
import { Icon } from "../frame/icons.tsx";
import { keep, kept } from "../frame/kept.ts";
import { useKey } from "../frame/use-key.ts";
import { wordsOf } from "../replay/timeline/lanes.tsx";
import { type Aliveness, useAliveness } from "./aliveness.ts";
import { placeOf } from "./entry-of-event.ts";
import { underWay } from "./live-outline.ts";
import { eventOf, type Item, LiveTrack } from "./live-track.tsx";
import { SPANS_S } from "./live-view.ts";
import { showPlace } from "./show-place.ts";
import { useLiveView } from "./use-live-view.ts";

/** Turns and calls of the session that runs, as they happen. */
export const LiveTimeline = () => {
  const { bridge } = useApp();
  return bridge && <Shown bridge={bridge} />;
};

const OPEN = "timeline";
const SPAN = "timeline-span";
/** On a phone it takes room from the conversation, so it is opened when it is wanted. */
const usuallyOpen = (): boolean => innerWidth > 820 && innerHeight > 620;

const Shown = ({ bridge }: { bridge: Bridge }) => {
  const { store } = useApp();
  const [open, setOpen] = useState(() => (kept(OPEN) ?? String(usuallyOpen())) === "true");
  const [spanS, setSpan] = useState(() => SPANS_S.find((span) => String(span) === kept(SPAN)) ?? 60);
  const [chosen, choose] = useState<string | null>(null);
  const alive = useAliveness();
  const recent = bridge.recent;
  const { axis, outline, view } = useLiveView(recent, spanS, alive.state === "alive");
  const toggle = (): void => {
    keep(OPEN, String(!open));
    setOpen(!open);
  };
  useKey("T", toggle);
  const show = (item: Item): void => {
    choose(item.key);
    const event = recent.events[eventOf(item)];
    const place = event && placeOf(store.get().conversation.entries, event);
    if (place) showPlace(place);
  };
  const step = (direction: 1 | -1): void => {
    const { calls } = outline;
    const at = calls.findIndex(({ key }) => key === chosen);
    const next = at < 0 ? calls.at(-1) : calls[Math.min(calls.length - 1, Math.max(0, at + direction))];
    if (next) show(next);
  };
  const empty = recent.events.length === 0;
  return (
    <section
      class={`timeline live ${alive.state === "alive" ? "" : "is-dead"}${open ? " is-open" : ""}`}
      aria-label="Live timeline"
    >
      <div class="live-head">
        <button
          type="button"
          class="live-toggle"
          aria-expanded={open}
          aria-controls="live-track"
          aria-keyshortcuts="t"
          title={`${open ? "Hide" : "Show"} the timeline (T)`}
          onClick={toggle}
        >
          <Icon name={open ? "fold" : "unfold"} />
          <span class="live-dot" aria-hidden="true" />
          {alive.state === "alive" ? "Live" : "Not live"}
        </button>
        <span class="live-now">
          <Now
            alive={alive}
            item={underWay(outline, recent.events)}
            since={(item) => axis.wallS[item.from]}
            nowS={recent.nowS()}
          />
        </span>
        {open && !empty && (
          <span class="live-tools">
            <button type="button" onClick={() => step(-1)} title="Show the call before">
              <Icon name="callBack" />
              <span class="unseen">Show the call before</span>
            </button>
            <button type="button" onClick={() => step(1)} title="Show the next call">
              <Icon name="callOn" />
              <span class="unseen">Show the next call</span>
            </button>
            <select
              aria-label="How much of the past is shown"
              value={String(spanS)}
              onChange={({ currentTarget: { value } }) => {
                keep(SPAN, value);
                setSpan(Number(value) as typeof spanS);
              }}
            >
              {SPANS_S.map((span) => (
                <option key={span} value={String(span)}>
                  {Number.isFinite(span) ? `${span / 60} min` : "all"}
                </option>
              ))}
            </select>
          </span>
        )}
      </div>
      {open && (
        <div id="live-track">
          {empty ? (
            <p class="live-empty">The robot's turns and calls appear here as they happen, along the clock.</p>
          ) : (
            <LiveTrack axis={axis} outline={outline} view={view} chosen={chosen} onChoose={show} />
          )}
        </div>
      )}
    </section>
  );
};

/** What is under way, and for how long. */
const Now = ({
  alive,
  item,
  since,
  nowS,
}: {
  alive: Aliveness;
  item: ReturnType<typeof underWay>;
  since: (item: { from: number }) => number | undefined;
  nowS: number;
}) => {
  if (alive.state !== "alive") return <>{alive.why}</>;
  if (!item) return <>nothing is under way</>;
  const began = since(item);
  const lasted = began === undefined ? 0 : nowS - began;
  const { title } = wordsOf(item);
  return (
    <>
      <code>{title}</code> {lasted >= 1 && duration(Math.floor(lasted))}
    </>
  );
};
