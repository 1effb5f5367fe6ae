import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { at, type CollisionGeom, type Origin, type VisualGeom } from "./description.ts";

/** Turns that lay a cylinder's own z along an axis of the link. */
const along: Readonly<Record<"x" | "y" | "z", Vec3>> = {
  x: [0, Math.PI / 2, 0],
  y: [-Math.PI / 2, 0, 0],
  z: [0, 0, 0],
};
type Axis = keyof typeof along;

const between = (axis: Axis, center: Vec3, from: number, to: number): Origin => {
  const offset = (from + to) / 2;
  const [x, y, z] = center;
  const placed: Vec3 =
    axis === "x" ? [x + offset, y, z] : axis === "y" ? [x, y + offset, z] : [x, y, z + offset];
  return { xyz: placed, rpy: along[axis] };
};

/** A cylinder on a line through `center` along `axis`, from one coordinate to another on that line. */
export const tube = (
  material: string,
  axis: Axis,
  radius: number,
  [from, to]: readonly [number, number],
  center: Vec3 = [0, 0, 0],
): VisualGeom => ({
  shape: { type: "cylinder", radius, length: Math.abs(to - from) },
  origin: between(axis, center, from, to),
  material,
});

export const ball = (material: string, radius: number, x: number, y: number, z: number): VisualGeom => ({
  shape: { type: "sphere", radius },
  origin: at(x, y, z),
  material,
});

export const block = (material: string, size: Vec3, x: number, y: number, z: number): VisualGeom => ({
  shape: { type: "box", size },
  origin: at(x, y, z),
  material,
});

/** A collision capsule on a line through `center` along `axis`; the ends of its straight part are given. */
export const hullCapsule = (
  axis: Axis,
  radius: number,
  [from, to]: readonly [number, number],
  center: Vec3 = [0, 0, 0],
): CollisionGeom => ({
  shape: { type: "capsule", radius, length: Math.abs(to - from) },
  origin: between(axis, center, from, to),
  surface: "arm",
});

/** A collision cylinder, given as a `tube` is. */
export const hullCylinder = (
  axis: Axis,
  radius: number,
  [from, to]: readonly [number, number],
): CollisionGeom => ({
  shape: { type: "cylinder", radius, length: Math.abs(to - from) },
  origin: between(axis, [0, 0, 0], from, to),
  surface: "arm",
});

export const hullBox = (size: Vec3, x: number, y: number, z: number): CollisionGeom => ({
  shape: { type: "box", size },
  origin: at(x, y, z),
  surface: "arm",
});
