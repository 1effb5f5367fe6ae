import type { Quat, Vec3 } from "../../protocol/index.ts";
import type { Placement } from "./types.ts";

/* Rotations as ROS quaternions [x, y, z, w]; products compose right to left. */

/** The rotation that does `b` first, then `a`. */
export function multiply(a: Quat, b: Quat): Quat {
  const [ax, ay, az, aw] = a;
  const [bx, by, bz, bw] = b;
  return [
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
    aw * bw - ax * bx - ay * by - az * bz,
  ];
}

export const conjugate = ([x, y, z, w]: Quat): Quat => [-x, -y, -z, w];

/** The same rotation with length 1, or null when all is zero or not finite. */
export function unit([x, y, z, w]: Quat): Quat | null {
  const length = Math.hypot(x, y, z, w);
  return Number.isFinite(length) && length > 1e-9 ? [x / length, y / length, z / length, w / length] : null;
}

/** `v` turned by `q`. */
export function rotate(q: Quat, v: Vec3): Vec3 {
  const [x, y, z, w] = q;
  const tx = 2 * (y * v[2] - z * v[1]);
  const ty = 2 * (z * v[0] - x * v[2]);
  const tz = 2 * (x * v[1] - y * v[0]);
  return [v[0] + w * tx + y * tz - z * ty, v[1] + w * ty + z * tx - x * tz, v[2] + w * tz + x * ty - y * tx];
}

/** Rotation vector (axis times angle, radians, angle at most π) of `q`. */
export function rotationVector([x, y, z, w]: Quat): Vec3 {
  const sine = Math.hypot(x, y, z);
  if (sine < 1e-12) return [0, 0, 0];
  const scale = (2 * Math.atan2(w < 0 ? -sine : sine, Math.abs(w))) / sine;
  return [x * scale, y * scale, z * scale];
}

/** Angle between two orientations, radians, 0 to π. */
export function angleBetween(a: Quat, b: Quat): number {
  const [x, y, z, w] = multiply(a, conjugate(b));
  return 2 * Math.atan2(Math.hypot(x, y, z), Math.abs(w));
}

/** The orientation a fraction of the shortest way from `a` to `b` (Shoemake 1985). */
export function slerp(a: Quat, b: Quat, fraction: number): Quat {
  const [x, y, z] = rotationVector(multiply(b, conjugate(a)));
  const half = (Math.hypot(x, y, z) * fraction) / 2;
  const scale = half < 1e-12 ? fraction / 2 : (Math.sin(half) * fraction) / (2 * half);
  return multiply([x * scale, y * scale, z * scale, Math.cos(half)], a);
}

/** Where a thing stands in the outer frame when it stands at `inner` in a frame that stands at `outer`. */
export function compose(outer: Placement, inner: Placement): Placement {
  const [x, y, z] = rotate(outer.orientation, inner.position);
  return {
    position: [outer.position[0] + x, outer.position[1] + y, outer.position[2] + z],
    orientation: multiply(outer.orientation, inner.orientation),
  };
}

/** The placement that undoes `pose`. */
export function invert(pose: Placement): Placement {
  const orientation = conjugate(pose.orientation);
  const [x, y, z] = rotate(orientation, pose.position);
  return { position: [-x, -y, -z], orientation };
}
