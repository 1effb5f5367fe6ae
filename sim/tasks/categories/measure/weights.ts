import {
  type ColorWord,
  makeObject,
  type ObjectModel,
  sizedObject,
} from "../../../world/scenes/object-model.ts";
import { dealt } from "../../dealing.ts";
import { isIn, isOn } from "../../goals.ts";
import type { Invariant } from "../../judging/invariant.ts";
import { tableOf } from "../../layout.ts";
import { carrying, oracle, weighing } from "../../oracle-python.ts";
import type { PlacedTask, Task } from "../../task.ts";

const plate = makeObject("white", "plate", "plate");
const bowl = makeObject("white", "bowl", "bowl");
const box = makeObject("brown", "box", "box");
const colors: ColorWord[] = ["red", "green", "blue", "yellow"];

/** Cubes that look alike but for their colour, with these masses in an order by the seed; kilograms. */
const weighted = (masses: readonly number[], seed: number, word: string): ObjectModel[] => {
  // Turned on by one from seed to seed, so that no colour is the right answer for all.
  const start = dealt([0, 1, 2, 3], seed, word) % masses.length;
  return masses.map((_, index) => {
    const color = colors[index] ?? "red";
    return sizedObject(
      color,
      "cube",
      `${color}_cube`,
      [0.04, 0.04, 0.04],
      masses[(index + start) % masses.length] ?? 0,
    );
  });
};

const heaviest = (models: readonly ObjectModel[]): string =>
  models.toSorted((a, b) => b.mass - a.mass)[0]?.name ?? "";
const lightest = (models: readonly ObjectModel[]): string =>
  models.toSorted((a, b) => a.mass - b.mass)[0]?.name ?? "";
const table = (models: readonly ObjectModel[], seed: number): PlacedTask["scene"] =>
  tableOf(
    models.map((model) => ({ model })),
    seed,
  );
const namesOf = (models: readonly ObjectModel[]): string[] => models.map(({ name }) => name);
const python = (names: readonly string[]): string => JSON.stringify(names);

const heavier: Task = {
  id: "heavier-of-two",
  category: "measure",
  level: 3,
  place: (seed) => {
    const cubes = weighted([0.3, 0.12], seed, "heavier");
    return {
      scene: table([...cubes, plate, bowl], seed),
      instruction:
        "The two cubes look the same size, but one is heavier. Weigh them with the force sensor in the wrist and put the heavier one on the plate. The other one stays on the table.",
      goals: [isOn(heaviest(cubes), "plate"), isOn(lightest(cubes), "table")],
      concerned: namesOf(cubes),
      oracle: oracle(
        [carrying, weighing],
        `masses = weigh_all(${python(namesOf(cubes))})`,
        `heavy = max(masses, key=masses.get)
carry_on(heavy, "plate")
finish(f"{heavy} is the heavier one; it is on the plate.")`,
      ),
    };
  },
};

const lighter: Task = {
  id: "lightest-of-three",
  category: "measure",
  level: 3,
  place: (seed) => {
    const cylinders = weighted([0.1, 0.3, 0.2], seed, "lightest").map(({ color, mass }) =>
      sizedObject(color, "cylinder", `${color}_cylinder`, [0.04, 0.04, 0.08], mass),
    );
    const light = lightest(cylinders);
    return {
      scene: table([...cylinders, box], seed),
      instruction:
        "One of the three cylinders is lighter than the others. Find out which, and put that one into the box; the others stay on the table.",
      goals: [
        isIn(light, "box"),
        ...namesOf(cylinders)
          .filter((name) => name !== light)
          .map((name) => isOn(name, "table")),
      ],
      concerned: namesOf(cylinders),
      oracle: oracle(
        [carrying, weighing],
        `masses = weigh_all(${python(namesOf(cylinders))})`,
        `light = min(masses, key=masses.get)
carry_in(light, "box")
finish(f"{light} is the lightest; it is in the box.")`,
      ),
    };
  },
};

const rank: Task = {
  id: "heaviest-and-lightest",
  category: "measure",
  level: 4,
  place: (seed) => {
    const cubes = weighted([0.1, 0.2, 0.32], seed, "rank");
    const [heavy, light] = [heaviest(cubes), lightest(cubes)];
    return {
      scene: table([...cubes, plate, bowl], seed),
      instruction:
        "Weigh the three cubes. The heaviest belongs on the plate and the lightest in the bowl; the one in between stays on the table.",
      goals: [
        isOn(heavy, "plate"),
        isIn(light, "bowl"),
        ...namesOf(cubes)
          .filter((name) => name !== heavy && name !== light)
          .map((name) => isOn(name, "table")),
      ],
      concerned: namesOf(cubes),
      oracle: oracle(
        [carrying, weighing],
        `masses = weigh_all(${python(namesOf(cubes))})`,
        `light, _, heavy = sorted(masses, key=masses.get)
carry_on(heavy, "plate")
carry_in(light, "bowl")
finish(f"{heavy} is on the plate, {light} in the bowl.")`,
      ),
    };
  },
};

/** No more lifts than so many, of all the objects together. */
const budget = (objects: readonly string[], most: number): Invariant => ({
  name: `no more than ${most} lifts`,
  violation: (world) => {
    const lifts = objects.reduce((sum, object) => sum + world.grasps(object), 0);
    return lifts > most ? `${lifts} lifts` : null;
  },
});

const heaviestInBudget: Task = {
  id: "heaviest-of-four-in-five-lifts",
  category: "measure",
  level: 4,
  place: (seed) => {
    const cubes = weighted([0.15, 0.36, 0.22, 0.1], seed, "budget");
    const heavy = heaviest(cubes);
    const names = namesOf(cubes);
    return {
      scene: table([...cubes, plate], seed),
      instruction:
        "Find the heaviest of the four cubes and put it on the plate; the other three stay on the table. You may lift things five times at most, all in all, so think before you lift.",
      goals: [
        isOn(heavy, "plate"),
        ...names.filter((name) => name !== heavy).map((name) => isOn(name, "table")),
      ],
      concerned: names,
      invariants: [budget(names, 5)],
      oracle: oracle(
        [carrying, weighing],
        `masses = weigh_all(${python(names.slice(0, 2))})`,
        `masses.update(weigh_all(${python(names.slice(2))}))`,
        `heavy = max(masses, key=masses.get)
pick(heavy)
print(place_on("plate"))
finish(f"{heavy} is the heaviest; it is on the plate after five lifts.")`,
      ),
    };
  },
};

const limit: Task = {
  id: "heavy-things-into-the-box",
  category: "measure",
  level: 3,
  place: (seed) => {
    const cubes = weighted(
      dealt(
        [
          [0.32, 0.1],
          [0.3, 0.35],
          [0.12, 0.08],
        ],
        seed,
        "limit",
      ),
      seed,
      "threshold",
    );
    return {
      scene: table([...cubes, box, plate], seed),
      instruction:
        "Anything heavier than 200 grams goes into the box, everything lighter onto the plate. Do that with both cubes.",
      goals: cubes.map(({ name, mass }) => (mass > 0.2 ? isIn(name, "box") : isOn(name, "plate"))),
      concerned: namesOf(cubes),
      oracle: oracle(
        [carrying, weighing],
        `room = {"box": spots("box", 2), "plate": spots("plate", 2)}
for name in ${python(namesOf(cubes))}:
    where = "box" if weigh(name) > 0.2 else "plate"
    carry_to(name, *room[where].pop())
finish("Both cubes are sorted by weight.")`,
      ),
    };
  },
};

const oddWeight: Task = {
  id: "odd-weight",
  category: "measure",
  level: 4,
  place: (seed) => {
    const [usual, odd] = dealt<[number, number]>(
      [
        [0.12, 0.3],
        [0.3, 0.12],
      ],
      seed,
      "odd is",
    );
    const cubes = weighted([odd, usual, usual], seed, "odd weight");
    const name = cubes.find(({ mass }) => mass === odd)?.name ?? "";
    return {
      scene: table([...cubes, bowl, box], seed),
      instruction:
        "Two of the three cubes weigh the same, and one does not. I don't know whether it is heavier or lighter. Put that one into the bowl, and leave the other two on the table.",
      goals: [
        isIn(name, "bowl"),
        ...namesOf(cubes)
          .filter((other) => other !== name)
          .map((other) => isOn(other, "table")),
      ],
      concerned: namesOf(cubes),
      oracle: oracle(
        [carrying, weighing],
        `masses = weigh_all(${python(namesOf(cubes))})`,
        `middle = sorted(masses.values())[1]
odd = max(masses, key=lambda name: abs(masses[name] - middle))
carry_in(odd, "bowl")
finish(f"{odd} weighs {masses[odd]:.2f} kg, unlike the other two; it is in the bowl.")`,
      ),
    };
  },
};

const pair: Task = {
  id: "two-that-weigh-400-grams",
  category: "measure",
  level: 4,
  place: (seed) => {
    const cubes = weighted([0.08, 0.16, 0.24, 0.32], seed, "pair");
    // 80 + 320 and 160 + 240 both make 400: the third weight keeps one of the pairs out.
    const used = cubes.filter(({ mass }) => mass !== dealt([0.16, 0.32], seed, "left out"));
    const names = namesOf(used);
    const right = used.filter(({ mass }) =>
      used.some((other) => other.mass !== mass && Math.abs(other.mass + mass - 0.4) < 0.01),
    );
    return {
      scene: table([...used, plate], seed),
      instruction:
        "Exactly two of these cubes weigh 400 grams together, give or take 20. Put those two on the plate, side by side. The third one stays on the table.",
      goals: used.map(({ name }) =>
        isOn(name, right.some((model) => model.name === name) ? "plate" : "table"),
      ),
      concerned: names,
      oracle: oracle(
        [carrying, weighing],
        `masses = weigh_all(${python(names)})`,
        `pairs = [(a, b) for a in masses for b in masses if a < b]
best = min(pairs, key=lambda two: abs(masses[two[0]] + masses[two[1]] - 0.4))
carry_all(best, "plate")
finish(f"{best[0]} and {best[1]} are on the plate.")`,
      ),
    };
  },
};

export const weights: readonly Task[] = [heavier, lighter, rank, heaviestInBudget, limit, oddWeight, pair];
