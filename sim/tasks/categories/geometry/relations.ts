import { type ColorWord, makeObject } from "../../../world/scenes/object-model.ts";
import { bareArea, dealt, shuffled } from "../../dealing.ts";
import { isAt } from "../../goals.ts";
import { tableOf } from "../../layout.ts";
import { carrying, freePlaces, oracle } from "../../oracle-python.ts";
import type { Task } from "../../task.ts";

type Place = readonly [number, number];

const cube = (color: ColorWord) => makeObject(color, "cube");
const ball = makeObject("orange", "ball", "ball");
const bowl = makeObject("white", "bowl", "bowl");
const at = ([x, y]: Place, yaw = 0) => ({ x, y, yaw });
const spot = ([x, y]: Place) => bareArea({ x, y }, [0.06, 0.06]);

const midpoint: Task = {
  id: "midpoint",
  category: "geometry",
  level: 2,
  place: (seed) => {
    const [a, b] = dealt<[Place, Place]>(
      [
        [
          [0.36, 0.2],
          [0.56, -0.06],
        ],
        [
          [0.6, 0.14],
          [0.38, -0.14],
        ],
        [
          [0.34, 0.02],
          [0.52, -0.26],
        ],
      ],
      seed,
      "midpoint",
    );
    const middle: Place = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    return {
      scene: tableOf(
        [
          { model: cube("red"), at: at(a, 0.3) },
          { model: cube("blue"), at: at(b, -0.2) },
          { model: makeObject("yellow", "cylinder") },
          { model: ball },
        ],
        seed,
        undefined,
        [spot(middle)],
      ),
      instruction:
        "Stand the yellow cylinder exactly halfway between the red cube and the blue cube. Leave the cubes alone.",
      goals: [isAt("yellow_cylinder", middle, 0.015)],
      concerned: ["yellow_cylinder"],
      oracle: oracle(
        [carrying],
        `red, blue = scene.find("red_cube"), scene.find("blue_cube")
carry_to("yellow_cylinder", (red.x + blue.x) / 2, (red.y + blue.y) / 2)
finish("The cylinder stands halfway between the cubes.")`,
      ),
    };
  },
};

const fourthCorner: Task = {
  id: "fourth-corner",
  category: "geometry",
  level: 3,
  place: (seed) => {
    const turn = dealt([0.4, -0.35, 0.8], seed, "turned by");
    const middle: Place = [0.48, dealt([0, 0.1, -0.1], seed, "rectangle at")];
    const corner = (dx: number, dy: number): Place => [
      middle[0] + Math.cos(turn) * dx - Math.sin(turn) * dy,
      middle[1] + Math.sin(turn) * dx + Math.cos(turn) * dy,
    ];
    const corners = [
      corner(-0.11, -0.07),
      corner(0.11, -0.07),
      corner(0.11, 0.07),
      corner(-0.11, 0.07),
    ] as const;
    const [missing = corners[0], ...taken] = shuffled(corners, seed, "missing corner");
    const colors = shuffled<ColorWord>(["red", "green", "blue"], seed, "corner colours");
    return {
      scene: tableOf(
        [
          ...taken.map((place, index) => ({ model: cube(colors[index] ?? "red"), at: at(place, turn) })),
          { model: makeObject("yellow", "cylinder") },
        ],
        seed,
        undefined,
        [spot(missing)],
      ),
      instruction:
        "The three cubes stand at three corners of a rectangle. Put the cylinder at the corner that is missing.",
      goals: [isAt("yellow_cylinder", missing, 0.02)],
      concerned: ["yellow_cylinder"],
      oracle: oracle(
        [carrying],
        `a, b, c = [cube.position for cube in scene.find_all(shape="cube")]
# The right angle is opposite the longest side.
_, right, p, q = max((math.dist(p[:2], q[:2]), r, p, q) for r, p, q in ((a, b, c), (b, a, c), (c, a, b)))
print(p, q, right)
carry_to("yellow_cylinder", p[0] + q[0] - right[0], p[1] + q[1] - right[1])
finish("The cylinder stands at the fourth corner.")`,
      ),
    };
  },
};

const mirrorOne: Task = {
  id: "mirror-one",
  category: "geometry",
  level: 2,
  place: (seed) => {
    const [x, y] = dealt<Place>(
      [
        [0.4, 0.22],
        [0.55, -0.18],
        [0.36, -0.28],
      ],
      seed,
      "mirrored",
    );
    return {
      scene: tableOf(
        [{ model: cube("blue"), at: { x, y, yaw: 0.4 } }, { model: cube("green") }, { model: bowl }],
        seed,
        undefined,
        [spot([x, -y])],
      ),
      instruction:
        "Imagine a mirror standing on the line y = 0 of base_link, which runs straight away from the robot. Put the green cube where the mirror image of the blue cube is.",
      goals: [isAt("green_cube", [x, -y], 0.015)],
      concerned: ["green_cube"],
      oracle: oracle(
        [carrying],
        `blue = scene.find("blue_cube")
carry_to("green_cube", blue.x, -blue.y)
finish("The green cube stands where the blue one's mirror image is.")`,
      ),
    };
  },
};

const colors = ["red", "green", "blue"] as const;

const mirrorAll: Task = {
  id: "mirror-three",
  category: "geometry",
  level: 4,
  place: (seed) => {
    const side = dealt([1, -1], seed, "mirror side");
    const places = shuffled<Place>(
      [
        [0.36, 0.12],
        [0.5, 0.2],
        [0.61, 0.1],
      ],
      seed,
      "mirror places",
    ).map(([x, y]): Place => [x, side * y]);
    const placeOf = (index: number): Place => places[index] ?? [0, 0];
    return {
      scene: tableOf(
        [
          ...colors.map((color, index) => ({ model: cube(color), at: at(placeOf(index)) })),
          ...colors.map((color) => ({ model: makeObject(color, "cylinder") })),
        ],
        seed,
        0.05,
        places.map(([x, y]) => spot([x, -y])),
      ),
      instruction: `The cubes stand on the ${side > 0 ? "left" : "right"} half of the table, seen from the robot. Build their mirror image on the other half out of the cylinders: each cylinder stands for the cube of its colour, and the mirror is the line y = 0 in base_link.`,
      goals: colors.map((color, index) =>
        isAt(`${color}_cylinder`, [placeOf(index)[0], -placeOf(index)[1]], 0.02),
      ),
      concerned: colors.map((color) => `${color}_cylinder`),
      oracle: oracle(
        [carrying, freePlaces],
        `for cylinder in scene.find_all(shape="cylinder"):
    cube = scene.find_all(color=cylinder.color, shape="cube")[0]
    carry_to(cylinder.name, cube.x, -cube.y)
finish("The cylinders mirror the cubes.")`,
      ),
    };
  },
};

const swapTwo: Task = {
  id: "swap-two",
  category: "geometry",
  level: 3,
  place: (seed) => {
    const [a = "red", b = "green", c = "blue"] = shuffled(colors, seed, "swapped");
    const scene = tableOf(
      [cube(a), cube(b), cube(c), bowl].map((model) => ({ model })),
      seed,
    );
    const placeOf = (name: string): Place => {
      const [x = 0, y = 0] = scene.objects.find(({ model }) => model.name === name)?.start.position ?? [];
      return [x, y];
    };
    return {
      scene,
      instruction: `Swap the ${a} cube and the ${b} cube: each should end up where the other is now.`,
      goals: [isAt(`${a}_cube`, placeOf(`${b}_cube`)), isAt(`${b}_cube`, placeOf(`${a}_cube`))],
      concerned: [`${a}_cube`, `${b}_cube`],
      oracle: oracle(
        [carrying, freePlaces],
        `first, second = scene.find("${a}_cube"), scene.find("${b}_cube")
carry_to(first.name, *free_place())
carry_to(second.name, first.x, first.y)
carry_to(first.name, second.x, second.y)
finish("The two cubes have changed places.")`,
      ),
    };
  },
};

const cycleThree: Task = {
  id: "move-round-by-one",
  category: "geometry",
  level: 4,
  place: (seed) => {
    const scene = tableOf(
      [...colors.map(cube), ball].map((model) => ({ model })),
      seed,
    );
    const placeOf = (color: string): Place => {
      const [x = 0, y = 0] =
        scene.objects.find(({ model }) => model.name === `${color}_cube`)?.start.position ?? [];
      return [x, y];
    };
    const [to, back] = dealt<[string, string]>(
      [
        ["green", "blue"],
        ["blue", "green"],
      ],
      seed,
      "round",
    );
    return {
      scene,
      instruction: `Musical chairs: the red cube takes the place of the ${to} one, the ${to} one that of the ${back} one, and the ${back} one the place where red stands now.`,
      goals: [
        isAt("red_cube", placeOf(to)),
        isAt(`${to}_cube`, placeOf(back)),
        isAt(`${back}_cube`, placeOf("red")),
      ],
      concerned: colors.map((color) => `${color}_cube`),
      oracle: oracle(
        [carrying, freePlaces],
        `red, second, third = scene.find("red_cube"), scene.find("${to}_cube"), scene.find("${back}_cube")
carry_to(red.name, *free_place())
carry_to(third.name, red.x, red.y)`,
        `carry_to(second.name, third.x, third.y)
carry_to(red.name, second.x, second.y)
finish("Each cube stands where the next one stood.")`,
      ),
    };
  },
};

export const relations: readonly Task[] = [midpoint, fourthCorner, mirrorOne, mirrorAll, swapTwo, cycleThree];
