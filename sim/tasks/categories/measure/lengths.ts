import { type ColorWord, makeObject, type ObjectModel } from "../../../world/scenes/object-model.ts";
import { bareArea, dealt } from "../../dealing.ts";
import { isAt, isOn } from "../../goals.ts";
import { tableOf } from "../../layout.ts";
import { carrying, oracle } from "../../oracle-python.ts";
import type { Task } from "../../task.ts";

type Place = readonly [number, number];

const plate = makeObject("white", "plate", "plate");
const bowl = makeObject("white", "bowl", "bowl");
const box = makeObject("brown", "box", "box");
const colors: ColorWord[] = ["red", "green", "blue"];
const spot = ([x, y]: Place) => bareArea({ x, y }, [0.06, 0.06]);

/** Things that differ by so little that it has to be measured, the sizes in an order by the seed. */
const almostAlike = (
  shape: "cube" | "cylinder",
  scales: readonly number[],
  seed: number,
  word: string,
): ObjectModel[] => {
  const start = dealt([0, 1, 2], seed, word);
  return scales.map((_, index) =>
    makeObject(colors[index] ?? "red", shape, undefined, scales[(index + start) % scales.length]),
  );
};

const larger: Task = {
  id: "larger-by-millimetres",
  category: "measure",
  level: 3,
  place: (seed) => {
    const cubes = almostAlike("cube", [1, 1.1, 1.05], seed, "larger");
    const [largest] = cubes.toSorted((a, b) => b.size[0] - a.size[0]);
    const name = largest?.name ?? "";
    return {
      scene: tableOf(
        [...cubes, plate, bowl].map((model) => ({ model })),
        seed,
      ),
      instruction:
        "The three cubes differ by a few millimetres only. Measure them, and put the largest one on the plate. Do not move the others unless you put them back.",
      goals: [
        isOn(name, "plate"),
        ...cubes.filter((cube) => cube.name !== name).map((cube) => isOn(cube.name, "table")),
      ],
      concerned: cubes.map((cube) => cube.name),
      oracle: oracle(
        [carrying],
        `sizes = {cube.name: cube.size_m[0] for cube in scene.find_all(shape="cube")}
print(sizes)
largest = max(sizes, key=sizes.get)
print(pick(largest))
place_on("plate")
finish(f"{largest} is the largest, {sizes[largest] * 1000:.1f} mm; it is on the plate.")`,
      ),
    };
  },
};

const narrowest: Task = {
  id: "narrowest-cylinder",
  category: "measure",
  level: 3,
  place: (seed) => {
    const cylinders = almostAlike("cylinder", [1.08, 1, 0.93], seed, "narrow");
    const [thinnest] = cylinders.toSorted((a, b) => a.size[0] - b.size[0]);
    const name = thinnest?.name ?? "";
    return {
      scene: tableOf(
        [...cylinders, box, plate].map((model) => ({ model })),
        seed,
      ),
      instruction:
        "Which of the three cylinders is the thinnest? Close the gripper on each of them to be sure, read the width, and stand the thinnest one on the plate. The others end up on the table.",
      goals: [
        isOn(name, "plate"),
        ...cylinders.filter((one) => one.name !== name).map((one) => isOn(one.name, "table")),
      ],
      concerned: cylinders.map((one) => one.name),
      oracle: oracle(
        [carrying],
        `widths = {}
for item in scene.find_all(shape="cylinder"):
    widths[item.name] = pick(item.name).width_m
    place_at(item.x, item.y)
print(widths)`,
        `thinnest = min(widths, key=widths.get)
carry_on(thinnest, "plate")
finish(f"{thinnest} is the thinnest, {widths[thinnest] * 1000:.1f} mm; it stands on the plate.")`,
      ),
    };
  },
};

const halfWay: Task = {
  id: "half-way-to-the-plate",
  category: "measure",
  level: 2,
  place: (seed) => {
    const [from, to] = dealt<[Place, Place]>(
      [
        [
          [0.36, 0.24],
          [0.54, -0.14],
        ],
        [
          [0.58, 0.2],
          [0.42, -0.2],
        ],
        [
          [0.35, -0.26],
          [0.56, 0.12],
        ],
      ],
      seed,
      "half way",
    );
    const middle: Place = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    return {
      scene: tableOf(
        [
          { model: makeObject("red", "cube"), at: { x: from[0], y: from[1], yaw: 0.5 } },
          { model: plate, at: { x: to[0], y: to[1], yaw: 0 } },
          { model: makeObject("green", "cylinder") },
        ],
        seed,
        undefined,
        [spot(middle)],
      ),
      instruction:
        "Move the red cube straight towards the middle of the plate, but only half of the distance, and leave it there on the table.",
      goals: [isAt("red_cube", middle, 0.015)],
      concerned: ["red_cube"],
      oracle: oracle(
        [carrying],
        `cube, plate = scene.find("red_cube"), scene.find("plate")
carry_to("red_cube", (cube.x + plate.x) / 2, (cube.y + plate.y) / 2)
finish("The cube is half-way to the plate.")`,
      ),
    };
  },
};

const pushBox: Task = {
  id: "push-the-box",
  category: "measure",
  level: 3,
  place: (seed) => {
    const side = dealt([1, -1], seed, "push side");
    const distance = dealt([0.15, 0.12, 0.18], seed, "push distance");
    const x = dealt([0.45, 0.5], seed, "push at");
    const y = -side * 0.1;
    return {
      scene: tableOf(
        [
          { model: box, at: { x, y, yaw: 0 } },
          { model: makeObject("red", "cube") },
          { model: makeObject("blue", "cube") },
        ],
        seed,
        undefined,
        [bareArea({ x, y: 0 }, [0.2, 0.6])],
      ),
      instruction: `Push the box ${Math.round(distance * 100)} cm to the ${side > 0 ? "left (+y)" : "right (-y)"}; it is too wide to be grasped. Two centimetres off is near enough.`,
      goals: [isAt("box", [x, y + side * distance], 0.02)],
      concerned: ["box"],
      oracle: oracle(
        [carrying],
        `print(push("box", "${side > 0 ? "left" : "right"}", ${distance}))
finish("The box is where it should be.")`,
      ),
    };
  },
};

const sameDistance: Task = {
  id: "same-distance-other-side",
  category: "measure",
  level: 3,
  place: (seed) => {
    const [red, blue] = dealt<[Place, Place]>(
      [
        [
          [0.47, 0.02],
          [0.37, 0.17],
        ],
        [
          [0.48, -0.05],
          [0.6, 0.12],
        ],
        [
          [0.46, 0.06],
          [0.35, -0.08],
        ],
      ],
      seed,
      "other side",
    );
    const goal: Place = [2 * red[0] - blue[0], 2 * red[1] - blue[1]];
    return {
      scene: tableOf(
        [
          { model: makeObject("red", "cube"), at: { x: red[0], y: red[1], yaw: 0.2 } },
          { model: makeObject("blue", "cube"), at: { x: blue[0], y: blue[1], yaw: 0.9 } },
          { model: makeObject("green", "cube") },
          { model: bowl },
        ],
        seed,
        undefined,
        [spot(goal)],
      ),
      instruction:
        "Measure how far the blue cube is from the red one. Then put the green cube on the opposite side of the red cube, just as far from it, so that all three are in one line.",
      goals: [isAt("green_cube", goal, 0.018)],
      concerned: ["green_cube"],
      oracle: oracle(
        [carrying],
        `red, blue = scene.find("red_cube"), scene.find("blue_cube")
print(math.dist(red.position, blue.position))
carry_to("green_cube", 2 * red.x - blue.x, 2 * red.y - blue.y)
finish("The three cubes are in one line, red in the middle.")`,
      ),
    };
  },
};

export const lengths: readonly Task[] = [larger, narrowest, halfWay, pushBox, sameDistance];
