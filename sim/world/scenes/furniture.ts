import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { at, type Origin, type Shape } from "../robots/description.ts";

/** A thing that never moves, in the scene's frame; `visual` ones are seen but not felt. */
export interface Furniture {
  /** What contacts call it. */
  readonly name: string;
  readonly shape: Shape;
  readonly origin: Origin;
  readonly color: Vec3;
  readonly role: "solid" | "visual";
}

/** A box that stands square, with full edge lengths. */
export const fixedBox = (
  name: string,
  center: Vec3,
  size: Vec3,
  color: Vec3,
  role: Furniture["role"],
): Furniture => ({
  name,
  shape: { type: "box", size },
  origin: at(...center),
  color,
  role,
});

const wood: Vec3 = [0.84, 0.76, 0.64];
const edge: Vec3 = [0.62, 0.52, 0.4];
const steel: Vec3 = [0.36, 0.38, 0.41];
const mat: Vec3 = [0.79, 0.8, 0.79];
const floor: Vec3 = [0.47, 0.5, 0.53];

/** The table's top is z = 0. */
export const TABLE = { minX: -0.25, maxX: 0.95, minY: -0.6, maxY: 0.6, thickness: 0.04 } as const;
const FLOOR_Z = -0.75;

const width = TABLE.maxX - TABLE.minX;
const depth = TABLE.maxY - TABLE.minY;
const middle = (TABLE.minX + TABLE.maxX) / 2;

const legs: Furniture[] = [TABLE.minX + 0.06, TABLE.maxX - 0.06].flatMap((x) =>
  [TABLE.minY + 0.06, TABLE.maxY - 0.06].map((y) =>
    fixedBox("table", [x, y, FLOOR_Z / 2 - 0.02], [0.06, 0.06, -FLOOR_Z - 0.04], steel, "visual"),
  ),
);

/** The table, its legs, a mat where the arm works, and the floor. */
export const tableFurniture: readonly Furniture[] = [
  fixedBox("table", [middle, 0, -TABLE.thickness / 2], [width, depth, TABLE.thickness], wood, "solid"),
  fixedBox(
    "table",
    [middle, 0, -TABLE.thickness / 2 - 0.001],
    [width + 0.006, depth + 0.006, TABLE.thickness - 0.004],
    edge,
    "visual",
  ),
  fixedBox("mat", [0.49, 0, 0.0002], [0.6, 1, 0.0006], mat, "visual"),
  ...legs,
  fixedBox("floor", [0, 0, FLOOR_Z - 0.05], [12, 12, 0.1], floor, "solid"),
];
