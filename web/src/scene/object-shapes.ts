import {
  BoxGeometry,
  type BufferGeometry,
  CylinderGeometry,
  Float32BufferAttribute,
  LatheGeometry,
  SphereGeometry,
  Vector2,
} from "three";
import { RoundedBoxGeometry } from "three/addons/geometries/RoundedBoxGeometry.js";
import { mergeGeometries } from "three/addons/utils/BufferGeometryUtils.js";
import type { Vec3 } from "../../../bridge/protocol/index.ts";

const AROUND = 56;
const PLATE_SHADE = 0.62;

/** Turned on a lathe about z: `profile` goes from the axis over the outside to the axis again, as [radius, z]. */
const turned = (profile: [number, number][]): BufferGeometry =>
  new LatheGeometry(
    profile.map(([radius, z]) => new Vector2(radius, z)),
    AROUND,
  ).rotateX(Math.PI / 2);

const cylinder = ([x, y, z]: Vec3): BufferGeometry => {
  const bevel = Math.min(0.002, z / 6);
  const r = 0.5;
  // Made round and one metre wide, then stretched: a detector may see an ellipse.
  const side = turned([
    [0, -z / 2],
    [r - bevel / x, -z / 2],
    [r, -z / 2 + bevel],
    [r, z / 2 - bevel],
    [r - bevel / x, z / 2],
    [0, z / 2],
  ]);
  return side.scale(x, y, 1);
};

/** A foot, a stem and a shade. */
const lamp = ([x, y, z]: Vec3): BufferGeometry =>
  turned([
    [0, -z / 2],
    [0.5, -z / 2],
    [0.5, -0.45 * z],
    [0.07, -0.44 * z],
    [0.07, 0.26 * z],
    [0.5, 0.27 * z],
    [0.34, z / 2],
    [0, z / 2],
  ]).scale(x, y, 1);

/** The part inside the rim is a little darker, or a plate of one colour would look like a disc. */
const plate = ([x, y, z]: Vec3): BufferGeometry => {
  const made = turned([
    [0, -z / 2],
    [0.36, -z / 2],
    [0.49, z * 0.2],
    [0.5, z * 0.4],
    [0.49, z / 2],
    [0.4, z / 2],
    [0.395, z / 2],
    [0.38, z * 0.47],
    [0, z * 0.47],
  ]);
  const position = made.getAttribute("position");
  const shade = Array.from({ length: position.count }, (_, i) => {
    const inside = position.getZ(i) > 0 && Math.hypot(position.getX(i), position.getY(i)) < 0.397;
    return inside ? PLATE_SHADE : 1;
  });
  made.setAttribute(
    "color",
    new Float32BufferAttribute(
      shade.flatMap((value) => [value, value, value]),
      3,
    ),
  );
  return made.scale(x, y, 1);
};

const bowl = ([x, y, z]: Vec3): BufferGeometry => {
  const wall = Math.min(0.05, 0.006 / Math.max(x, 1e-3));
  const profile: [number, number][] = [
    [0, -z / 2],
    [0.3, -z / 2],
  ];
  for (let i = 1; i <= 8; i += 1)
    profile.push([0.3 + 0.2 * Math.sin((i / 8) * (Math.PI / 2)), -z / 2 + (z * i) / 8]);
  for (let i = 8; i >= 0; i -= 1)
    profile.push([
      0.3 + 0.2 * Math.sin((i / 8) * (Math.PI / 2)) - wall,
      Math.max(-z / 2 + (z * i) / 8, -z / 2 + 0.006),
    ]);
  profile.push([0, -z / 2 + 0.006]);
  return turned(profile).scale(x, y, 1);
};

const openBox = ([x, y, z]: Vec3): BufferGeometry => {
  const t = Math.min(0.006, x / 8, y / 8, z / 4);
  const boards: [Vec3, Vec3][] = [
    [
      [x, y, t],
      [0, 0, (t - z) / 2],
    ],
    [
      [t, y, z],
      [(x - t) / 2, 0, 0],
    ],
    [
      [t, y, z],
      [(t - x) / 2, 0, 0],
    ],
    [
      [x, t, z],
      [0, (y - t) / 2, 0],
    ],
    [
      [x, t, z],
      [0, (t - y) / 2, 0],
    ],
  ];
  return mergeGeometries(boards.map(([size, at]) => new BoxGeometry(...size).translate(...at)));
};

const block = ([x, y, z]: Vec3): BufferGeometry =>
  new RoundedBoxGeometry(x, y, z, 3, Math.min(0.003, x / 6, y / 6, z / 6));

const shapes: Readonly<Record<string, (size: Vec3) => BufferGeometry>> = {
  cube: block,
  block,
  cylinder,
  can: cylinder,
  cup: cylinder,
  lamp,
  ball: (size) => new SphereGeometry(0.5, 40, 28).scale(...size),
  sphere: (size) => new SphereGeometry(0.5, 40, 28).scale(...size),
  cone: ([x, y, z]) => new CylinderGeometry(0, 0.5, z, AROUND).rotateX(Math.PI / 2).scale(x, y, 1),
  plate,
  bowl,
  box: openBox,
};

/** Shapes that one can look into; their inner faces show. */
export const isHollow = (shape: string): boolean => shape === "bowl" || shape === "box" || shape === "plate";

/** The surface of a detected object in its own frame, by its shape word; what has none is a block of its size. */
export const shapeGeometry = (shape: string, size_m: Vec3): BufferGeometry => {
  const size = size_m.map((extent) => Math.max(extent, 1e-3)) as Vec3;
  return ((Object.hasOwn(shapes, shape) ? shapes[shape] : undefined) ?? block)(size);
};
