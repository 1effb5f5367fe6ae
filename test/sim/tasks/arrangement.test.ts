import { beforeAll, describe, expect, it } from "vitest";
import { areIn, isRow, isTower, lineAngle } from "../../../sim/tasks/arrangement-goals.ts";
import { bareArea, dealt, shuffled, withResting } from "../../../sim/tasks/dealing.ts";
import type { Goal } from "../../../sim/tasks/judging/goal.ts";
import { tableOf } from "../../../sim/tasks/layout.ts";
import { loadMujoco, type Mujoco } from "../../../sim/world/mujoco.ts";
import { makeObject } from "../../../sim/world/scenes/object-model.ts";
import { footprintGap } from "../../../sim/world/scenes/placement.ts";
import type { Scene } from "../../../sim/world/scenes/scene.ts";
import { startView } from "./start-view.ts";

let mujoco: Mujoco;
beforeAll(async () => {
  mujoco = await loadMujoco();
});

const red = makeObject("red", "cube");
const green = makeObject("green", "cube");
const blue = makeObject("blue", "cube");
const box = makeObject("brown", "box", "box");
const standing = (...places: readonly [number, number][]): Scene =>
  tableOf(
    [red, green, blue].slice(0, places.length).map((model, index) => {
      const [x, y] = places[index] ?? [0, 0];
      return { model, at: { x, y, yaw: 0 } };
    }),
    1,
  );
const score = (goal: Goal, scene: Scene): number => goal.measure(startView(mujoco, scene)).score;

describe("goals about several objects", () => {
  it("tell a row in the right order from others", () => {
    const row = isRow(["red_cube", "green_cube", "blue_cube"], "y", -1);
    expect(score(row, standing([0.4, 0.1], [0.41, 0], [0.4, -0.1]))).toBe(1);
    expect(score(row, standing([0.4, -0.1], [0.4, 0], [0.4, 0.1]))).toBeLessThan(1);
    expect(score(row, standing([0.4, 0.1], [0.44, 0], [0.4, -0.1]))).toBeLessThan(1);
  });

  it("count what lies in a container, neither less nor more", () => {
    const cubes = [red, green, blue];
    const scene = (inside: number): Scene =>
      tableOf(
        [
          { model: box, at: { x: 0.5, y: 0, yaw: 0 } },
          ...cubes.map((model, index) => ({
            model,
            at: {
              x: index < inside ? 0.45 + 0.05 * index : 0.35,
              y: index < inside ? 0 : 0.3 - index / 10,
              yaw: 0,
            },
          })),
        ],
        1,
      );
    const two = areIn(["red_cube", "green_cube", "blue_cube"], 2, "box");
    expect([0, 1, 2, 3].map((inside) => score(two, scene(inside)) === 1)).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  it("tell a tower from the same cubes the other way up", () => {
    const scene = withResting(standing([0.4, 0.1]), [{ model: green, on: "red_cube" }]);
    const scores = (bottomFirst: string[]) => isTower(bottomFirst).map((goal) => score(goal, scene));
    expect(scores(["red_cube", "green_cube"])).toEqual([1, 1]);
    expect(scores(["green_cube", "red_cube"]).every((one) => one < 1)).toBe(true);
  });

  it("take a line for the same from both its ends", () => {
    expect(lineAngle(0.1, 0.1 + Math.PI)).toBeCloseTo(0);
    expect(lineAngle(-1.5, 1.5)).toBeCloseTo(Math.PI - 3);
  });
});

describe("what the seed decides", () => {
  it("differs from one seed to the next", () => {
    const three = [1, 2, 3].map((seed) => dealt(["a", "b", "c"], seed, "word"));
    expect(new Set(three)).toEqual(new Set(["a", "b", "c"]));
    expect(shuffled([1, 2, 3, 4, 5], 4, "word").toSorted()).toEqual([1, 2, 3, 4, 5]);
  });

  it("never puts anything into an area that is to stay bare", () => {
    const bare = bareArea({ x: 0.48, y: 0 }, [0.25, 0.25]);
    const gaps = [1, 2, 3, 4, 5].flatMap((seed) =>
      tableOf([{ model: red }, { model: green }, { model: blue }], seed, 0.05, [bare]).objects.map(
        ({ model, start: { position } }) =>
          footprintGap(model, { x: position[0], y: position[1], yaw: 0 }, bare.model, {
            x: 0.48,
            y: 0,
            yaw: 0,
          }),
      ),
    );
    expect(Math.min(...gaps)).toBeGreaterThan(0.04);
  });
});
