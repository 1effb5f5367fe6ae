import { type ColorWord, makeObject, type ObjectModel } from "../../world/scenes/object-model.ts";
import { bareArea, dealt, said, shuffled, withResting } from "../dealing.ts";
import { isIn, isOn } from "../goals.ts";
import { tableOf } from "../layout.ts";
import { carrying, oracle } from "../oracle-python.ts";
import type { Task } from "../task.ts";

/*
 * Five tasks that only the user can decide, and three that sound like it but are decided by what is on the table.
 * Objects that sound alike have names that tell nothing.
 */

const plate = makeObject("white", "plate", "plate");
const bowl = makeObject("white", "bowl", "bowl");
const box = makeObject("brown", "box", "box");
const ball = makeObject("orange", "ball", "ball");
const on = (models: readonly ObjectModel[], seed: number) =>
  tableOf(
    models.map((model) => ({ model })),
    seed,
  );

/** Two red cubes of two sizes under names that say nothing; which name is whose goes by the seed. */
const largeAndSmall = (seed: number, word: string): { large: ObjectModel; small: ObjectModel } => {
  const [one, two] = dealt(
    [
      ["cube_1", "cube_2"],
      ["cube_2", "cube_1"],
    ],
    seed >> 1,
    word,
  );
  return { large: makeObject("red", "cube", one, 1.4), small: makeObject("red", "cube", two, 0.95) };
};

const whichRed: Task = {
  id: "which-red-cube",
  category: "ambiguous",
  level: 2,
  place: (seed) => {
    const { large, small } = largeAndSmall(seed, "red names");
    const meant = dealt(["larger", "smaller"], seed, "red meant");
    const right = meant === "larger" ? large : small;
    return {
      scene: on([large, small, makeObject("blue", "cube", "cube_3"), bowl], seed),
      instruction: "Put the red cube into the bowl.",
      goals: [isIn(right.name, "bowl")],
      concerned: [right.name],
      user: { should_ask: true, answer: `The ${meant} one of the red cubes.` },
      oracle: oracle(
        [carrying],
        `reds = sorted(scene.find_all(color="red", shape="cube"), key=lambda cube: cube.size_m[0])
answer = user.ask("There are two red cubes, a smaller and a larger one. Which one do you mean?", ["smaller", "larger"])
print(answer)`,
        `meant = reds[-1] if "larger" in answer else reds[0]
carry_in(meant.name, "bowl")
finish(f"{meant.name} is in the bowl.")`,
      ),
    };
  },
};

const theCube: Task = {
  id: "the-cube-among-three",
  category: "ambiguous",
  level: 2,
  place: (seed) => {
    const colors: [ColorWord, ColorWord, ColorWord] = ["green", "red", "blue"];
    const meant = dealt(colors, seed, "cube meant");
    return {
      scene: on([...colors.map((color) => makeObject(color, "cube")), plate], seed),
      instruction: "Could you put the cube on the plate, please?",
      goals: [isOn(`${meant}_cube`, "plate")],
      concerned: [`${meant}_cube`],
      user: { should_ask: true, answer: `I mean the ${meant} cube.` },
      oracle: oracle(
        [carrying],
        `cubes = {cube.color: cube.name for cube in scene.find_all(shape="cube")}
answer = user.ask("There are several cubes. Which one do you mean?", sorted(cubes))
meant = next(color for color in cubes if color in answer)
carry_on(cubes[meant], "plate")
finish(f"The {meant} cube is on the plate.")`,
      ),
    };
  },
};

const overThere: Task = {
  id: "over-there",
  category: "ambiguous",
  level: 2,
  place: (seed) => {
    const there = dealt([plate, bowl, box], seed, "there");
    const goal = there === plate ? isOn("red_cube", "plate") : isIn("red_cube", there.name);
    return {
      scene: on([makeObject("red", "cube"), plate, bowl, box, ball], seed),
      instruction: "Please take the red cube and put it over there.",
      goals: [goal],
      concerned: ["red_cube"],
      user: { should_ask: true, answer: `Over to the ${said(there)}, that is where it belongs.` },
      oracle: oracle(
        [carrying],
        `answer = user.ask("Where shall I put the red cube?", ["plate", "bowl", "box"])
there = next(name for name in ("plate", "bowl", "box") if name in answer)
carry_in("red_cube", there)
finish(f"The red cube is at the {there}.")`,
      ),
    };
  },
};

const theContainer: Task = {
  id: "the-container",
  category: "ambiguous",
  level: 2,
  place: (seed) => {
    const there = dealt(["box", "bowl"], seed, "container");
    return {
      scene: on([ball, bowl, box, makeObject("green", "cylinder")], seed),
      instruction: "The ball should not roll about. Put it into the container.",
      goals: [isIn("ball", there)],
      concerned: ["ball"],
      user: { should_ask: true, answer: `Into the ${there}.` },
      oracle: oracle(
        [carrying],
        `answer = user.ask("Into which container: the bowl or the box?", ["bowl", "box"])
there = "bowl" if "bowl" in answer else "box"
carry_in("ball", there)
finish(f"The ball is in the {there}.")`,
      ),
    };
  },
};

const whichOnTop: Task = {
  id: "which-on-top",
  category: "ambiguous",
  level: 3,
  place: (seed) => {
    const [top, bottom] = dealt(
      [
        ["red", "blue"],
        ["blue", "red"],
      ],
      seed,
      "on top",
    );
    return {
      scene: on(
        [makeObject("red", "cube"), makeObject("blue", "cube"), makeObject("green", "cube"), bowl],
        seed,
      ),
      instruction:
        "Stack the red cube and the blue cube. One of the two has to be on top, and it matters to me which one; the lower one stays where it stands.",
      goals: [isOn(`${top}_cube`, `${bottom}_cube`)],
      concerned: [`${top}_cube`],
      user: { should_ask: true, answer: `The ${top} one on top, of course.` },
      oracle: oracle(
        [carrying],
        `answer = user.ask("Which of the two shall be on top?", ["red", "blue"])
top, bottom = ("red_cube", "blue_cube") if "red" in answer else ("blue_cube", "red_cube")
carry_on(top, bottom)
finish(f"The {top} is on the {bottom}.")`,
      ),
    };
  },
};

const otherCube: Task = {
  id: "the-other-cube",
  category: "ambiguous",
  level: 2,
  place: (seed) => {
    const [there, other] = dealt(
      [
        ["cube_1", "cube_2"],
        ["cube_2", "cube_1"],
      ],
      seed,
      "other",
    ) as [string, string];
    return {
      scene: withResting(on([makeObject("green", "cube", other), plate, bowl], seed), [
        { model: makeObject("green", "cube", there), on: "plate", offset: [0, 0.045] },
      ]),
      instruction:
        "Put the cube on the plate, I mean the one that is not there yet. Set it down beside the one that is.",
      goals: [isOn(other, "plate")],
      concerned: [other],
      oracle: oracle(
        [carrying],
        `cubes = [cube.name for cube in scene.find_all(shape="cube")]
missing = next(name for name in cubes if not over(name, "plate"))
there = next(scene.find(name) for name in cubes if name != missing)
plate = scene.find("plate")
carry_to(missing, 2 * plate.x - there.x, 2 * plate.y - there.y)
finish("Both cubes are on the plate.")`,
      ),
    };
  },
};

const bigCube: Task = {
  id: "the-big-cube",
  category: "ambiguous",
  level: 1,
  place: (seed) => {
    const { large, small } = largeAndSmall(seed, "big names");
    return {
      scene: on(
        [small, large, box, plate].toSorted((a, b) => a.name.localeCompare(b.name)),
        seed,
      ),
      instruction: "Put the big cube into the box.",
      goals: [isIn(large.name, "box")],
      concerned: [large.name],
      oracle: oracle(
        [carrying],
        `big = max(scene.find_all(shape="cube"), key=lambda cube: cube.size_m[0])
carry_in(big.name, "box")
finish("The big cube is in the box.")`,
      ),
    };
  },
};

const nearestCube: Task = {
  id: "the-cube-by-the-ball",
  category: "ambiguous",
  level: 2,
  place: (seed) => {
    const side = dealt([1, -1], seed, "ball side");
    const [near = "cube_1", ...others] = shuffled(["cube_1", "cube_2", "cube_3"], seed, "by the ball");
    const at = { x: dealt([0.42, 0.5, 0.56], seed, "ball x"), y: side * 0.15, yaw: 0 };
    return {
      scene: tableOf(
        [
          { model: ball, at },
          { model: makeObject("yellow", "cube", near), at: { x: at.x, y: at.y + side * 0.11, yaw: 0.3 } },
          ...others.map((name) => ({ model: makeObject("yellow", "cube", name) })),
          { model: bowl },
        ],
        seed,
        undefined,
        [bareArea(at, [0.3, 0.3])],
      ),
      instruction: "There are three cubes. Put the cube into the bowl, the one by the ball.",
      goals: [isIn(near, "bowl")],
      concerned: [near],
      oracle: oracle(
        [carrying],
        `ball = scene.find("ball")
near = min(scene.find_all(shape="cube"), key=lambda cube: math.dist(cube.position, ball.position))
carry_in(near.name, "bowl")
finish("The cube that was by the ball is in the bowl.")`,
      ),
    };
  },
};

/** The first five must be asked about; to ask about the last three is wrong. */
export const ambiguous: readonly Task[] = [
  whichRed,
  theCube,
  overThere,
  theContainer,
  whichOnTop,
  otherCube,
  bigCube,
  nearestCube,
];
