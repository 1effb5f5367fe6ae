import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { norm, rotate, subtract } from "../../world/math.ts";
import { makeObject, type ObjectModel } from "../../world/scenes/object-model.ts";
import { isAt, isHeld, isIn, isOn, isWithin } from "../goals.ts";
import type { Goal } from "../judging/goal.ts";
import type { WorldView } from "../judging/world-view.ts";
import { chosen, tableOf } from "../layout.ts";
import { tableWithSpares } from "../spare-places.ts";
import type { PlacedTask, Task } from "../task.ts";

/* One call, or a few that do not depend on each other: pick, place, inspect. */

const redCube = makeObject("red", "cube");
const greenCube = makeObject("green", "cube");
const blueCube = makeObject("blue", "cube");
const cylinder = makeObject("yellow", "cylinder");
const ball = makeObject("orange", "ball", "ball");
const plate = makeObject("blue", "plate");
const bowl = makeObject("white", "bowl", "bowl");
const box = makeObject("brown", "box", "box");

const words = (name: string): string => name.replaceAll("_", " ");
const on = (objects: readonly ObjectModel[], seed: number) =>
  tableOf(
    objects.map((model) => ({ model })),
    seed,
  );

/** A task of this category from what of it differs. */
const atomic1 = (
  id: string,
  place: (seed: number) => Omit<PlacedTask, "user" | "perturbations" | "invariants">,
): Task => ({ id, category: "atomic", level: 1, place });

/** Takes one object from among others, and goes on holding it. */
const picking = (id: string, objects: readonly ObjectModel[], wanted: (seed: number) => string): Task =>
  atomic1(id, (seed) => {
    const name = wanted(seed);
    return {
      scene: on(objects, seed),
      instruction: `Pick up the ${words(name)} and hold it up, clear of the table.`,
      goals: [isHeld(name)],
      concerned: [name],
      oracle: [`held = pick("${name}")\nprint(held)`, `finish("I hold the ${words(name)} up.")`],
    };
  });

/** Puts one object onto or into another. */
const placing = (
  id: string,
  objects: readonly ObjectModel[],
  { name, how, target, goal }: { name: string; how: "on" | "in"; target: string; goal: Goal },
): Task =>
  atomic1(id, (seed) => ({
    scene: on(objects, seed),
    instruction: `Put the ${words(name)} ${how} the ${words(target)}.`,
    goals: [goal],
    concerned: [name, target],
    oracle: [
      `pick("${name}")\nprint(place_${how}("${target}"))`,
      `finish("The ${words(name)} is ${how} the ${words(target)}.")`,
    ],
  }));

const DOWN_RAD = (10 * Math.PI) / 180;

/** The tool hangs over a point, straight down. */
const hovers = (name: string, point: (world: WorldView) => Vec3): Goal => {
  const near = isWithin(name, (world) => norm(subtract(world.tool.position, point(world))), 0.015);
  return {
    name,
    measure: (world) => {
      const tilt = Math.acos(Math.min(1, Math.max(-1, -rotate(world.tool.orientation, [0, 0, 1])[2])));
      const { score, detail } = near.measure(world);
      if (tilt <= DOWN_RAD) return { score, detail };
      return {
        score: score / 2,
        detail: `${detail}; the tool leans ${Math.round((tilt * 180) / Math.PI)}° from straight down`,
      };
    },
  };
};

const looking = (name: string): string => `item = scene.find("${name}")`;

/** Ten tasks of one call or two. */
export const atomic: readonly Task[] = [
  picking("pick-red-cube", [redCube, plate, bowl], () => "red_cube"),
  picking("pick-cylinder", [cylinder, greenCube, box], () => "yellow_cylinder"),
  picking("pick-ball", [ball, blueCube, bowl], () => "ball"),
  picking("pick-cube-of-a-colour", [redCube, greenCube, blueCube], (seed) =>
    chosen(["red_cube", "green_cube", "blue_cube"], seed, "colour"),
  ),
  placing("place-cube-on-plate", [redCube, plate, bowl, greenCube], {
    name: "red_cube",
    how: "on",
    target: "blue_plate",
    goal: isOn("red_cube", "blue_plate"),
  }),
  placing("place-ball-in-bowl", [ball, bowl, box, blueCube], {
    name: "ball",
    how: "in",
    target: "bowl",
    goal: isIn("ball", "bowl"),
  }),
  placing("place-cylinder-in-box", [cylinder, box, bowl, redCube], {
    name: "yellow_cylinder",
    how: "in",
    target: "box",
    goal: isIn("yellow_cylinder", "box"),
  }),
  atomic1("place-cube-at-point", (seed) => {
    const { scene, spares } = tableWithSpares(
      [greenCube, plate, ball].map((model) => ({ model })),
      [greenCube],
      seed,
    );
    const [x, y] = [(spares[0]?.x ?? 0).toFixed(2), (spares[0]?.y ?? 0).toFixed(2)];
    return {
      scene,
      instruction: `Put the green cube down on the table at x = ${x}, y = ${y} (metres in base_link).`,
      goals: [isAt("green_cube", [Number(x), Number(y)])],
      concerned: ["green_cube"],
      oracle: [
        `pick("green_cube")\nprint(place_at(${x}, ${y}))`,
        `finish("The green cube is at (${x}, ${y}).")`,
      ],
    };
  }),
  atomic1("inspect-from-above", (seed) => ({
    scene: on([redCube, cylinder, bowl, box], seed),
    instruction:
      "Bring the tool 15 cm above the top of the yellow cylinder, pointing straight down, to inspect it. Touch nothing.",
    goals: [
      hovers("the tool is 15 cm above the yellow cylinder, pointing down", (world) => {
        const [x, y, z] = world.pose("yellow_cylinder").position;
        return [x, y, z + world.size("yellow_cylinder")[2] / 2 + 0.15];
      }),
    ],
    concerned: [],
    oracle: [
      `${looking("yellow_cylinder")}
top = item.z + item.size_m[2] / 2
print(arm.move_to([item.x, item.y, top + 0.15]))`,
      `finish("The tool is 15 cm above the cylinder.")`,
    ],
  })),
  atomic1("inspect-between", (seed) => ({
    scene: on([redCube, blueCube, plate, ball], seed),
    instruction:
      "Bring the tool over the point halfway between the red cube and the blue cube, 25 cm above the table (z = 0.25), pointing straight down. Touch nothing.",
    goals: [
      hovers("the tool is 25 cm above the middle of the two cubes, pointing down", (world) => {
        const [a, b] = [world.pose("red_cube").position, world.pose("blue_cube").position];
        return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, 0.25];
      }),
    ],
    concerned: [],
    oracle: [
      `a, b = scene.find("red_cube"), scene.find("blue_cube")
print(arm.move_to([(a.x + b.x) / 2, (a.y + b.y) / 2, 0.25]))`,
      `finish("The tool is halfway between the two cubes.")`,
    ],
  })),
];
