import type { Vec3 } from "../../bridge/protocol/index.ts";
import { rotate, subtract } from "../world/math.ts";
import type { Goal, GoalScore } from "./judging/goal.ts";
import type { WorldView } from "./judging/world-view.ts";

/* Goals that many tasks share. Lengths in metres, angles in radians, positions in the scene's frame. */

/** Slower than this an object lies still, metres a second. */
const STILL_M_S = 0.02;
/** Two surfaces that rest on each other are nearer than this. */
const CONTACT_M = 0.01;

const words = (name: string): string => name.replaceAll("_", " ");
const centimetres = (metres: number): string => `${(metres * 100).toFixed(1)} cm`;
const clamp = (value: number): number => Math.min(1, Math.max(0, value));
/** 1 within the tolerance, falling to 0 at `far`; never 1 outside of the tolerance. */
const nearness = (distance: number, tolerance: number, far: number): number =>
  distance <= tolerance ? 1 : 0.9 * clamp(1 - (distance - tolerance) / (far - tolerance));

/** Half the vertical extent of an object as it is turned now. */
export const halfHeight = (world: WorldView, object: string): number => {
  const { orientation } = world.pose(object);
  const size = world.size(object);
  const axes: readonly Vec3[] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  return axes.reduce(
    (sum, axis, index) => sum + (Math.abs(rotate(orientation, axis)[2]) * (size[index] ?? 0)) / 2,
    0,
  );
};

export const horizontal = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** Let go of, and at rest. */
const left = (world: WorldView, object: string): string | null => {
  if (world.held(object)) return `the ${words(object)} is still held`;
  return world.speed(object) > STILL_M_S ? `the ${words(object)} still moves` : null;
};

/** The score, halved and worded otherwise where the object is not left to itself. */
const ifLeft = (world: WorldView, object: string, { score, detail }: GoalScore): GoalScore => {
  const why = left(world, object);
  return why === null ? { score, detail } : { score: score / 2, detail: why };
};

/** Rests on another object (or on the `table`), let go of: its centre over the other's footprint, its bottom on its top. */
export const isOn = (object: string, support: string): Goal => ({
  name: `the ${words(object)} is on the ${words(support)}`,
  measure: (world) => {
    const there = world.pose(object).position;
    const bottom = there[2] - halfHeight(world, object);
    if (support === "table")
      return ifLeft(world, object, {
        score: nearness(Math.abs(bottom), CONTACT_M, 0.3),
        detail: `its bottom is ${centimetres(bottom)} above the table`,
      });
    const under = world.pose(support).position;
    const away = horizontal(there, under);
    const [width, depth] = world.size(support);
    const gap = bottom - (under[2] + halfHeight(world, support));
    const over = nearness(away, Math.min(width, depth) / 2, 0.5);
    const rests = Math.abs(gap) <= CONTACT_M && world.touching(object).has(support);
    return ifLeft(world, object, {
      score: over === 1 && rests ? 1 : Math.min(0.9, over * (rests ? 1 : 0.7)),
      detail: `${centimetres(away)} from its middle, ${centimetres(gap)} above its top`,
    });
  },
});

/** Lies in a container that is open at the top, let go of: its centre within the walls and below (or little above) the rim. */
export const isIn = (object: string, container: string): Goal => ({
  name: `the ${words(object)} is in the ${words(container)}`,
  measure: (world) => {
    const place = world.pose(container);
    const out = subtract(world.pose(object).position, place.position);
    const inside = rotate(
      [-place.orientation[0], -place.orientation[1], -place.orientation[2], place.orientation[3]],
      out,
    );
    const [width, depth, height] = world.size(container);
    const beyond = Math.max(
      Math.abs(inside[0]) - width / 2,
      Math.abs(inside[1]) - depth / 2,
      inside[2] - height / 2 - 0.02,
      -inside[2] - height / 2,
    );
    return ifLeft(world, object, {
      score: nearness(beyond, 0, 0.5),
      detail: beyond <= 0 ? "within its walls" : `${centimetres(beyond)} outside of it`,
    });
  },
});

/** Stands at a place on the table, let go of. */
export const isAt = (object: string, [x, y]: readonly [number, number], tolerance = 0.02): Goal => ({
  name: `the ${words(object)} is at (${x.toFixed(2)}, ${y.toFixed(2)})`,
  measure: (world) => {
    const { position } = world.pose(object);
    const away = horizontal(position, [x, y, 0]);
    const lifted = position[2] - halfHeight(world, object) > CONTACT_M;
    const score = nearness(away, tolerance, 0.4);
    return ifLeft(world, object, {
      score: lifted ? Math.min(0.5, score) : score,
      detail: `${centimetres(away)} away${lifted ? ", and not on the table" : ""}`,
    });
  },
});

/** Anything that can be measured as a distance from what is wanted, 0 being best. */
export const isWithin = (
  name: string,
  distance: (world: WorldView) => number,
  tolerance: number,
  far = 0.4,
): Goal => ({
  name,
  measure: (world) => {
    const measured = distance(world);
    return {
      score: Number.isFinite(measured) ? nearness(measured, tolerance, far) : 0,
      detail: `${centimetres(measured)} off; ${centimetres(tolerance)} is allowed`,
    };
  },
});

/** Hangs from the fingers, clear of everything else. */
export const isHeld = (object: string, clearance = 0.05): Goal => ({
  name: `the ${words(object)} is held above the table`,
  measure: (world) => {
    const height = world.pose(object).position[2] - halfHeight(world, object);
    const held = world.held(object);
    return {
      score: held && height >= clearance ? 1 : held ? 0.5 : 0,
      detail: held ? `held ${centimetres(height)} above the table` : "not between the fingers",
    };
  },
});

/** Anything that is or is not so. */
export const isSo = (name: string, so: (world: WorldView) => boolean, otherwise = "it is not so"): Goal => ({
  name,
  measure: (world) => {
    const met = so(world);
    return { score: met ? 1 : 0, detail: met ? "it is so" : otherwise };
  },
});
