import type { Event } from "../protocol/index.ts";

/** Calls `end` once the robot's clock is this many seconds past the first event; looks where that clock may have gone on. */
export const whenOvertime = (limitS: number, end: () => void): ((event: Event) => void) => {
  let startS: number | null = null;
  return ({ type, stamp }) => {
    if (stamp === null) return;
    const nowS = stamp.sec + stamp.nanosec / 1e9;
    startS ??= nowS;
    if ((type === "primitive_result" || type === "observation") && nowS - startS > limitS) end();
  };
};
