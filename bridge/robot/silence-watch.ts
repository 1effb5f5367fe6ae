import type { TimeSource } from "./time-source.ts";

/** Wall seconds without readings, on a line that answers, after which it is dialled again. */
const SILENT_S = 10;

/** Calls `drop` with the reason when a connected robot has sent no readings for some seconds. Returns what ends it. */
export const watchSilence = (
  source: TimeSource,
  connection: { connected: () => boolean; drop: (reason: string) => void },
): (() => void) => {
  let seen = source.arrivedMs();
  let quiet = 0;
  const timer = setInterval(() => {
    const newest = source.arrivedMs();
    quiet = newest === seen && connection.connected() ? quiet + 1 : 0;
    seen = newest;
    if (quiet < SILENT_S) return;
    quiet = 0;
    connection.drop(`no ${source.what} on ${source.topic} for ${SILENT_S} s`);
  }, 1000);
  timer.unref();
  return () => clearInterval(timer);
};
