import { type Detection, PrimitiveError, stampToSeconds } from "../protocol/index.ts";
import { closest } from "./closest.ts";
import type { Handlers, PrimitiveDeps } from "./handler.ts";

/** Seconds that find_all and objects wait for the detector. */
const LOOK_S = 1;
/** Seconds of the robot's clock after which find looks again, and the wait that is too short to be worth it. */
const LOOK_AGAIN_S = 0.1;
const LEAST_WAIT_S = 0.005;
/** A detector may go on telling of an object that it has lost: from this long before the look a sighting is none. */
const OLD_S = 0.2;

export const sceneHandlers = ({ robot }: PrimitiveDeps): Handlers<`scene.${string}`> => {
  const look = (timeoutS: number, signal: AbortSignal): Promise<Detection[]> => {
    if (!robot.profile.detections)
      throw new PrimitiveError(
        "NotSupported",
        `Robot "${robot.profile.name}" has no object detector in its profile. Use camera.capture() and look for yourself.`,
      );
    return robot.detections(timeoutS, signal);
  };
  const robotTime = (): number => {
    const now = robot.now();
    return now ? stampToSeconds(now) : Number.POSITIVE_INFINITY;
  };
  const matches = (word: string | null, value: string): boolean =>
    word === null || word.toLowerCase() === value.toLowerCase();
  return {
    "scene.objects": async (_params, context) => (await look(LOOK_S, context.signal)).map(({ name }) => name),
    "scene.find": async ({ name, timeout_s }, context) => {
      let asked = robot.now();
      let seen = await look(timeout_s, context.signal);
      const start = robotTime();
      for (;;) {
        const found = seen.find((detection) => detection.name === name);
        const old_s = found && asked ? stampToSeconds(asked) - found.stamp_s : 0;
        if (found && old_s <= OLD_S) return found;
        const left_s = timeout_s - (robotTime() - start);
        if (left_s <= LEAST_WAIT_S) {
          if (!found) break;
          throw new PrimitiveError(
            "Stale",
            `"${name}" was last seen ${old_s.toFixed(2)} s ago, and no newer sighting came within ${timeout_s} s: it may have moved since. Wait, e.g. wait(2), and look again.`,
          );
        }
        await robot.advance(Math.min(LOOK_AGAIN_S, left_s), context.signal);
        asked = robot.now();
        seen = await look(LOOK_S, context.signal);
      }
      const names = seen.map((detection) => detection.name);
      const near = closest(name, names);
      throw new PrimitiveError(
        "NotFound",
        `There is no "${name}" in sight, and none came within ${timeout_s} s. ${near ? `Did you mean "${near}"? ` : ""}Seen now: ${names.join(", ") || "nothing"}.`,
      );
    },
    "scene.find_all": async ({ color, shape }, context) =>
      (await look(LOOK_S, context.signal)).filter(
        (detection) => matches(color, detection.color) && matches(shape, detection.shape),
      ),
  };
};
