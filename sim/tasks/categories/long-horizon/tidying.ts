import { type ColorWord, makeObject, type ObjectModel } from "../../../world/scenes/object-model.ts";
import { bareArea, dealt, shuffled, withResting } from "../../dealing.ts";
import { isAt, isIn, isOn } from "../../goals.ts";
import { tableOf } from "../../layout.ts";
import { carrying, oracle } from "../../oracle-python.ts";
import type { Task } from "../../task.ts";

const box = makeObject("brown", "box", "box");
const plate = makeObject("white", "plate", "plate");
const bowl = makeObject("white", "bowl", "bowl");
const ball = makeObject("orange", "ball", "ball");

/** Where small things stand before the containers, in two rows, 11 cm apart. */
const grid = [0.32, 0.43].flatMap((x) =>
  [-3, -2, -1, 0, 1, 2, 3].map((step) => ({ x, y: step * 0.11, yaw: 0 })),
);

const sortEight: Task = {
  id: "sort-eight",
  category: "long_horizon",
  level: 5,
  place: (seed) => {
    const [a = "red", b = "green", c = "blue", d = "yellow"] = shuffled<ColorWord>(
      ["red", "green", "blue", "yellow"],
      seed,
      "eight",
    );
    const order = shuffled([a, b, c, d, a, b, c, d], seed, "numbers of eight");
    const cubes = order.map((color, index) => makeObject(color, "cube", `cube_${index + 1}`));
    const spots = shuffled(grid, seed, "places of eight");
    const side = dealt([1, -1], seed, "side of the box");
    return {
      scene: tableOf(
        [
          ...cubes.map((model, index) => ({ model, at: spots[index] ?? { x: 0.32, y: 0, yaw: 0 } })),
          { model: box, at: { x: 0.6, y: side * 0.17, yaw: 0.2 } },
          { model: plate, at: { x: 0.6, y: -side * 0.17, yaw: 0 } },
        ],
        seed,
      ),
      instruction: `Eight cubes lie about, two of each colour. The ${a} and the ${b} ones go into the box, the ${c} and the ${d} ones onto the plate, side by side.`,
      goals: cubes.map(({ name, color }) =>
        color === a || color === b ? isIn(name, "box") : isOn(name, "plate"),
      ),
      concerned: cubes.map(({ name }) => name),
      oracle: oracle(
        [carrying],
        `left = [cube.name for cube in scene.find_all(shape="cube")]
room = {"box": spots("box", 4), "plate": spots("plate", 4)}


def tidy(count):
    for _ in range(count):
        cube = scene.find(left.pop())
        where = "box" if cube.color in ("${a}", "${b}") else "plate"
        carry_to(cube.name, *room[where].pop())


tidy(2)`,
        "tidy(2)",
        "tidy(2)",
        `tidy(2)
print([(cube.name, cube.color, cube.position) for cube in scene.find_all(shape="cube")])
finish("All eight cubes are sorted.")`,
      ),
    };
  },
};

const setTable: Task = {
  id: "set-the-table",
  category: "long_horizon",
  level: 5,
  place: (seed) => {
    const guests = shuffled<ColorWord>(["red", "blue"], seed, "guests");
    const x = dealt([0.46, 0.5, 0.43], seed, "places laid");
    const seat = (index: number) => ({ x, y: index === 0 ? 0.27 : -0.1, yaw: 0 });
    const cup = (index: number) => [x, seat(index).y - 0.15] as const;
    return {
      scene: tableOf(
        [
          ...guests.map((color, index) => ({ model: makeObject(color, "plate"), at: seat(index) })),
          ...guests.flatMap((color) => [
            { model: makeObject(color, "cylinder") },
            { model: makeObject(color, "cube") },
          ]),
          { model: bowl },
          { model: ball },
        ],
        seed,
        0.045,
        guests.map((_, index) => bareArea({ x, y: cup(index)[1] }, [0.06, 0.06])),
      ),
      instruction:
        "Lay the table for two. A plate's cube belongs on it, in its middle: red to red, blue to blue. To the right of each plate (towards -y), 15 cm from its centre, stands the cylinder of the same colour as a cup. And put the ball, which is the fruit, into the bowl.",
      goals: [
        ...guests.map((color) => isOn(`${color}_cube`, `${color}_plate`)),
        ...guests.map((color, index) => isAt(`${color}_cylinder`, cup(index), 0.02)),
        isIn("ball", "bowl"),
      ],
      concerned: ["ball", ...guests.flatMap((color) => [`${color}_cube`, `${color}_cylinder`])],
      oracle: oracle(
        [carrying],
        `def lay(plate):
    """Lays one place: the cup beside the plate, the cube on it."""
    carry_to(f"{plate.color}_cylinder", plate.x, plate.y - 0.15)
    carry_on(f"{plate.color}_cube", plate.name)


plates = scene.find_all(shape="plate")
lay(plates[0])`,
        "lay(plates[1])",
        `carry_in("ball", "bowl")
print([(item.name, item.position) for item in scene.find_all()])
finish("The table is laid for two.")`,
      ),
    };
  },
};

const refill: Task = {
  id: "empty-and-refill-the-plate",
  category: "long_horizon",
  level: 5,
  place: (seed) => {
    const [a = "red", b = "green", c = "blue", other = "yellow"] = shuffled<ColorWord>(
      ["red", "green", "blue", "yellow"],
      seed,
      "refill",
    );
    const numbers = shuffled([1, 2, 3, 4, 5, 6, 7], seed, "refill numbers");
    const cube = (color: ColorWord, index: number): ObjectModel =>
      makeObject(color, "cube", `cube_${numbers[index]}`);
    const old = [a, b, c].map(cube);
    const fresh = [a, b, c].map((color, index) => cube(color, index + 3));
    // One of the colours lies on the table twice; the last of them was not on the plate.
    const wrong = cube(other, 6);
    const offsets = [
      [-0.045, -0.03],
      [0.045, -0.03],
      [0, 0.05],
    ] as const;
    const scene = tableOf(
      [plate, box, ...fresh, wrong].map((model) => ({ model })),
      seed,
      0.05,
    );
    return {
      scene: withResting(
        scene,
        old.map((model, index) => ({ model, on: "plate", offset: offsets[index] ?? [0, 0] })),
      ),
      instruction:
        "Empty the plate: everything on it goes into the box. Then fill it again from the table, but only with cubes of the colours that were on the plate before, one of each. What else is on the table stays where it is.",
      goals: [...old.map(({ name }) => isIn(name, "box")), ...fresh.map(({ name }) => isOn(name, "plate"))],
      concerned: [...old, ...fresh].map(({ name }) => name),
      oracle: oracle(
        [carrying],
        `cubes = scene.find_all(shape="cube")
old = [cube for cube in cubes if over(cube.name, "plate")]
fresh = [cube.name for cube in cubes if cube not in old and cube.color in [other.color for other in old]]
room = spots("box", len(old))
print([cube.color for cube in old], fresh)
for cube in old[:2]:
    carry_to(cube.name, *room.pop())`,
        `for cube in old[2:]:
    carry_to(cube.name, *room.pop())
room = spots("plate", len(fresh))
carry_to(fresh[0], *room.pop())`,
        `for name in fresh[1:]:
    carry_to(name, *room.pop())
finish("The plate was emptied into the box and filled again with the same colours.")`,
      ),
    };
  },
};

export const tidying: readonly Task[] = [sortEight, setTable, refill];
