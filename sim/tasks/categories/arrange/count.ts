import { type ColorWord, makeObject, type ObjectModel } from "../../../world/scenes/object-model.ts";
import { areIn, areOn, isRow } from "../../arrangement-goals.ts";
import { bareArea, dealt, shuffled } from "../../dealing.ts";
import { isIn } from "../../goals.ts";
import { tableOf } from "../../layout.ts";
import { carrying, oracle } from "../../oracle-python.ts";
import type { Task } from "../../task.ts";

const colors: ColorWord[] = ["red", "green", "blue", "yellow"];
const box = makeObject("brown", "box", "box");
const bowl = makeObject("white", "bowl", "bowl");
const plate = makeObject("white", "plate", "plate");
const ball = makeObject("orange", "ball", "ball");
const cubesOf = (count: number): ObjectModel[] =>
  colors.slice(0, count).map((color) => makeObject(color, "cube"));
const cylindersOf = (count: number): ObjectModel[] =>
  colors.slice(0, count).map((color) => makeObject(color, "cylinder"));

const asMany: Task = {
  id: "as-many-cubes-as-cylinders",
  category: "arrange",
  level: 3,
  place: (seed) => {
    const count = dealt([2, 1, 3], seed, "cylinders");
    const [cubes, cylinders] = [cubesOf(4), cylindersOf(count)];
    const names = cubes.map(({ name }) => name);
    return {
      scene: tableOf(
        [...cubes, ...cylinders, box].map((model) => ({ model })),
        seed,
      ),
      instruction:
        "Put as many cubes into the box as there are cylinders on the table. The cylinders stay where they are.",
      goals: [areIn(names, count, "box")],
      concerned: names,
      oracle: oracle(
        [carrying],
        `cubes, cylinders = scene.find_all(shape="cube"), scene.find_all(shape="cylinder")
print(len(cubes), "cubes,", len(cylinders), "cylinders")
carry_all([cube.name for cube in cubes[: len(cylinders)]], "box")
finish(f"{len(cylinders)} cubes are in the box, one for each cylinder.")`,
      ),
    };
  },
};

const whatIsMore: Task = {
  id: "more-cubes-or-cylinders",
  category: "arrange",
  level: 2,
  place: (seed) => {
    const [many, few] = dealt<[number, number]>(
      [
        [3, 2],
        [2, 3],
        [3, 1],
        [1, 3],
      ],
      seed,
      "more",
    );
    const objects = [...cubesOf(many), ...cylindersOf(few), ball, bowl, box];
    return {
      scene: tableOf(
        objects.map((model) => ({ model })),
        seed,
      ),
      instruction:
        "Count the cubes and the cylinders. If there are more cubes, put the ball into the bowl; if there are more cylinders, put it into the box.",
      goals: [isIn("ball", many > few ? "bowl" : "box")],
      concerned: ["ball"],
      oracle: oracle(
        [carrying],
        `cubes, cylinders = len(scene.find_all(shape="cube")), len(scene.find_all(shape="cylinder"))
carry_in("ball", "bowl" if cubes > cylinders else "box")
finish(f"There are {cubes} cubes and {cylinders} cylinders; the ball is where it should be.")`,
      ),
    };
  },
};

const shareEvenly: Task = {
  id: "share-evenly",
  category: "arrange",
  level: 4,
  place: (seed) => {
    const cubes = cubesOf(4);
    const names = cubes.map(({ name }) => name);
    return {
      scene: tableOf(
        [...cubes, box, plate].map((model) => ({ model })),
        seed,
      ),
      instruction: "Share out the cubes fairly: half of them into the box, the other half onto the plate.",
      goals: [areIn(names, 2, "box"), areOn(names, 2, "plate")],
      concerned: names,
      oracle: oracle(
        [carrying],
        `cubes = [cube.name for cube in scene.find_all(shape="cube")]
half = len(cubes) // 2
carry_all(cubes[:half], "box")`,
        `carry_all(cubes[half:], "plate")
finish("Half of the cubes are in the box, half on the plate.")`,
      ),
    };
  },
};

const sizes = [0.85, 1, 1.15, 1.3];

const lineUp: Task = {
  id: "line-up-by-size",
  category: "arrange",
  level: 4,
  place: (seed) => {
    const smallFirst = dealt([true, false], seed, "small first");
    const of = shuffled(colors, seed, "line colours");
    const cubes = sizes.map((scale, index) => makeObject(of[index] ?? "red", "cube", undefined, scale));
    const bySize = cubes.map(({ name }) => name);
    return {
      scene: tableOf(
        shuffled(cubes, seed, "line order").map((model) => ({ model })),
        seed,
        undefined,
        // The row that the oracle uses; any row will do.
        [bareArea({ x: 0.34, y: 0 }, [0.06, 0.5])],
      ),
      instruction: `Line the four cubes up in a row from left to right (that is from +y to -y in base_link), the ${smallFirst ? "smallest" : "largest"} on the left and the ${smallFirst ? "largest" : "smallest"} on the right.`,
      goals: [isRow(smallFirst ? bySize : bySize.toReversed(), "y", -1)],
      concerned: bySize,
      oracle: oracle(
        [carrying],
        `cubes = sorted(scene.find_all(shape="cube"), key=lambda cube: cube.size_m[0], reverse=${smallFirst ? "False" : "True"})
for index, cube in enumerate(cubes[:2]):
    carry_to(cube.name, 0.34, 0.165 - 0.11 * index)`,
        `for index, cube in enumerate(cubes[2:], 2):
    carry_to(cube.name, 0.34, 0.165 - 0.11 * index)
print([scene.find(cube.name).position for cube in cubes])
finish("The cubes stand in a row by size.")`,
      ),
    };
  },
};

export const counting: readonly Task[] = [asMany, whatIsMore, shareEvenly, lineUp];
