import type { Detection, Quat, RobotFrame, Vec3 } from "../../../bridge/protocol/index.ts";

/** An object where it was measured. */
export interface Placed {
  readonly name: string;
  readonly shape: string;
  /** Its centre from the robot's base, metres: x ahead, y left, z up. */
  readonly from_base: Vec3;
  readonly orientation: Quat;
  readonly size_m: Vec3;
}

/** An underside this far from a top still lies on it, metres. */
const TOUCH_M = 0.012;

/** A vector turned by a quaternion [x, y, z, w]. */
const turned = ([x, y, z]: Vec3, [qx, qy, qz, qw]: Quat): Vec3 => {
  const [tx, ty, tz] = [2 * (qy * z - qz * y), 2 * (qz * x - qx * z), 2 * (qx * y - qy * x)];
  return [x + qw * tx + qy * tz - qz * ty, y + qw * ty + qz * tx - qx * tz, z + qw * tz + qx * ty - qy * tx];
};

const inverse = ([x, y, z, w]: Quat): Quat => [-x, -y, -z, w];
const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/** Where an object is now from the base, which may itself have driven. */
export const placeOf = ({ name, shape, size_m, pose }: Detection, { objects, base }: RobotFrame): Placed => {
  const measured = objects.find((object) => object.name === name) ?? pose;
  const from_base = base
    ? turned(minus(measured.position, base.position), inverse(base.orientation))
    : measured.position;
  return { name, shape, size_m, from_base, orientation: measured.orientation };
};

/** Half of what an object takes of each axis of the base as it lies, metres. */
const halfExtent = ({ size_m, orientation }: Placed): Vec3 => {
  const sides = ([0, 1, 2] as const).map((axis) => {
    const side: Vec3 = [0, 0, 0];
    side[axis] = size_m[axis] / 2;
    return turned(side, orientation);
  });
  const sum = (axis: 0 | 1 | 2): number => sides.reduce((total, side) => total + Math.abs(side[axis]), 0);
  return [sum(0), sum(1), sum(2)];
};

/** What an object lies on, or in; null where it is on none of the others. */
export const supportOf = (
  one: Placed,
  all: readonly Placed[],
): { readonly name: string; readonly how: "on" | "in" } | null => {
  const half = halfExtent(one);
  const underside = one.from_base[2] - half[2];
  let best: { name: string; how: "on" | "in"; top: number } | null = null;
  for (const other of all) {
    if (other.name === one.name) continue;
    const otherHalf = halfExtent(other);
    const [dx, dy] = minus(one.from_base, other.from_base);
    if (Math.abs(dx) > otherHalf[0] || Math.abs(dy) > otherHalf[1]) continue;
    const top = other.from_base[2] + otherHalf[2];
    const bottom = other.from_base[2] - otherHalf[2];
    const on = Math.abs(underside - top) <= TOUCH_M && other.from_base[2] < one.from_base[2];
    // What is hollow holds things below its rim.
    const hollow = /bowl|box|bin|drawer|tray|basket/.test(other.shape || other.name);
    const inside =
      hollow && underside >= bottom - TOUCH_M && underside < top - TOUCH_M && half[0] < otherHalf[0];
    if (!on && !inside) continue;
    if (!best || top > best.top) best = { name: other.name, how: on ? "on" : "in", top };
  }
  return best && { name: best.name, how: best.how };
};
