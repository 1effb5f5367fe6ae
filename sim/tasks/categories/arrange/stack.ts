import { type ColorWord, makeObject } from "../../../world/scenes/object-model.ts";
import { isTower } from "../../arrangement-goals.ts";
import { listed, shuffled, withResting } from "../../dealing.ts";
import { tableOf } from "../../layout.ts";
import { carrying, freePlaces, oracle } from "../../oracle-python.ts";
import type { Task } from "../../task.ts";

const colors: ColorWord[] = ["red", "green", "blue", "yellow"];
const bowl = makeObject("white", "bowl", "bowl");
const plate = makeObject("white", "plate", "plate");

/** A tower of so many cubes, its colours in an order by the seed; what else lies about has to stay. */
const tower = (
  id: string,
  level: Task["level"],
  height: number,
  say: (bottomFirst: string[]) => string,
): Task => ({
  id,
  category: "arrange",
  level,
  place: (seed) => {
    const order = shuffled(colors, seed, id);
    const used = order.slice(0, height);
    const names = used.map((color) => `${color}_cube`);
    return {
      scene: tableOf(
        [...order.map((color) => makeObject(color, "cube")), bowl].map((model) => ({ model })),
        seed,
      ),
      instruction: say([...used]),
      goals: isTower(names),
      concerned: names,
      oracle: oracle(
        [carrying],
        ...names.slice(1).map((name, index) => `carry_on("${name}", "${names[index]}")`),
        `for name in ${JSON.stringify(names)}:
    print(scene.find(name).position)
finish("The tower stands.")`,
      ),
    };
  },
});

const bySize: Task = {
  id: "stack-by-size",
  category: "arrange",
  level: 3,
  place: (seed) => {
    const [a = "red", b = "green", c = "blue"] = shuffled(colors, seed, "tower of sizes");
    const large = makeObject(a, "cube", undefined, 1.45);
    const middle = makeObject(b, "cube", undefined, 1.2);
    const small = makeObject(c, "cube", undefined, 0.95);
    const cubes = [large, middle, small];
    const names = cubes.map(({ name }) => name);
    return {
      scene: tableOf(
        shuffled([...cubes, plate], seed, "order").map((model) => ({ model })),
        seed,
      ),
      instruction:
        "Build a tower of the three cubes that stands well: the largest at the bottom, the smallest on top. Leave the largest where it is.",
      goals: isTower(names),
      concerned: names.slice(1),
      oracle: oracle(
        [carrying],
        `cubes = sorted(scene.find_all(shape="cube"), key=lambda cube: -cube.size_m[0])
for below, above in zip(cubes, cubes[1:]):
    carry_on(above.name, below.name)
finish("The tower stands, the largest cube at the bottom.")`,
      ),
    };
  },
};

const reversed: Task = {
  id: "reverse-the-tower",
  category: "arrange",
  level: 4,
  place: (seed) => {
    const [bottom = "red", middle = "green", top = "blue"] = shuffled(colors, seed, "upside down");
    const names = [top, middle, bottom].map((color) => `${color}_cube`);
    const scene = tableOf([{ model: makeObject(bottom, "cube") }, { model: plate }, { model: bowl }], seed);
    return {
      scene: withResting(scene, [
        { model: makeObject(middle, "cube"), on: `${bottom}_cube` },
        { model: makeObject(top, "cube"), on: `${middle}_cube` },
      ]),
      instruction:
        "There is a tower of three cubes on the table. Turn its order round: what is at the bottom now shall be on top. It may stand somewhere else on the bare table afterwards.",
      goals: isTower(names),
      concerned: names,
      oracle: oracle(
        [carrying, freePlaces],
        `tower = sorted(scene.find_all(shape="cube"), key=lambda cube: -cube.z)
print([cube.name for cube in tower])
carry_to(tower[0].name, *free_place())
carry_on(tower[1].name, tower[0].name)
carry_on(tower[2].name, tower[1].name)
print([scene.find(cube.name).position for cube in tower])
finish("The tower's order is turned round.")`,
      ),
    };
  },
};

const oneOf = (color: string): string => `the ${color} one`;

export const stacking: readonly Task[] = [
  tower("stack-two", 2, 2, ([below, above]) => `Put the ${above} cube on top of the ${below} cube.`),
  tower(
    "stack-three",
    3,
    3,
    ([a, b, c]) => `Stack three cubes: ${a} at the bottom, ${b} in the middle, ${c} at the top.`,
  ),
  tower(
    "stack-four",
    4,
    4,
    (order) =>
      `I want a tower of all four cubes. From the top down: ${listed(order.toReversed().map(oneOf))}.`,
  ),
  bySize,
  reversed,
];
