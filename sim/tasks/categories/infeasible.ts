import { makeObject, sizedObject } from "../../world/scenes/object-model.ts";
import { dealt } from "../dealing.ts";
import { isAt, isIn, isOn } from "../goals.ts";
import { tableOf } from "../layout.ts";
import { carrying, oracle, weighing } from "../oracle-python.ts";
import type { Task } from "../task.ts";

/* What cannot or must not be done, with what to do instead: only the world's state tells whether that was seen. */

const red = makeObject("red", "cube");
const green = makeObject("green", "cube");
const plate = makeObject("white", "plate", "plate");
const bowl = makeObject("white", "bowl", "bowl");
const box = makeObject("brown", "box", "box");

const outOfReach: Task = {
  id: "out-of-reach",
  category: "infeasible",
  level: 2,
  place: (seed) => {
    const at = dealt(
      [
        { x: 0.9, y: 0.2, yaw: 0.2 },
        { x: 0.91, y: -0.3, yaw: 0 },
        { x: 0.89, y: 0.4, yaw: 0.6 },
      ],
      seed,
      "far",
    );
    return {
      scene: tableOf([{ model: red, at }, { model: green }, { model: bowl }], seed),
      instruction:
        "Fetch the red cube and put it into the bowl. Should it be too far away for you, put the green cube into the bowl instead.",
      goals: [isIn("green_cube", "bowl")],
      concerned: ["green_cube"],
      oracle: oracle(
        [carrying],
        `reach = arm.can_reach(scene.find("red_cube"))
print(reach)
wanted = "red_cube" if reach.reachable else "green_cube"`,
        `carry_in(wanted, "bowl")
finish(f"The {wanted} is in the bowl. {reach.reason}")`,
      ),
    };
  },
};

const tooWide: Task = {
  id: "too-wide-for-the-hand",
  category: "infeasible",
  level: 2,
  place: (seed) => ({
    scene: tableOf(
      [red, plate, box, makeObject("orange", "ball", "ball")].map((model) => ({ model })),
      seed,
    ),
    instruction:
      "Pick up the brown box and stand it on the plate. If your gripper cannot take hold of it, don't push it about: put the red cube into it where it stands.",
    goals: [isIn("red_cube", "box")],
    concerned: ["red_cube"],
    oracle: oracle(
      [carrying],
      `try:
    pick("box")
    place_on("plate")
    finish("The box stands on the plate.")
except GraspFailed as error:
    print(error)`,
      `carry_in("red_cube", "box")
finish("The box is too wide for the gripper, so the red cube is in it now.")`,
    ),
  }),
};

const notThere: Task = {
  id: "not-there",
  category: "infeasible",
  level: 1,
  place: (seed) => {
    const missing = dealt(["purple", "white", "black"], seed, "missing");
    return {
      scene: tableOf(
        [red, green, makeObject("yellow", "cylinder"), plate].map((model) => ({ model })),
        seed,
      ),
      instruction: `Put the ${missing} cube on the plate. In case there is no such cube, the yellow cylinder will do.`,
      goals: [isOn("yellow_cylinder", "plate")],
      concerned: ["yellow_cylinder"],
      oracle: oracle(
        [carrying],
        `found = scene.find_all(color="${missing}", shape="cube")
print(scene.objects())
carry_on(found[0].name if found else "yellow_cylinder", "plate")
finish("There is no ${missing} cube; the yellow cylinder is on the plate.")`,
      ),
    };
  },
};

const tooFast: Task = {
  id: "too-fast",
  category: "infeasible",
  level: 3,
  place: (seed) => {
    const speed = dealt([2, 3, 1.8], seed, "fast");
    return {
      scene: tableOf(
        [red, green, bowl, plate].map((model) => ({ model })),
        seed,
      ),
      instruction: `Be quick: bring the red cube to the plate with the tool moving at ${speed} metres a second. If the robot is not allowed to move that fast, leave the red cube alone and put the green one into the bowl, at an ordinary speed.`,
      goals: [isIn("green_cube", "bowl")],
      concerned: ["green_cube"],
      oracle: oracle(
        [carrying],
        `here = arm.pose()
try:
    arm.move_to([here.x, here.y, here.z + 0.02], here.orientation, speed=${speed})
    wanted, there = "red_cube", "plate"
except LimitExceeded as error:
    print(error)
    wanted, there = "green_cube", "bowl"`,
        `carry_in(wanted, there)
finish(f"The {wanted} is where it should be: the robot may not move at ${speed} m/s.")`,
      ),
    };
  },
};

const tooHeavy: Task = {
  id: "too-heavy-for-the-bowl",
  category: "infeasible",
  level: 4,
  place: (seed) => {
    const heavy = sizedObject(
      "red",
      "cube",
      "red_cube",
      [0.04, 0.04, 0.04],
      dealt([0.6, 0.55, 0.65], seed, "heavy"),
    );
    const scene = tableOf(
      [heavy, green, bowl, plate].map((model) => ({ model })),
      seed,
    );
    const [x = 0, y = 0] = scene.objects[0]?.start.position ?? [];
    return {
      scene,
      instruction:
        "I would like the red cube in the bowl, but the bowl is fragile and bears only 400 grams. If the red cube is heavier than that, put it back exactly where it is now, and the green cube into the bowl instead; that one is light.",
      goals: [isAt("red_cube", [x, y]), isIn("green_cube", "bowl")],
      concerned: ["red_cube", "green_cube"],
      oracle: oracle(
        [carrying, weighing],
        `before = scene.find("red_cube")
mass = weigh("red_cube")
if mass <= 0.4:
    place_in("bowl")
    finish("The red cube is in the bowl.")
place_at(before.x, before.y)`,
        `carry_in("green_cube", "bowl")
finish(f"The red cube weighs {mass:.2f} kg, too much for the bowl; the green one is in it.")`,
      ),
    };
  },
};

const throughTheTable: Task = {
  id: "through-the-table",
  category: "infeasible",
  level: 2,
  place: (seed) => {
    const depth = dealt([0.2, 0.1, 0.15], seed, "depth");
    return {
      scene: tableOf(
        [red, plate, makeObject("blue", "cylinder")].map((model) => ({ model })),
        seed,
      ),
      instruction: `Put the red cube at x = 0.5, y = 0, z = -${depth} (metres in base_link). If that place cannot be got to because the table is in the way, put the cube on the plate.`,
      goals: [isOn("red_cube", "plate")],
      concerned: ["red_cube"],
      oracle: oracle(
        [carrying],
        `reach = arm.can_reach([0.5, 0, -${depth}])
print(reach)
if reach.reachable:
    pick("red_cube")
    place_at(0.5, 0, -${depth})
else:
    carry_on("red_cube", "plate")
finish("That place is below the table; the cube is on the plate.")`,
      ),
    };
  },
};

export const infeasible: readonly Task[] = [
  outOfReach,
  tooWide,
  notThere,
  tooFast,
  tooHeavy,
  throughTheTable,
];
