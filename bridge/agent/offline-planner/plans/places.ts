import type { Side } from "../goals.ts";
import {
  bottomOf,
  contentsOf,
  distance,
  halfWidthOf,
  radiusOf,
  reachOf,
  type Scene,
  type SeenObject,
  yawOf,
} from "../scene.ts";

export type Place = readonly [number, number];

/** Room beside an object for the open fingers, metres. */
const GAP_M = 0.04;
/** What an arm of this size reaches with the tool pointing down, metres in base_link. */
const REACH = { minX: 0.25, maxX: 0.68, maxY: 0.42, minRadius: 0.28, maxRadius: 0.74 };

export const reachable = ([x, y]: Place, margin = 0): boolean =>
  x >= REACH.minX - margin &&
  x <= REACH.maxX + margin &&
  Math.abs(y) <= REACH.maxY + margin &&
  Math.hypot(x, y) <= REACH.maxRadius + margin &&
  Math.hypot(x, y) >= REACH.minRadius - margin;

const clearance = (place: Place, scene: Scene, object: SeenObject, taken: readonly Place[]): number => {
  const others = scene.objects.filter((other) => other.name !== object.name);
  const gaps = others.map((other) => distance(other.position, place) - radiusOf(other) - radiusOf(object));
  return Math.min(...gaps, ...taken.map((other) => distance(other, place) - 0.06), 1);
};

/** A bare place of the table for an object, the nearest to a wished one; null when the table is full. */
export const freePlace = (
  scene: Scene,
  object: SeenObject,
  near: Place,
  taken: readonly Place[] = [],
): Place | null => {
  for (const gap of [GAP_M, 0.025, 0.012]) {
    if (reachable(near) && clearance(near, scene, object, taken) >= gap) return near;
    let best: Place | null = null;
    for (let x = REACH.minX; x <= REACH.maxX; x += 0.02)
      for (let y = -REACH.maxY; y <= REACH.maxY; y += 0.02) {
        const place: Place = [x, y];
        if (!reachable(place) || clearance(place, scene, object, taken) < gap) continue;
        if (best === null || distance(place, near) < distance(best, near)) best = place;
      }
    if (best) return best;
  }
  return null;
};

/** Room between the middles of neighbours in a row beyond their own size, metres. */
const ROW_GAP_M = 0.045;

/** Bare places in a line from left to right, one for each object, the nearest to where they are; null when there are none. */
export const freeRow = (scene: Scene, objects: readonly SeenObject[]): Place[] | null => {
  const pitch = 2 * Math.max(...objects.map(radiusOf)) + ROW_GAP_M;
  const cost = (row: readonly Place[]): number =>
    row.reduce((sum, place, index) => sum + distance(place, objects[index]?.position ?? place), 0);
  for (const gap of [GAP_M, 0.025, 0.012]) {
    let best: Place[] | null = null;
    for (let x = REACH.minX; x <= REACH.maxX; x += 0.02)
      for (let y = -REACH.maxY; y <= REACH.maxY; y += 0.02) {
        const row = objects.map((_, index): Place => [x, y - index * pitch]);
        const free = row.every((place, index) => {
          const object = objects[index];
          return object && reachable(place) && clearance(place, scene, object, []) >= gap;
        });
        if (free && (best === null || cost(row) < cost(best))) best = row;
      }
    if (best) return best;
  }
  return null;
};

const SIDES = { left: [0, 1], right: [0, -1], behind: [1, 0], front: [-1, 0] } as const;

/** Where an object goes that is to stand beside another: the free side with the most room; null when there is none. */
export const placeBeside = (
  scene: Scene,
  object: SeenObject,
  target: SeenObject,
  side: Side,
): Place | null => {
  const sides = side === "any" ? (["left", "right", "front", "behind"] as const) : [side];
  const [a, b] = [reachOf(object), reachOf(target)];
  const places = sides.flatMap((one) => {
    const [dx, dy] = SIDES[one];
    const across = Math.abs(dy) * b.x + Math.abs(dx) * b.y + 0.02;
    const slips = [0, 0.02, -0.02, 0.04, -0.04, 0.06, -0.06, 0.08, -0.08].filter(
      (slip) => Math.abs(slip) < across,
    );
    return [GAP_M, 0.03, 0.055, 0.075].flatMap((gap) =>
      slips.map(
        (slip): Place => [
          target.position[0] + dx * (a.x + b.x + gap) + Math.abs(dy) * slip,
          target.position[1] + dy * (a.y + b.y + gap) + Math.abs(dx) * slip,
        ],
      ),
    );
  });
  const room = (place: Place): number =>
    Math.min(
      ...scene.objects
        .filter(
          (other) =>
            other.name !== object.name &&
            other.name !== target.name &&
            !contentsOf(scene, other).includes(target) &&
            Math.abs(bottomOf(other) - bottomOf(target)) < 0.2,
        )
        .map((other) => distance(other.position, place) - radiusOf(other) - radiusOf(object)),
      0.1,
    );
  const easy = places.filter((place) => reachable(place) && room(place) > 0.008);
  const free =
    easy.length > 0 ? easy : places.filter((place) => reachable(place, 0.06) && room(place) > 0.008);
  // Rounded, so that the first wish wins among places with enough room.
  const score = (place: Place): number => Math.min(room(place), GAP_M);
  return free.toSorted((p, q) => score(q) - score(p))[0] ?? null;
};

/** Offsets from the middle for several objects on or in one: the middle for a single one, a ring or a grid for more. */
export const slots = (target: SeenObject, count: number): Place[] => {
  if (count === 1) return [[0, 0]];
  if (target.shape === "box") {
    const yaw = yawOf(target);
    const [length, width] = [target.size_m[0] * 0.25, target.size_m[1] * 0.21];
    // Up to three stand in a line, where the fingers can get at them again; more take the corners.
    const line = count === 2 ? [0.85, -0.85] : [1.2, -1.2, 0];
    const local: readonly (readonly [number, number])[] =
      count <= 3
        ? line.map((along) => [along, 0] as const)
        : [
            [1, 1],
            [-1, -1],
            [1, -1],
            [-1, 1],
            [0, 0],
          ];
    return Array.from({ length: count }, (_, index): Place => {
      const [u, v] = local[index % local.length] ?? [0, 0];
      return [
        u * length * Math.cos(yaw) - v * width * Math.sin(yaw),
        u * length * Math.sin(yaw) + v * width * Math.cos(yaw),
      ];
    });
  }
  const ring = Math.max(0, halfWidthOf(target) * (target.shape === "bowl" ? 0.28 : 0.6));
  return Array.from({ length: count }, (_, index): Place => {
    const angle = (2 * Math.PI * index) / count + Math.PI / 2;
    return [ring * Math.cos(angle), ring * Math.sin(angle)];
  });
};
