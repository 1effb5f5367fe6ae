import { norm, subtract } from "../../world/math.ts";
import type { WorldView } from "../judging/world-view.ts";

/** What a perturbation waits for: something that any agent does on its way, never a moment of time. */
export interface Occasion {
  /** After "when": "the tool comes near the red cube". */
  readonly words: string;
  hasCome(world: WorldView): boolean;
}

const words = (name: string): string => `the ${name.replaceAll("_", " ")}`;

/** Between the tool point and the object's centre, metres. */
export const toolDistance = (world: WorldView, object: string): number =>
  norm(subtract(world.tool.position, world.pose(object).position));

/** How far an object has been raised, metres. */
const raised = (world: WorldView, object: string): number =>
  world.pose(object).position[2] - world.startPose(object).position[2];

/** The tool moved by a centimetre. */
export const armMoves: Occasion = {
  words: "the arm first moves",
  hasCome: (world) => norm(subtract(world.tool.position, world.startTool.position)) > 0.01,
};

/** @param within metres between the tool point and the object's centre */
export const toolNears = (object: string, within = 0.15): Occasion => ({
  words: `the tool comes near ${words(object)}`,
  hasCome: (world) => toolDistance(world, object) < within,
});

/** @param by metres */
export const isLifted = (object: string, by = 0.04): Occasion => ({
  words: `${words(object)} is lifted`,
  hasCome: (world) => raised(world, object) > by,
});

/** The fingers lift it for the nth time. */
export const isLiftedTime = (object: string, time: number, by = 0.04): Occasion => ({
  words: `${words(object)} is lifted${time > 1 ? " again" : ""}`,
  hasCome: (world) => world.grasps(object) >= time && raised(world, object) > by && world.held(object),
});

/** Lifted, and so far away from where it stood, metres over ground. */
export const isCarried = (object: string, by = 0.1): Occasion => ({
  words: `${words(object)} is carried`,
  hasCome: (world) => {
    const [there, before] = [world.pose(object).position, world.startPose(object).position];
    return raised(world, object) > 0.04 && Math.hypot(there[0] - before[0], there[1] - before[1]) > by;
  },
});

/** It is carried near to another object; metres between their centres. */
export const isCarriedNear = (object: string, other: string, within = 0.25): Occasion => ({
  words: `${words(object)} is carried near ${words(other)}`,
  hasCome: (world) =>
    raised(world, object) > 0.04 &&
    norm(subtract(world.pose(object).position, world.pose(other).position)) < within,
});

/** It was lifted and put down again, and the tool has left it by so much, metres. */
export const isLeft = (object: string, by = 0.08): Occasion => ({
  words: `the hand leaves ${words(object)}`,
  hasCome: (world) =>
    world.grasps(object) > 0 && toolDistance(world, object) > by && world.speed(object) < 0.02,
});
