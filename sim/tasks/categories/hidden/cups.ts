import { standingUnder, underCup, upturnedCup } from "../../../world/scenes/hiding-things.ts";
import { makeObject, type ObjectModel } from "../../../world/scenes/object-model.ts";
import type { Scene } from "../../../world/scenes/scene.ts";
import { halfHeight, horizontal, isIn, isOn } from "../../goals.ts";
import type { Goal } from "../../judging/goal.ts";
import { chosen, tableOf } from "../../layout.ts";
import { carrying, oracle } from "../../oracle-python.ts";
import type { PlacedTask, Task } from "../../task.ts";
import { cupMoves } from "./drawer-python.ts";

/* What is under an upturned cup is not seen until the cup is lifted off. */

const redCube = makeObject("red", "cube");
const greenCube = makeObject("green", "cube");
const yellowCube = makeObject("yellow", "cube");
const ball = makeObject("orange", "ball", "ball");
const plate = makeObject("white", "plate");
const bowl = makeObject("white", "bowl", "bowl");
const box = makeObject("brown", "box", "box");
const cups = {
  blue: upturnedCup("blue"),
  green: upturnedCup("green"),
  purple: upturnedCup("purple"),
} as const;
type Cup = keyof typeof cups;
const colors = ["blue", "green", "purple"] as const;

const words = (name: string): string => name.replaceAll("_", " ");

/** A table with cups on it, things under some of them, and others that stand around. */
const withCups = (
  seed: number,
  standing: readonly Cup[],
  under: Partial<Record<Cup, ObjectModel>>,
  around: readonly ObjectModel[],
): Scene => {
  const models = [...standing.map((color) => cups[color]), ...around];
  const table = tableOf(
    models.map((model) => ({ model })),
    seed,
  );
  const hidden = standing.flatMap((color) => {
    const model = under[color];
    const start = table.objects.find((placed) => placed.model === cups[color])?.start;
    return model && start ? [standingUnder(model, start)] : [];
  });
  return {
    ...table,
    objects: [...table.objects, ...hidden],
    enclosures: standing.map((color) => underCup(cups[color])),
  };
};

/** The cup stands over the thing, let go of. */
const isOver = (cup: string, thing: string): Goal => ({
  name: `the ${words(cup)} is over the ${words(thing)}`,
  measure: (world) => {
    const away = horizontal(world.pose(cup).position, world.pose(thing).position);
    const bottom = world.pose(cup).position[2] - halfHeight(world, cup);
    const covers = away < 0.03 && bottom < 0.01 && !world.held(cup);
    return {
      score: covers ? 1 : 0.8 * Math.max(0, 1 - away / 0.4),
      detail: `${(away * 100).toFixed(1)} cm beside it, ${(bottom * 100).toFixed(1)} cm above the table`,
    };
  },
});

const parts = [carrying, cupMoves];
const task = (id: string, level: Task["level"], place: (seed: number) => PlacedTask): Task => ({
  id,
  category: "hidden",
  level,
  place,
});

export const occlusions: readonly Task[] = [
  task("under-the-cup", 3, (seed) => ({
    scene: withCups(seed, ["blue"], { blue: redCube }, [plate, greenCube]),
    instruction: "Put the red cube on the white plate. It is under the blue cup.",
    goals: [isOn("red_cube", "white_plate")],
    concerned: ["red_cube", "blue_cup", "white_plate"],
    oracle: oracle(
      parts,
      `uncover("blue_cup")\ncarry_on("red_cube", "white_plate")`,
      'finish("The red cube is on the plate.")',
    ),
  })),
  task("under-one-of-three", 4, (seed) => {
    const color = chosen(colors, seed, "under-one-of-three");
    return {
      scene: withCups(seed, colors, { [color]: ball }, [bowl]),
      instruction: "Put the ball into the bowl. It is under one of the three cups.",
      goals: [isIn("ball", "bowl")],
      concerned: ["ball", "bowl", ...colors.map((one) => `${one}_cup`)],
      oracle: oracle(
        parts,
        `for cup in ("blue_cup", "green_cup", "purple_cup"):\n    if uncover(cup):\n        break\ncarry_in("ball", "bowl")`,
        'finish("The ball is in the bowl.")',
      ),
    };
  }),
  task("take-and-cover-again", 5, (seed) => {
    const scene = withCups(seed, ["purple"], { purple: yellowCube }, [box, greenCube]);
    return {
      scene,
      instruction:
        "Put the yellow cube, which is under the purple cup, into the brown box. Then put the cup over the green cube.",
      goals: [isIn("yellow_cube", "box"), isOver("purple_cup", "green_cube")],
      concerned: ["yellow_cube", "green_cube", "purple_cup", "box"],
      oracle: oracle(
        parts,
        `uncover("purple_cup")\ncarry_in("yellow_cube", "box")\nput_over("purple_cup", "green_cube")`,
        'finish("The yellow cube is in the box, the cup over the green cube.")',
      ),
    };
  }),
  task("hide-under-cup", 4, (seed) => {
    const hidden = chosen([redCube, greenCube, yellowCube], seed, "hide-under-cup");
    const other = hidden === redCube ? yellowCube : redCube;
    return {
      scene: withCups(seed, ["blue"], {}, [hidden, other, plate]),
      instruction: `Hide the ${words(hidden.name)} under the blue cup.`,
      goals: [isOver("blue_cup", hidden.name)],
      concerned: [hidden.name, "blue_cup"],
      oracle: oracle(
        parts,
        `put_over("blue_cup", "${hidden.name}")\nprint(scene.objects())`,
        `finish("The ${words(hidden.name)} is under the cup.")`,
      ),
    };
  }),
  task("two-under-cups", 5, (seed) => {
    const [first, second] = chosen(
      [
        [redCube, greenCube],
        [greenCube, yellowCube],
        [yellowCube, redCube],
      ] as const,
      seed,
      "two-under-cups",
    );
    return {
      scene: withCups(seed, ["blue", "purple"], { blue: first, purple: second }, [plate, box]),
      instruction:
        "Put what is under the blue cup on the white plate, and what is under the purple cup into the box.",
      goals: [isOn(first.name, "white_plate"), isIn(second.name, "box")],
      concerned: [first.name, second.name, "blue_cup", "purple_cup", "white_plate", "box"],
      oracle: oracle(
        parts,
        `for name in uncover("blue_cup"):\n    carry_on(name, "white_plate")\nfor name in uncover("purple_cup"):\n    carry_in(name, "box")`,
        'finish("Both are where they were wanted.")',
      ),
    };
  }),
];
