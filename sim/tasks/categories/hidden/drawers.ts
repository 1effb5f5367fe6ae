import { cabinetAt, inCabinet, inDrawer } from "../../../world/scenes/hiding-things.ts";
import { makeObject, type ObjectModel } from "../../../world/scenes/object-model.ts";
import type { Placement } from "../../../world/scenes/placement.ts";
import type { Scene } from "../../../world/scenes/scene.ts";
import { isIn, isOn, isSo } from "../../goals.ts";
import type { Goal } from "../../judging/goal.ts";
import { chosen, tableOf } from "../../layout.ts";
import { carrying, oracle } from "../../oracle-python.ts";
import type { PlacedTask, Task } from "../../task.ts";
import { drawerMoves } from "./drawer-python.ts";

/* What is in a drawer is not seen until the drawer is pulled out by its handle. */

const redCube = makeObject("red", "cube");
const greenCube = makeObject("green", "cube");
const blueCube = makeObject("blue", "cube");
const cylinder = makeObject("yellow", "cylinder");
const ball = makeObject("orange", "ball", "ball");
const plate = makeObject("blue", "plate");
const bowl = makeObject("white", "bowl", "bowl");

const CABINET_X = 0.6;
const words = (name: string): string => name.replaceAll("_", " ");
const HINT =
  "A drawer is pulled open by its handle, which is seen as drawer_handle: the fingers go before and behind its bar.";

/** The cabinet's middle, to the left or to the right by the seed. */
const cabinetY = (seed: number): number => chosen([-0.12, -0.08, 0.08, 0.12], seed, "cabinet");

/** A table with a cabinet, things in its drawer, and others that stand around. */
const withCabinet = (seed: number, hidden: readonly ObjectModel[], around: readonly ObjectModel[]): Scene => {
  const y = cabinetY(seed);
  // The cabinet, and where its drawer and the hand at the handle go.
  const way: ObjectModel = { ...redCube, name: "way", shape: "box", size: [0.44, 0.24, 0.1] };
  const place: Placement = { x: 0.49, y, yaw: 0 };
  const table = tableOf(
    around.map((model) => ({ model })),
    seed,
    0.05,
    [{ model: way, at: place }],
  );
  const lying = hidden.map((model, index) =>
    inDrawer(model, CABINET_X, y, hidden.length === 1 ? 0 : 0.09 * (index / (hidden.length - 1) - 0.5)),
  );
  return {
    ...table,
    objects: [...cabinetAt(CABINET_X, y), ...table.objects, ...lying],
    enclosures: [inCabinet],
  };
};

const drawerIs = (open: boolean): Goal =>
  isSo(
    `the drawer is ${open ? "open" : "closed"}`,
    (world) => world.isOpen("drawer") === open,
    `it is ${open ? "closed" : "open"}`,
  );

/** It lies in the drawer, which is shut again. */
const isShutAway = (name: string): Goal => {
  const inside = isIn(name, "drawer");
  return {
    name: `the ${words(name)} is in the closed drawer`,
    measure: (world) => {
      const { score, detail } = inside.measure(world);
      return world.isOpen("drawer")
        ? { score: 0.7 * score, detail: `${detail}; the drawer is open` }
        : { score, detail };
    },
  };
};

/** The goal counts only once the drawer is shut again; it is shut at the start, so by itself that would be no goal. */
const thenShut = (goal: Goal): Goal => ({
  name: `${goal.name}, and the drawer is closed`,
  measure: (world) => {
    const { score, detail } = goal.measure(world);
    return world.isOpen("drawer")
      ? { score: 0.7 * score, detail: `${detail}; the drawer is open` }
      : { score, detail };
  },
});

const parts = [carrying, drawerMoves];

const drawerTask = (
  id: string,
  level: Task["level"],
  place: (seed: number) => Omit<PlacedTask, "concerned"> & { readonly concerned: readonly string[] },
): Task => ({
  id,
  category: "hidden",
  level,
  place: (seed) => {
    const { instruction, concerned, ...rest } = place(seed);
    return { ...rest, instruction: `${instruction} ${HINT}`, concerned: [...concerned, "drawer"] };
  },
});

export const drawers: readonly Task[] = [
  drawerTask("open-drawer", 3, (seed) => ({
    scene: withCabinet(seed, [redCube], [plate, greenCube]),
    instruction: "Open the drawer of the cabinet.",
    goals: [drawerIs(true)],
    concerned: ["red_cube"],
    oracle: oracle(parts, "slide(True)", 'finish("The drawer is open.")'),
  })),
  drawerTask("take-from-drawer", 4, (seed) => {
    const hidden = chosen([redCube, blueCube, ball], seed, "take-from-drawer");
    return {
      scene: withCabinet(seed, [hidden], [plate, greenCube]),
      instruction: `Put the ${words(hidden.name)} on the blue plate. It is in the drawer of the cabinet.`,
      goals: [isOn(hidden.name, "blue_plate")],
      concerned: [hidden.name, "blue_plate"],
      oracle: oracle(
        parts,
        `slide(True)\ncarry_on("${hidden.name}", "blue_plate")`,
        `finish("The ${words(hidden.name)} is on the plate.")`,
      ),
    };
  }),
  drawerTask("put-away-in-drawer", 5, (seed) => {
    const [thing, other] = chosen(
      [
        [redCube, greenCube],
        [blueCube, redCube],
        [greenCube, blueCube],
      ] as const,
      seed,
      "put-away",
    );
    return {
      scene: withCabinet(seed, [], [thing, other, bowl]),
      instruction: `Put the ${words(thing.name)} into the drawer of the cabinet and close the drawer.`,
      goals: [isShutAway(thing.name)],
      concerned: [thing.name],
      oracle: oracle(
        parts,
        `slide(True)\ncarry_in("${thing.name}", "drawer")\nslide(False)`,
        `finish("The ${words(thing.name)} is in the closed drawer.")`,
      ),
    };
  }),
  drawerTask("empty-drawer", 5, (seed) => ({
    scene: withCabinet(seed, [redCube, greenCube], [bowl, cylinder]),
    instruction: "Put everything that is in the drawer of the cabinet into the white bowl.",
    goals: [isIn("red_cube", "bowl"), isIn("green_cube", "bowl")],
    concerned: ["red_cube", "green_cube", "bowl"],
    oracle: oracle(
      parts,
      `before = scene.objects()\nslide(True)\nfor name in new_since(before):\n    carry_in(name, "bowl")`,
      'finish("What was in the drawer is in the bowl.")',
    ),
  })),
  drawerTask("exchange-in-drawer", 5, (seed) => ({
    scene: withCabinet(seed, [redCube], [blueCube, plate]),
    instruction:
      "In the drawer of the cabinet is a cube. Put it on the blue plate, put the blue cube into the drawer in its place, " +
      "and close the drawer.",
    goals: [isShutAway("blue_cube"), thenShut(isOn("red_cube", "blue_plate"))],
    concerned: ["red_cube", "blue_cube", "blue_plate"],
    oracle: oracle(
      parts,
      `slide(True)\ncarry_on("red_cube", "blue_plate")\ncarry_in("blue_cube", "drawer")\nslide(False)`,
      'finish("The red cube is on the plate, the blue cube is in the closed drawer.")',
    ),
  })),
];
