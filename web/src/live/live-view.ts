import type { AxisTick } from "../replay/timeline/lanes.tsx";
import { tickSeconds } from "../replay/timeline/time-text.ts";
import { type LiveAxis, nowOnAxis, wallAt } from "./live-axis.ts";

/** How much of the past is shown, seconds of the axis. */
export const SPANS_S = [60, 300, Number.POSITIVE_INFINITY] as const;

/** A young session begins with this much of an axis, seconds. */
const FIRST_S = 20;
/** What is left free before the right edge, as a part of the axis. */
const FREE = 0.02;
const TICKS = 6;
const LAST_TICK = 0.93;

/** The part of the axis that is seen. */
export interface LiveView {
  readonly fromS: number;
  readonly toS: number;
  readonly nowS: number;
  /** Where an event stands, 0 to 1; the number after the last one is now. */
  readonly at: (event: number) => number;
  readonly share: (placeS: number) => number;
}

/** @param nowWallS the bridge's wall clock, seconds */
export const liveView = (axis: LiveAxis, nowWallS: number, spanS: number): LiveView => {
  const nowS = nowOnAxis(axis, nowWallS);
  const length = Math.min(spanS, Math.max(FIRST_S, nowS / (1 - FREE)));
  const toS = Math.max(length, nowS + length * FREE);
  const fromS = toS - length;
  const share = (placeS: number): number => (placeS - fromS) / length;
  return { fromS, toS, nowS, share, at: (event) => share(axis.atS[event] ?? nowS) };
};

/** The clock along the axis: of the bridge, in this browser's time zone. */
export const clockTicks = (axis: LiveAxis, { fromS, toS, nowS, share }: LiveView): AxisTick[] =>
  tickSeconds(toS, Math.ceil((TICKS * toS) / (toS - fromS)))
    .filter((placeS) => placeS >= fromS && placeS <= nowS && share(placeS) < LAST_TICK)
    .flatMap((placeS) => {
      const wall = wallAt(axis, placeS);
      return wall === null ? [] : { share: share(placeS), text: clockText(wall) };
    })
    .filter(({ text }, i, all) => all.findIndex((other) => other.text === text) === i);

export const clockText = (wallS: number): string =>
  new Date(wallS * 1000).toLocaleTimeString("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
