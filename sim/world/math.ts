import type { Quat, Vec3 } from "../../bridge/protocol/index.ts";

/** A rigid transform of a child in its parent: metres, and a quaternion [x, y, z, w]. */
export interface Transform {
  readonly position: Vec3;
  readonly orientation: Quat;
}

export const identity: Transform = { position: [0, 0, 0], orientation: [0, 0, 0, 1] };

export const add = (a: Vec3, b: Vec3): Vec3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const subtract = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const scale = (a: Vec3, s: number): Vec3 => [a[0] * s, a[1] * s, a[2] * s];
export const norm = (a: readonly number[]): number => Math.hypot(...a);
export const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** Hamilton product: the rotation `b` followed by `a`. */
export const multiply = (a: Quat, b: Quat): Quat => [
  a[3] * b[0] + a[0] * b[3] + a[1] * b[2] - a[2] * b[1],
  a[3] * b[1] - a[0] * b[2] + a[1] * b[3] + a[2] * b[0],
  a[3] * b[2] + a[0] * b[1] - a[1] * b[0] + a[2] * b[3],
  a[3] * b[3] - a[0] * b[0] - a[1] * b[1] - a[2] * b[2],
];

export const conjugate = (q: Quat): Quat => [-q[0], -q[1], -q[2], q[3]];

/** `v` turned by `q`. */
export const rotate = (q: Quat, v: Vec3): Vec3 => {
  const u: Vec3 = [q[0], q[1], q[2]];
  const t = scale(cross(u, v), 2);
  return add(add(v, scale(t, q[3])), cross(u, t));
};

/** Fixed-axis roll, pitch, yaw in radians, as URDF means them: Rz(yaw) Ry(pitch) Rx(roll). */
export const quatFromRpy = ([roll, pitch, yaw]: Vec3): Quat =>
  multiply(quatAbout(2, yaw), multiply(quatAbout(1, pitch), quatAbout(0, roll)));

const quatAbout = (axis: 0 | 1 | 2, angle: number): Quat => {
  const q: Quat = [0, 0, 0, Math.cos(angle / 2)];
  q[axis] = Math.sin(angle / 2);
  return q;
};

export const quatFromYaw = (yaw: number): Quat => [0, 0, Math.sin(yaw / 2), Math.cos(yaw / 2)];

/** The transform of `child` in `parent`, both given in one common frame. */
export const relative = (parent: Transform, child: Transform): Transform => {
  const back = conjugate(parent.orientation);
  return {
    position: rotate(back, subtract(child.position, parent.position)),
    orientation: multiply(back, child.orientation),
  };
};

/** `child`, given in `parent`, carried into the frame that `parent` is given in. */
export const compose = (parent: Transform, child: Transform): Transform => ({
  position: add(parent.position, rotate(parent.orientation, child.position)),
  orientation: multiply(parent.orientation, child.orientation),
});
