import type { Detection, SessionInfo } from "../../../bridge/protocol/index.ts";
import { spoken } from "../frame/format.ts";

const ANY_ROBOT = "what do you see?";
/** What another thing can be set on or into, and how that is said. */
const holders: Readonly<Record<string, string>> = { plate: "on", bowl: "in", box: "in" };
const movable = new Set(["cube", "cylinder", "ball"]);

/**
 * Instructions that make sense to this robot, in front of what it sees now: for an arm those that move the things that
 * are there, for a robot that drives those about ways. The offline planner knows no ways; it is asked what it sees.
 */
export const exampleInstructions = (
  session: Pick<SessionInfo, "manual" | "planner"> | null,
  objects: readonly Detection[],
  drives: boolean,
): readonly string[] => {
  const named = (object: Detection | undefined): string => `the ${spoken(object?.name ?? "")}`;
  const cubes = objects.filter(({ shape }) => shape === "cube");
  const things = objects.filter(({ shape }) => movable.has(shape));
  const [thing] = things;
  if (session?.manual && session.manual.joints.length > 0 && !drives) {
    const holder = objects.find(({ shape }) => shape in holders);
    const ball = objects.find(({ shape }) => shape === "ball");
    return [
      ...(thing && holder ? [`put ${named(thing)} ${holders[holder.shape]} ${named(holder)}`] : []),
      ...(cubes.length > 1 ? [`stack the cubes, ${cubes[1]?.color} at the bottom`] : []),
      ...(ball ? [`push ${named(ball)} 5 cm to the left`] : []),
      ...(things.length === 0 ? ["move the gripper 5 cm up"] : []),
      ANY_ROBOT,
    ];
  }
  if (!drives || session?.planner === "offline")
    return [ANY_ROBOT, ...(thing ? [`where is ${named(thing)}?`] : [])];
  return [
    ...(thing ? [`drive to ${named(thing)} and look at it`] : []),
    "drive a square of one metre, and tell how far off you end",
    ANY_ROBOT,
  ];
};
