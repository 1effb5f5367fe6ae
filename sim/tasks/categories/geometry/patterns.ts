import { type ColorWord, makeObject, type ObjectModel } from "../../../world/scenes/object-model.ts";
import { standsOnTable } from "../../arrangement-goals.ts";
import { bareArea, dealt, shuffled } from "../../dealing.ts";
import { horizontal, isAt, isWithin } from "../../goals.ts";
import type { Goal } from "../../judging/goal.ts";
import type { WorldView } from "../../judging/world-view.ts";
import { tableOf } from "../../layout.ts";
import { carrying, oracle } from "../../oracle-python.ts";
import type { Task } from "../../task.ts";

const colors: ColorWord[] = ["red", "green", "blue", "yellow"];
const cubesOf = (count: number, seed: number): ObjectModel[] =>
  shuffled(colors.slice(0, count), seed, "order").map((color) => makeObject(color, "cube"));
const namesOf = (models: readonly ObjectModel[]): string[] => models.map(({ name }) => name).toSorted();
const cm = (metres: number): string => `${Math.round(metres * 100)} cm`;

const allStand = (objects: readonly string[]): Goal => ({
  name: "all of them stand on the table",
  measure: (world) => {
    const standing = objects.filter((object) => standsOnTable(world, object)).length;
    return { score: standing / objects.length, detail: `${standing} of ${objects.length}` };
  },
});

const line: Task = {
  id: "line-of-three",
  category: "geometry",
  level: 2,
  place: (seed) => {
    const x = dealt([0.42, 0.36, 0.48], seed, "line at");
    const step = dealt([0.12, 0.1, 0.11], seed, "line step");
    const cubes = cubesOf(3, seed);
    const names = namesOf(cubes);
    const y = (index: number): number => step * (1 - index);
    return {
      scene: tableOf(
        cubes.map((model) => ({ model })),
        seed,
        undefined,
        [bareArea({ x, y: 0 }, [0.08, 0.3])],
      ),
      instruction: `Put the three cubes in a straight line at x = ${x} m (frame base_link): blue at y = ${step} m, green at y = 0, red at y = -${step} m. One centimetre off is all right.`,
      goals: names.map((name, index) => isAt(name, [x, y(index)], 0.012)),
      concerned: names,
      oracle: oracle(
        [carrying],
        ...names.map((name, index) => `carry_to("${name}", ${x}, ${y(index)})`),
        'finish("The three cubes stand in a line.")',
      ),
    };
  },
};

/** Angles at which they stand about a point, in order; degrees. */
const gapsAround = (world: WorldView, objects: readonly string[], x: number, y: number): number[] => {
  const angles = objects
    .map((object) => world.pose(object).position)
    .map((place) => (Math.atan2(place[1] - y, place[0] - x) * 180) / Math.PI)
    .toSorted((a, b) => a - b);
  return angles.map((angle, index) => (angles[index + 1] ?? (angles[0] ?? 0) + 360) - angle);
};

/** On a circle about a point, at equal angles. */
const isCircle = (objects: readonly string[], [x, y]: readonly [number, number], radius: number): Goal[] => [
  ...objects.map((object) =>
    isWithin(
      `the ${object.replaceAll("_", " ")} is ${cm(radius)} from the middle`,
      (world) => Math.abs(horizontal(world.pose(object).position, [x, y, 0]) - radius),
      0.015,
    ),
  ),
  {
    name: "they stand at equal angles",
    measure: (world) => {
      const worst = Math.max(
        ...gapsAround(world, objects, x, y).map((gap) => Math.abs(gap - 360 / objects.length)),
      );
      return {
        score: worst <= 9 ? 1 : Math.max(0, 0.9 * (1 - worst / 180)),
        detail: `${worst.toFixed(0)}° off`,
      };
    },
  },
  allStand(objects),
];

const circle: Task = {
  id: "circle-of-four",
  category: "geometry",
  level: 4,
  place: (seed) => {
    const y = dealt([0, 0.08, -0.08], seed, "circle at");
    const cubes = cubesOf(4, seed);
    const names = namesOf(cubes);
    return {
      scene: tableOf(
        cubes.map((model) => ({ model })),
        seed,
        0.05,
        [bareArea({ x: 0.49, y }, [0.29, 0.29])],
      ),
      instruction: `Arrange the four cubes in a circle with a radius of 12 cm around the point (0.49, ${y}), metres in base_link, evenly spaced.`,
      goals: isCircle(names, [0.49, y], 0.12),
      concerned: names,
      oracle: oracle(
        [carrying],
        `cubes = [cube.name for cube in scene.find_all(shape="cube")]
around = [(0.49 + 0.12 * math.cos(turn), ${y} + 0.12 * math.sin(turn)) for turn in (math.pi / 4 + math.pi / 2 * k for k in range(4))]
for name, (x, y) in zip(cubes[:2], around):
    carry_to(name, x, y)`,
        `for name, (x, y) in zip(cubes[2:], around[2:]):
    carry_to(name, x, y)
finish("The four cubes stand on the circle.")`,
      ),
    };
  },
};

const aroundPlate: Task = {
  id: "circle-around-the-plate",
  category: "geometry",
  level: 4,
  place: (seed) => {
    const y = dealt([0.1, -0.1, 0.13], seed, "plate at");
    const at = { x: 0.48, y, yaw: 0 };
    const cubes = cubesOf(3, seed);
    const names = namesOf(cubes);
    return {
      scene: tableOf(
        [{ model: makeObject("white", "plate", "plate"), at }, ...cubes.map((model) => ({ model }))],
        seed,
        0.05,
        [bareArea({ x: 0.48, y }, [0.36, 0.36])],
      ),
      instruction:
        "Stand the three cubes around the plate, each with its centre 15 cm from the plate's centre, so that they are evenly spread around it like the hours 12, 4 and 8 on a clock. Which way the clock is turned does not matter.",
      goals: isCircle(names, [at.x, at.y], 0.15),
      concerned: names,
      oracle: oracle(
        [carrying],
        `plate = scene.find("plate")
cubes = [cube.name for cube in scene.find_all(shape="cube")]
for index, name in enumerate(cubes):
    turn = 2 * math.pi / 3 * index
    carry_to(name, plate.x + 0.15 * math.cos(turn), plate.y + 0.15 * math.sin(turn))
finish("The cubes stand around the plate.")`,
      ),
    };
  },
};

const square: Task = {
  id: "corners-of-a-square",
  category: "geometry",
  level: 4,
  place: (seed) => {
    const side = dealt([0.16, 0.14, 0.18], seed, "side");
    const cubes = cubesOf(4, seed);
    const names = namesOf(cubes);
    const sorted = (world: WorldView): number[] =>
      names
        .flatMap((a, index) =>
          names.slice(index + 1).map((b) => horizontal(world.pose(a).position, world.pose(b).position)),
        )
        .toSorted((a, b) => a - b);
    return {
      scene: tableOf(
        cubes.map((model) => ({ model })),
        seed,
        0.05,
        [bareArea({ x: 0.49, y: 0 }, [0.25, 0.25])],
      ),
      instruction: `Make a square with the four cubes as its corners: each side ${cm(side)} long, measured between the centres of neighbouring cubes. Anywhere on the table, turned as you like.`,
      goals: [
        isWithin(
          `a square with sides of ${cm(side)}`,
          (world) =>
            Math.max(
              ...sorted(world).map((distance, index) =>
                Math.abs(distance - (index < 4 ? side : side * Math.SQRT2)),
              ),
            ),
          0.018,
        ),
        allStand(names),
      ],
      concerned: names,
      oracle: oracle(
        [carrying],
        `cubes = [cube.name for cube in scene.find_all(shape="cube")]
half = ${side} / 2
corners = [(0.49 + dx, dy) for dx, dy in ((-half, -half), (-half, half), (half, half), (half, -half))]
for name, (x, y) in zip(cubes[:2], corners):
    carry_to(name, x, y)`,
        `for name, (x, y) in zip(cubes[2:], corners[2:]):
    carry_to(name, x, y)
finish("The four cubes are the corners of a square.")`,
      ),
    };
  },
};

export const patterns: readonly Task[] = [line, circle, aroundPlate, square];
