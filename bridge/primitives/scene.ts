import { type Detection, PrimitiveError } from "../protocol/index.ts";
import { closest } from "./closest.ts";
import type { Handlers, PrimitiveDeps } from "./handler.ts";

/** Seconds that find_all and objects wait for the detector. */
const LOOK_S = 1;

export const sceneHandlers = ({ robot }: PrimitiveDeps): Handlers<`scene.${string}`> => {
  const look = (timeoutS: number, signal: AbortSignal): Promise<Detection[]> => {
    if (!robot.profile.detections)
      throw new PrimitiveError(
        "NotSupported",
        `Robot "${robot.profile.name}" has no object detector in its profile. Use camera.capture() and look for yourself.`,
      );
    return robot.detections(timeoutS, signal);
  };
  const matches = (word: string | null, value: string): boolean => word === null || word.toLowerCase() === value.toLowerCase();
  return {
    "scene.objects": async (_params, context) => (await look(LOOK_S, context.signal)).map(({ name }) => name),
    "scene.find": async ({ name, timeout_s }, context) => {
      const seen = await look(timeout_s, context.signal);
      const found = seen.find((detection) => detection.name === name);
      if (found) return found;
      const names = seen.map((detection) => detection.name);
      const near = closest(name, names);
      throw new PrimitiveError(
        "NotFound",
        `There is no "${name}" in sight. ${near ? `Did you mean "${near}"? ` : ""}Seen now: ${names.join(", ") || "nothing"}.`,
      );
    },
    "scene.find_all": async ({ color, shape }, context) =>
      (await look(LOOK_S, context.signal)).filter(
        (detection) => matches(color, detection.color) && matches(shape, detection.shape),
      ),
  };
};
