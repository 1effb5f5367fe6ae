import type { Quat } from "../protocol/index.ts";
import { multiply, rotate } from "../robot/kinematics/rotation.ts";

/** Cosine of the tilt up to which a tool counts as pointing down (15°). */
const DOWN_COS = Math.cos((15 * Math.PI) / 180);

/** Tool straight down (its z along -z of the base), its x turned by `yaw` from the base's x, radians. */
export const toolDown = (yaw: number): Quat => [Math.cos(yaw / 2), Math.sin(yaw / 2), 0, 0];

/** How the tool is turned about the vertical when it points down, null when it does not. */
export const downYaw = (orientation: Quat): number | null => {
  const [, , z] = rotate(orientation, [0, 0, 1]);
  if (-z < DOWN_COS) return null;
  const [x, y] = rotate(orientation, [1, 0, 0]);
  return Math.atan2(y, x);
};

/** Orientations to try when none is asked for: straight down, turned as now, else by as little as possible. */
export const downCandidates = (now: Quat): Quat[] => {
  const yaw = downYaw(now) ?? 0;
  return [0, Math.PI, Math.PI / 2, -Math.PI / 2, Math.PI / 4, -Math.PI / 4].map((turn) =>
    toolDown(yaw + turn),
  );
};

/** The same grasp with the fingers swapped: a half turn about the tool's own z. */
export const fingersSwapped = (orientation: Quat): Quat => multiply(orientation, [0, 0, 1, 0]);
