import { useEffect, useMemo, useState } from "preact/hooks";
import type { Outline } from "../replay/outline.ts";
import { type LiveAxis, makeAxis } from "./live-axis.ts";
import { liveOutline } from "./live-outline.ts";
import { type LiveView, liveView } from "./live-view.ts";
import type { RecentEvents } from "./recent-events.ts";

/** More often, nobody would see the difference; nor where the axis has moved by less than a point of the screen. */
const PERIOD_MS = 250;
const POINTS = 1_500;

/**
 * The timeline of the session that runs, four times a second while something is under way, and not at all while nothing
 * is. `alive` is false when nothing is heard of the bridge: then time stands.
 */
export const useLiveView = (
  recent: RecentEvents,
  spanS: number,
  alive: boolean,
): { axis: LiveAxis; outline: Outline; view: LiveView } => {
  const [version, setVersion] = useState(recent.version);
  const [nowS, setNow] = useState(recent.nowS());
  const { axis, outline } = useMemo(
    () => ({ axis: makeAxis(recent.events), outline: liveOutline(recent.events) }),
    [recent, version],
  );
  const view = useMemo(() => liveView(axis, nowS, spanS), [axis, nowS, spanS]);
  const steps = Math.ceil(((view.toS - view.fromS) * 1000) / POINTS / PERIOD_MS);
  const periodMs = Math.max(1, steps) * PERIOD_MS;
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      waiting = undefined;
      setVersion(recent.version);
      setNow(recent.nowS());
    };
    const soon = (): void => {
      waiting ??= setTimeout(look, periodMs);
    };
    look();
    const undo = recent.subscribe(soon);
    return () => {
      undo();
      clearTimeout(waiting);
    };
  }, [recent, periodMs]);
  useEffect(() => {
    if (!alive || !axis.running) return undefined;
    const timer = setInterval(() => setNow(recent.nowS()), periodMs);
    return () => clearInterval(timer);
  }, [recent, alive, axis.running, periodMs]);
  return { axis, outline, view };
};
