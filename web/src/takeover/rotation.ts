import type { Quat, Vec3 } from "../../../bridge/protocol/index.ts";

/* Roll, pitch and yaw about the fixed axes x, y, z, in that order, as REP-103 has them; radians. */

/** The quaternion [x, y, z, w] of roll, pitch and yaw. */
export const quatOf = ([roll, pitch, yaw]: Vec3): Quat => {
  const [cr, sr] = [Math.cos(roll / 2), Math.sin(roll / 2)];
  const [cp, sp] = [Math.cos(pitch / 2), Math.sin(pitch / 2)];
  const [cy, sy] = [Math.cos(yaw / 2), Math.sin(yaw / 2)];
  return [
    sr * cp * cy - cr * sp * sy,
    cr * sp * cy + sr * cp * sy,
    cr * cp * sy - sr * sp * cy,
    cr * cp * cy + sr * sp * sy,
  ];
};

/** Roll, pitch and yaw of a quaternion [x, y, z, w]; pitch from -π/2 to π/2. */
export const rollPitchYaw = ([x, y, z, w]: Quat): Vec3 => {
  const pitch = Math.asin(Math.max(-1, Math.min(1, 2 * (w * y - z * x))));
  // Looking straight up or down, roll and yaw turn about one axis: all of it is told as yaw.
  if (Math.abs(pitch) > Math.PI / 2 - 1e-4) return [0, pitch, -2 * Math.sign(pitch) * Math.atan2(x, w)];
  return [
    Math.atan2(2 * (w * x + y * z), 1 - 2 * (x * x + y * y)),
    pitch,
    Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z)),
  ];
};
