import { type ColorWord, makeObject, type ObjectModel } from "../../../world/scenes/object-model.ts";
import { areOn } from "../../arrangement-goals.ts";
import { dealt, shuffled } from "../../dealing.ts";
import { isIn, isOn } from "../../goals.ts";
import { tableOf } from "../../layout.ts";
import { carrying, oracle } from "../../oracle-python.ts";
import type { Task } from "../../task.ts";

const alone = (models: readonly ObjectModel[]) => models.map((model) => ({ model }));
const names = (models: readonly ObjectModel[]): string[] => models.map(({ name }) => name);

const box = makeObject("brown", "box", "box");
const bowl = makeObject("white", "bowl", "bowl");
const plate = makeObject("white", "plate", "plate");

const twoColors: Task = {
  id: "sort-two-colours",
  category: "arrange",
  level: 3,
  place: (seed) => {
    const [first, second] = dealt<[ColorWord, ColorWord]>(
      [
        ["red", "blue"],
        ["yellow", "green"],
        ["blue", "yellow"],
      ],
      seed,
      "colours",
    );
    const of = (color: ColorWord): ObjectModel[] =>
      [1, 2].map((number) => makeObject(color, "cube", `${color}_cube_${number}`));
    const [boxed, plated] = [of(first), of(second)];
    return {
      scene: tableOf(alone([...boxed, ...plated, box, plate]), seed),
      instruction: `Please tidy up: the ${first} cubes go into the box, the ${second} ones onto the plate.`,
      goals: [
        ...names(boxed).map((name) => isIn(name, "box")),
        ...names(plated).map((name) => isOn(name, "plate")),
      ],
      concerned: names([...boxed, ...plated]),
      oracle: oracle(
        [carrying],
        `carry_all([cube.name for cube in scene.find_all(color="${first}", shape="cube")], "box")`,
        `carry_all([cube.name for cube in scene.find_all(color="${second}", shape="cube")], "plate")`,
        `finish("The ${first} cubes are in the box, the ${second} ones on the plate.")`,
      ),
    };
  },
};

const byShape: Task = {
  id: "sort-by-shape",
  category: "arrange",
  level: 3,
  place: (seed) => {
    const colors = shuffled<ColorWord>(["red", "green", "blue", "yellow"], seed, "shape colours");
    const cubes = [1, 2].map((number) => makeObject(colors[number - 1] ?? "red", "cube", `cube_${number}`));
    const cylinders = [1, 2].map((number) =>
      makeObject(colors[number + 1] ?? "red", "cylinder", `cylinder_${number}`),
    );
    return {
      scene: tableOf(alone([...cubes, ...cylinders, box, plate]), seed),
      instruction:
        "Sort the things on the table by shape, whatever their colour: cubes into the box, cylinders onto the plate.",
      goals: [
        ...names(cubes).map((name) => isIn(name, "box")),
        ...names(cylinders).map((name) => isOn(name, "plate")),
      ],
      concerned: names([...cubes, ...cylinders]),
      oracle: oracle(
        [carrying],
        'carry_all([cube.name for cube in scene.find_all(shape="cube")], "box")',
        'carry_all([item.name for item in scene.find_all(shape="cylinder")], "plate")',
        'finish("The cubes are in the box and the cylinders stand on the plate.")',
      ),
    };
  },
};

const matchPlates: Task = {
  id: "match-cubes-to-plates",
  category: "arrange",
  level: 3,
  place: (seed) => {
    const colors: ColorWord[] = ["red", "green", "blue"];
    const cubes = colors.map((color) => makeObject(color, "cube"));
    return {
      scene: tableOf(alone([...cubes, ...colors.map((color) => makeObject(color, "plate"))]), seed),
      instruction: "Each cube belongs on the plate of its own colour. Put them all where they belong.",
      goals: colors.map((color) => isOn(`${color}_cube`, `${color}_plate`)),
      concerned: names(cubes),
      oracle: oracle(
        [carrying],
        `for cube in scene.find_all(shape="cube"):
    carry_on(cube.name, scene.find_all(color=cube.color, shape="plate")[0].name)
finish("Every cube is on the plate of its colour.")`,
      ),
    };
  },
};

const oddOneOut: Task = {
  id: "odd-one-out",
  category: "arrange",
  level: 3,
  place: (seed) => {
    const usual = dealt<ColorWord>(["green", "red", "blue"], seed, "usual");
    const kind = dealt(["colour", "shape", "size"], seed, "odd in");
    const odd = {
      colour: makeObject(usual === "red" ? "yellow" : "red", "cube", "thing_0"),
      shape: makeObject(usual, "cylinder", "thing_0", 0.75),
      size: makeObject(usual, "cube", "thing_0", 1.4),
    }[kind as "colour" | "shape" | "size"];
    // The names tell nothing: the odd one has any number.
    const numbers = shuffled([1, 2, 3, 4], seed, "odd numbers");
    const [first = odd, ...rest] = numbers.map((number, index) =>
      index === 0 ? { ...odd, name: `thing_${number}` } : makeObject(usual, "cube", `thing_${number}`),
    );
    return {
      scene: tableOf(
        alone([...[first, ...rest].toSorted((a, b) => a.name.localeCompare(b.name)), bowl]),
        seed,
      ),
      instruction:
        "One of the four things on the table is not like the others. Put just that one into the bowl.",
      goals: [isIn(first.name, "bowl")],
      concerned: [first.name],
      oracle: oracle(
        [carrying],
        `things = [item for item in scene.find_all() if item.name != "bowl"]
for item in things:
    print(item.name, item.color, item.shape, item.size_m)
alike = lambda a, b: (a.color, a.shape) == (b.color, b.shape) and abs(a.size_m[0] - b.size_m[0]) < 0.005
odd = [item for item in things if sum(alike(item, other) for other in things) == 1]
print(odd)`,
        `carry_in(odd[0].name, "bowl")
finish(f"{odd[0].name} was the odd one; it is in the bowl.")`,
      ),
    };
  },
};

const oneOfEach: Task = {
  id: "one-of-each-shape",
  category: "arrange",
  level: 2,
  place: (seed) => {
    const [a = "red", b = "green", c = "blue", d = "yellow"] = shuffled<ColorWord>(
      ["red", "green", "blue", "yellow"],
      seed,
      "each",
    );
    const cubes = [makeObject(a, "cube"), makeObject(b, "cube")];
    const cylinders = [makeObject(c, "cylinder"), makeObject(d, "cylinder")];
    return {
      scene: tableOf(alone([...cubes, ...cylinders, plate]), seed),
      instruction:
        "I would like exactly one cube and exactly one cylinder on the plate, any of them, side by side.",
      goals: [areOn(names(cubes), 1, "plate"), areOn(names(cylinders), 1, "plate")],
      concerned: names([...cubes, ...cylinders]),
      oracle: oracle(
        [carrying],
        `cube, cylinder = scene.find_all(shape="cube")[0], scene.find_all(shape="cylinder")[0]
carry_all([cube.name, cylinder.name], "plate")
finish("One cube and one cylinder are on the plate.")`,
      ),
    };
  },
};

export const sorting: readonly Task[] = [twoColors, byShape, matchPlates, oddOneOut, oneOfEach];
