import { halfHeight, isIn, isOn } from "./goals.ts";
import type { Goal } from "./judging/goal.ts";
import type { WorldView } from "./judging/world-view.ts";

/* Goals about several objects at once. Metres, radians, the scene's frame. */

const RESTS_M = 0.01;

/** How many of the objects meet a goal that is made for each. */
const countOf = (objects: readonly string[], goal: (object: string) => Goal, world: WorldView): number =>
  objects.filter((object) => goal(object).measure(world).score === 1).length;

const isCount = (
  name: string,
  objects: readonly string[],
  wanted: number,
  goal: (object: string) => Goal,
): Goal => ({
  name,
  measure: (world) => {
    const count = countOf(objects, goal, world);
    return {
      score: count === wanted ? 1 : 0.9 * (count < wanted ? count / wanted : wanted / count),
      detail: `${count} of them, and ${wanted} are wanted`,
    };
  },
});

/** Just so many of these objects lie in a container. */
export const areIn = (objects: readonly string[], wanted: number, container: string): Goal =>
  isCount(`${wanted} of them in the ${container.replaceAll("_", " ")}`, objects, wanted, (object) =>
    isIn(object, container),
  );

/** Just so many of these objects lie on another. */
export const areOn = (objects: readonly string[], wanted: number, support: string): Goal =>
  isCount(`${wanted} of them on the ${support.replaceAll("_", " ")}`, objects, wanted, (object) =>
    isOn(object, support),
  );

/** Each stands on the one before, the first on the table. */
export const isTower = (bottomFirst: readonly string[]): Goal[] =>
  bottomFirst.map((object, index) => isOn(object, bottomFirst[index - 1] ?? "table"));

/** Rests on the table, let go of. */
export const standsOnTable = (world: WorldView, object: string): boolean =>
  !world.held(object) && world.pose(object).position[2] - halfHeight(world, object) < RESTS_M;

/** The objects stand on the table in this order along an axis, with no more than `sideways` between them across it. */
export const isRow = (
  order: readonly string[],
  axis: "x" | "y",
  direction: 1 | -1,
  sideways = 0.02,
): Goal => ({
  name: `a row: ${order.map((name) => name.replaceAll("_", " ")).join(", ")}`,
  measure: (world) => {
    const places = order.map((name) => world.pose(name).position);
    const [along, across] = axis === "x" ? [0, 1] : [1, 0];
    const steps = places
      .slice(1)
      .map((place, index) => direction * ((place[along] ?? 0) - (places[index]?.[along] ?? 0)));
    const inOrder = steps.filter((step) => step > 0.03).length;
    const aside = places.map((place) => place[across] ?? 0);
    const spread = Math.max(...aside) - Math.min(...aside);
    const standing = order.filter((name) => standsOnTable(world, name)).length;
    const met = inOrder === steps.length && spread <= sideways && standing === order.length;
    const share = (inOrder / steps.length + standing / order.length) / 2;
    return {
      score: met ? 1 : Math.min(0.9, spread <= sideways ? share : share / 2),
      detail: `${inOrder} of ${steps.length} steps in order, ${(spread * 100).toFixed(1)} cm out of line`,
    };
  },
});

/** The angle of an upright object about the vertical, radians. */
export const yawOf = (world: WorldView, object: string): number => {
  const [x, y, z, w] = world.pose(object).orientation;
  return Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z));
};

/** Smallest angle between two lines, which have no front, radians. */
export const lineAngle = (a: number, b: number): number => {
  const turned = (((a - b) % Math.PI) + Math.PI) % Math.PI;
  return Math.min(turned, Math.PI - turned);
};
