import type { Kitchenware } from "../../../world/scenes/kitchen-things.ts";
import type { Placement } from "../../../world/scenes/placement.ts";
import type { Scene } from "../../../world/scenes/scene.ts";
import { isIn } from "../../goals.ts";
import type { WorldView } from "../../judging/world-view.ts";
import { chosen } from "../../layout.ts";
import { type Happening, moved, slips, when } from "../../perturbations/happenings.ts";
import { isLeft, isLifted, type Occasion, toolNears } from "../../perturbations/occasions.ts";
import type { Perturbation } from "../../perturbations/perturbation.ts";
import type { Task } from "../../task.ts";
import { among, hasBecome, inKitchenOf, isShutIn, type KitchenTask, words } from "./parts.ts";

/* The household with something that goes wrong once, when its event comes: only who looks again notices. */

const shuts = (appliance: string): Happening => ({
  words: `the ${words(appliance)} is shut`,
  apply: (_world, meddler) => meddler.setOpen(appliance, false),
});
const opens = (appliance: string): Happening => ({
  words: `the ${words(appliance)} comes open`,
  apply: (_world, meddler) => meddler.setOpen(appliance, true),
});
const goesOut = (appliance: string): Happening => ({
  words: `the ${words(appliance)} goes out`,
  apply: (_world, meddler) => meddler.switchOff(appliance),
});

/** The thing lies in what is shut. */
const isShutAway = (object: string, appliance: string): Occasion => {
  const inside = isIn(object, appliance);
  return {
    words: `the ${words(object)} is shut in it`,
    hasCome: (world: WorldView) => !world.isOpen(appliance) && inside.measure(world).score === 1,
  };
};

/** It is on, with the thing near. */
const isOnNear = (appliance: string, object: string): Occasion => ({
  words: `the ${words(object)} is near and it is on`,
  hasCome: (world) => {
    const [a, b] = [world.pose(appliance).position, world.pose(object).position];
    return world.states(appliance).has("on") && Math.hypot(a[0] - b[0], a[1] - b[1]) < 0.15;
  },
});

/** It is in the hand while the appliance stands open, and not so near that its door could not be shut. */
const isLiftedWhileOpen = (object: string, appliance: string): Occasion => ({
  words: `the ${words(object)} is lifted and the ${words(appliance)} stands open`,
  hasCome: (world) => {
    const [a, b] = [world.pose(appliance).position, world.pose(object).position];
    return (
      world.isOpen(appliance) &&
      b[2] - world.startPose(object).position[2] > 0.04 &&
      Math.hypot(a[0] - b[0], a[1] - b[1]) > 0.2
    );
  },
});

/** The barest place on the counter. */
const barePlace = ({ objects }: Scene): Placement => {
  const room = ({ x, y }: Placement): number =>
    Math.min(...objects.map(({ start: { position } }) => Math.hypot(position[0] - x, position[1] - y)));
  const places = [0.32, 0.35, 0.38, 0.41].flatMap((x) =>
    Array.from({ length: 12 }, (_, step): Placement => ({ x, y: 0.04 * step - 0.22, yaw: 0 })),
  );
  return places.reduce((best, place) => (room(place) > room(best) ? place : best));
};

interface Perturbed {
  readonly id: string;
  readonly level: Task["level"];
  readonly things: readonly [Kitchenware, ...Kitchenware[]];
  /** All of the task but what goes wrong. */
  task(name: Kitchenware, seed: number): Omit<KitchenTask, "perturbations">;
  /** What goes wrong; a bare place is there for what is moved. */
  wrong(name: Kitchenware, bare: Placement): Perturbation;
}

const perturbed = ({ id, level, things, task, wrong }: Perturbed): Task => ({
  id,
  category: "household_perturbed",
  level,
  place: (seed) => {
    const name = chosen(things, seed, id);
    const placed = inKitchenOf(seed, task(name, seed));
    return { ...placed, perturbations: [wrong(name, barePlace(placed.scene))] };
  },
});

/** Six tasks in the kitchen. */
export const householdPerturbed: readonly Task[] = [
  perturbed({
    id: "put-what-is-moved",
    level: 3,
    things: ["mug", "bread", "apple"],
    task: (name, seed) => ({
      lying: among(seed, [name]),
      wanted: `Put the ${words(name)} on the shelf.`,
      goals: [isIn(name, "shelf")],
      concerned: [name],
      steps: [`put_in("${name}", "shelf")`],
      done: `The ${words(name)} is on the shelf.`,
    }),
    wrong: (name, bare) => when(toolNears(name), moved(name, bare)),
  }),
  perturbed({
    id: "clean-what-slips",
    level: 4,
    things: ["bread", "soap", "sponge"],
    task: (name, seed) => ({
      lying: among(seed, [name]),
      wanted: `Clean the ${words(name)} and leave it in the sink.`,
      condition: "clean",
      goals: [hasBecome(name, "clean"), isIn(name, "sink")],
      concerned: [name],
      steps: [`treat("${name}", "sink", "clean")`],
      done: `The ${words(name)} is clean and in the sink.`,
    }),
    wrong: (name) => when(isLifted(name), slips(name)),
  }),
  perturbed({
    id: "heat-in-what-shuts",
    level: 5,
    things: ["potato", "mug", "can"],
    task: (name, seed) => ({
      lying: among(seed, [name]),
      wanted: `Heat the ${words(name)} and put it on the shelf.`,
      condition: "hot",
      goals: [hasBecome(name, "hot"), isIn(name, "shelf")],
      concerned: [name],
      steps: [`treat("${name}", "microwave", "hot")`, `put_in("${name}", "shelf")`],
      done: `The ${words(name)} is hot and on the shelf.`,
    }),
    wrong: (name) => when(isLiftedWhileOpen(name, "microwave"), shuts("microwave")),
  }),
  perturbed({
    id: "cool-in-what-opens",
    level: 4,
    things: ["can", "glass", "butter"],
    task: (name, seed) => ({
      lying: among(seed, [name]),
      wanted: `Cool the ${words(name)} and leave it in the fridge, and leave it closed.`,
      condition: "cold",
      goals: [hasBecome(name, "cold"), isShutIn(name, "fridge")],
      concerned: [name],
      steps: [`treat("${name}", "fridge", "cold")`, 'set_open("fridge", False)'],
      done: `The ${words(name)} is cold and in the closed fridge.`,
    }),
    wrong: (name) => when(isShutAway(name, "fridge"), opens("fridge")),
  }),
  perturbed({
    id: "examine-when-it-goes-out",
    level: 4,
    things: ["apple", "egg", "mug"],
    task: (name, seed) => ({
      lying: among(seed, [name]),
      wanted: `Examine the ${words(name)} by the light of the desk lamp.`,
      condition: "examined",
      goals: [hasBecome(name, "examined")],
      concerned: [name],
      steps: [`examine("${name}")`],
      done: `The ${words(name)} was examined by the lamp.`,
    }),
    wrong: (name) => when(isOnNear("desk_lamp", name), goesOut("desk_lamp")),
  }),
  perturbed({
    id: "two-and-one-is-moved",
    level: 4,
    things: ["glass", "can", "mug"],
    task: (name, seed) => ({
      lying: among(seed, ["bread", name]),
      wanted: `Put the bread and the ${words(name)} on the shelf.`,
      goals: [isIn("bread", "shelf"), isIn(name, "shelf")],
      concerned: ["bread", name],
      steps: ['put_in("bread", "shelf", 0.045)', `put_in("${name}", "shelf", -0.045)`],
      done: "Both are on the shelf.",
    }),
    wrong: (name, bare) => when(isLeft("bread"), moved(name, bare)),
  }),
];
