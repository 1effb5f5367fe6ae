import type { ScriptedUser } from "../../../../bridge/protocol/index.ts";
import { kitchenWith, LAMP_REACH_M, type Stowed } from "../../../world/scenes/kitchen.ts";
import { type Kitchenware, kitchenware } from "../../../world/scenes/kitchen-things.ts";
import { isIn, isSo } from "../../goals.ts";
import type { Goal } from "../../judging/goal.ts";
import { oracle } from "../../oracle-python.ts";
import type { Perturbation } from "../../perturbations/perturbation.ts";
import type { PlacedTask } from "../../task.ts";
import { inKitchen } from "./kitchen-python.ts";

/* What the household tasks are made of. */

/** Where things are put, and where they are stowed. */
export type Place = Stowed["in"];
/** What becomes of things: hot in the microwave, cold in the fridge, clean in the sink, examined at the lamp. */
export type Condition = "hot" | "cold" | "clean" | "examined";

export const words = (name: string): string => name.replaceAll("_", " ");

/** What the user says of the kitchen, once a task. */
const SERVICES =
  "Doors and switches are services of type std_srvs/srv/SetBool: /fridge/set_open, /microwave/set_open, " +
  "/microwave/set_on, /sink/set_on (the tap), /desk_lamp/set_on.";
const hints: Readonly<Record<Condition, string>> = {
  hot: "Things become hot in 3 s in the closed microwave while it is on.",
  cold: "Things become cold in 3 s in the closed fridge.",
  clean: "Things become clean in 2 s in the sink while its tap is on.",
  examined: `Things are examined by holding them for 1 s within ${LAMP_REACH_M * 100} cm of the desk lamp, lower than its top, while it is on.`,
};

/** The task in words: what is wanted, how it comes about, and how the kitchen is operated. */
export const instructionOf = (wanted: string, condition?: Condition): string =>
  [wanted, ...(condition ? [hints[condition], "The states of a detection tell."] : []), SERVICES].join(" ");

/** The thing has become so. */
export const hasBecome = (name: string, condition: Condition): Goal =>
  isSo(
    `the ${words(name)} is ${condition}`,
    (world) => world.states(name).has(condition),
    `the ${words(name)} is not ${condition}`,
  );

/** It lies in a fridge or microwave that is shut again. */
export const isShutIn = (name: string, place: "fridge" | "microwave"): Goal => {
  const inside = isIn(name, place);
  return {
    name: `the ${words(name)} is in the closed ${place}`,
    measure: (world) => {
      const { score, detail } = inside.measure(world);
      return world.isOpen(place)
        ? { score: 0.7 * score, detail: `${detail}; the ${place} is open` }
        : { score, detail };
    },
  };
};

/** Of what a household task is placed. */
export interface KitchenTask {
  /** Things that lie before the receptacles. */
  readonly lying: readonly Kitchenware[];
  readonly stowed?: readonly Stowed[];
  readonly wanted: string;
  readonly condition?: Condition;
  readonly goals: readonly Goal[];
  /** Things that may be moved. */
  readonly concerned: readonly Kitchenware[];
  /** What is done, in the oracle's Python, and what it says at the end. */
  readonly steps: readonly string[];
  readonly done: string;
  readonly perturbations?: readonly Perturbation[];
  readonly user?: ScriptedUser;
}

/** A kitchen with this task in it. Doors may be opened; everything else stays where it is. */
export const inKitchenOf = (seed: number, task: KitchenTask): PlacedTask => {
  const { lying, stowed = [], wanted, condition, goals, concerned, steps, done, perturbations, user } = task;
  return {
    scene: kitchenWith(lying, seed, stowed),
    instruction: instructionOf(wanted, condition),
    goals,
    concerned: [...concerned, "fridge_door", "microwave_door"],
    oracle: oracle(["import math", inKitchen], steps.join("\n"), `finish("${done}")`),
    ...(perturbations ? { perturbations } : {}),
    ...(user ? { user } : {}),
  };
};

const all = Object.keys(kitchenware) as Kitchenware[];

/** The wanted things and two others that stand around, which the seed chooses. */
export const among = (seed: number, wanted: readonly Kitchenware[], stowed: readonly Kitchenware[] = []) => {
  const others = all.filter((name) => !wanted.includes(name) && !stowed.includes(name));
  const at = (seed * 5 + wanted.join("").length) % others.length;
  const more = [0, 4].map((step) => others[(at + step) % others.length]).filter((name) => name !== undefined);
  return [...wanted, ...more];
};
