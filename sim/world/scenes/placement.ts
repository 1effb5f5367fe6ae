import type { Vec3 } from "../../../bridge/protocol/index.ts";
import type { ObjectModel } from "./object-model.ts";

/** What of an object decides where it fits. */
type Outlined = Pick<ObjectModel, "shape" | "size">;

/** Where an object lies on the table or the floor: metres and radians, in the scene's frame. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
}

/** Where the centres of objects may be. */
export interface Area {
  readonly minX: number;
  readonly maxX: number;
  readonly maxAbsY: number;
  readonly maxRadius: number;
}

const roundShapes: readonly string[] = ["cylinder", "ball", "plate", "bowl"];
const round = ({ shape }: Outlined): boolean => roundShapes.includes(shape);

/** Corners of the footprint, or points on its circle. */
const outline = (object: Outlined, { x, y, yaw }: Placement): [number, number][] => {
  const [width, depth] = object.size;
  if (round(object)) {
    return Array.from({ length: 24 }, (_, i) => {
      const angle = (i * Math.PI) / 12;
      return [x + (width / 2) * Math.cos(angle), y + (width / 2) * Math.sin(angle)];
    });
  }
  const [c, s] = [Math.cos(yaw), Math.sin(yaw)];
  const corners: readonly [number, number][] = [
    [1, 1],
    [-1, 1],
    [-1, -1],
    [1, -1],
  ];
  return corners.map(([i, j]) => {
    const [dx, dy] = [(i * width) / 2, (j * depth) / 2];
    return [x + c * dx - s * dy, y + s * dx + c * dy];
  });
};

/** Distance from a point to a footprint, 0 inside. */
const distanceTo = (object: Outlined, { x, y, yaw }: Placement, [px, py]: [number, number]): number => {
  const [width, depth] = object.size;
  if (round(object)) return Math.max(0, Math.hypot(px - x, py - y) - width / 2);
  const [c, s] = [Math.cos(yaw), Math.sin(yaw)];
  const [dx, dy] = [px - x, py - y];
  const outX = Math.max(0, Math.abs(c * dx + s * dy) - width / 2);
  const outY = Math.max(0, Math.abs(-s * dx + c * dy) - depth / 2);
  return Math.hypot(outX, outY);
};

/** Gap between two footprints on the table, metres; of two convex shapes the nearest point is a corner of one. */
export const footprintGap = (a: Outlined, atA: Placement, b: Outlined, atB: Placement): number =>
  Math.min(
    ...outline(a, atA).map((point) => distanceTo(b, atB, point)),
    ...outline(b, atB).map((point) => distanceTo(a, atA, point)),
  );

const inside = ({ x, y }: Placement, area: Area): boolean =>
  x >= area.minX && x <= area.maxX && Math.abs(y) <= area.maxAbsY && Math.hypot(x, y) <= area.maxRadius;

/**
 * Places objects at random, every two at least `gap` metres apart.
 *
 * @param random numbers in [0, 1); the same sequence gives the same places
 * @param standing what is there already
 * @returns a placement for each object, in the order given
 * @throws Error when the area is too small for them
 */
export const placeObjects = (
  objects: readonly Outlined[],
  area: Area,
  gap: number,
  random: () => number,
  standing: readonly (readonly [Outlined, Placement])[] = [],
): Placement[] => {
  // The largest first: the small ones find room between them.
  const order = objects.toSorted((a, b) => Math.max(b.size[0], b.size[1]) - Math.max(a.size[0], a.size[1]));
  for (let attempt = 0; attempt < 1000; attempt++) {
    const placed = new Map<Outlined, Placement>(standing);
    for (const object of order) {
      for (let tries = 0; tries < 60 && !placed.has(object); tries++) {
        const candidate: Placement = {
          x: area.minX + (area.maxX - area.minX) * random(),
          y: area.maxAbsY * (2 * random() - 1),
          yaw: (random() - 0.5) * Math.PI,
        };
        if (!inside(candidate, area)) continue;
        const free = [...placed].every(
          ([other, there]) => footprintGap(object, candidate, other, there) >= gap,
        );
        if (free) placed.set(object, candidate);
      }
      if (!placed.has(object)) break;
    }
    if (objects.every((object) => placed.has(object)))
      return objects.map((object) => placed.get(object) as Placement);
  }
  throw new Error(`${objects.length} objects do not fit ${gap} m apart`);
};

/** Centre of an object that stands at z = 0, a hair above it so that it settles rather than starts inside. */
export const restingCenter = (object: Outlined, { x, y }: Placement): Vec3 => [
  x,
  y,
  object.size[2] / 2 + 0.0002,
];
