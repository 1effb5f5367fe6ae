import { z } from "zod";
import {
  bottomOf,
  distance,
  find,
  heldIn,
  isAtRest,
  isLifted,
  liesIn,
  radiusOf,
  reachOf,
  restsOn,
  type Scene,
  type SeenObject,
  topOf,
} from "./scene.ts";

/** How far from a named place an object may come to rest, metres. */
const PLACE_TOLERANCE_M = 0.03;

const metres = z.number().min(-5).max(5);
/** `passing`: a later goal undoes it, so it counts once its step was done. */
const common = { passing: z.boolean().default(false) };
/** From the middle of the target, along base_link's axes. */
const spot = z.tuple([metres, metres]).nullable().default(null);

/** What is to be true of the observed scene; names are those of the detector, metres in base_link. */
export const goal = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("on"), what: z.string(), target: z.string(), spot, ...common }),
  z.object({ kind: z.literal("in"), what: z.string(), target: z.string(), spot, ...common }),
  z.object({
    kind: z.literal("at"),
    what: z.string(),
    x: metres,
    y: metres,
    push: z.boolean().default(false),
    tolerance: metres.default(PLACE_TOLERANCE_M),
    ...common,
  }),
  z.object({
    kind: z.literal("beside"),
    what: z.string(),
    target: z.string(),
    side: z.enum(["any", "left", "right", "behind", "front"]),
    ...common,
  }),
  /** z: height of its middle, null for wherever the pick leaves it. */
  z.object({ kind: z.literal("holding"), what: z.string(), z: metres.nullable().default(null), ...common }),
  z.object({ kind: z.literal("above"), target: z.string(), ...common }),
  z.object({ kind: z.literal("home"), ...common }),
  z.object({
    kind: z.literal("gripper"),
    open: z.boolean(),
    width: metres.nullable().default(null),
    ...common,
  }),
  /** By a distance from where an earlier step leaves the tool; met when it is where this step's motion was to end. */
  z.object({ kind: z.literal("move_by"), x: metres, y: metres, z: metres, ...common }),
  z.object({ kind: z.literal("tool"), x: metres, y: metres, z: metres, ...common }),
]);
export const goals = z.array(goal).min(1).max(60);
export type Goal = z.infer<typeof goal>;
export type Side = Extract<Goal, { kind: "beside" }>["side"];
export type GoalOf<Kind extends Goal["kind"]> = Extract<Goal, { kind: Kind }>;

const TOOL_TOLERANCE_M = 0.015;
/** Widest gap between neighbours, metres. */
const BESIDE_M = 0.08;

/** Whether the scene as seen proves the goal. */
export const isMet = (wanted: Goal, scene: Scene): boolean => {
  switch (wanted.kind) {
    case "home":
      return scene.home !== null && near3(scene.tool, scene.home);
    case "gripper":
      return wanted.open
        ? !scene.gripper.holding &&
            (wanted.width === null
              ? scene.gripper.width_m >= 0.05
              : Math.abs(scene.gripper.width_m - wanted.width) < 0.006)
        : scene.gripper.holding || scene.gripper.width_m < 0.012;
    case "tool":
      return near3(scene.tool, [wanted.x, wanted.y, wanted.z]);
    case "above": {
      const target = find(scene, wanted.target);
      return (
        target !== undefined &&
        distance(target.position, scene.tool) < 0.02 &&
        scene.tool[2] > topOf(target) + 0.02
      );
    }
    case "holding": {
      const held = heldIn(scene);
      return (
        held?.name === wanted.what &&
        (wanted.z === null ? isLifted(held, scene) : Math.abs(held.position[2] - wanted.z) < TOOL_TOLERANCE_M)
      );
    }
    case "move_by":
      return scene.moved !== null && near3(scene.tool, scene.moved);
    default:
      return isPlaced(wanted, scene);
  }
};

const isPlaced = (wanted: GoalOf<"on" | "in" | "at" | "beside">, scene: Scene): boolean => {
  const object = find(scene, wanted.what);
  if (!object || heldIn(scene)?.name === object.name) return false;
  if (wanted.kind === "at")
    return distance(object.position, [wanted.x, wanted.y]) <= wanted.tolerance && isAtRest(object, scene);
  const target = find(scene, wanted.target);
  if (!target) return false;
  if (wanted.kind === "on") return restsOn(object, target);
  if (wanted.kind === "in") return liesIn(object, target);
  return standsBeside(object, target, wanted.side);
};

/** Whether an object stands next to another, on a given side of it: +y is left, +x is behind as the robot sees it. */
export const standsBeside = (object: SeenObject, target: SeenObject, side: Side): boolean => {
  if (Math.abs(bottomOf(object) - bottomOf(target)) > 0.02) return false;
  const [a, b] = [reachOf(object), reachOf(target)];
  const [dx, dy] = [object.position[0] - target.position[0], object.position[1] - target.position[1]];
  const gapX = Math.abs(dx) - a.x - b.x;
  const gapY = Math.abs(dy) - a.y - b.y;
  if (side === "any")
    return (
      distance(object.position, target.position) - radiusOf(object) - radiusOf(target) < BESIDE_M &&
      Math.max(gapX, gapY) > -0.01 &&
      Math.hypot(Math.max(0, gapX), Math.max(0, gapY)) < BESIDE_M
    );
  const along = side === "left" ? dy : side === "right" ? -dy : side === "behind" ? dx : -dx;
  const [gap, across, reach] = side === "left" || side === "right" ? [gapY, dx, b.x] : [gapX, dy, b.y];
  return along > 0 && gap > -0.01 && gap < 0.12 && Math.abs(across) < reach + 0.03;
};

const near3 = (a: readonly number[], b: readonly number[]): boolean =>
  distance(a, b) <= TOOL_TOLERANCE_M && Math.abs((a[2] ?? 0) - (b[2] ?? 0)) <= TOOL_TOLERANCE_M;

const plain = (name: string): string => `the ${name.replaceAll("_", " ")}`;
const mm = (value: number): string => `${(value * 1000).toFixed(0)} mm`;
export const sideWords = {
  any: "next to",
  left: "left of",
  right: "right of",
  behind: "behind",
  front: "in front of",
};

/** A goal in words. */
export const inWords = (wanted: Goal): string => {
  switch (wanted.kind) {
    case "on":
    case "in":
      return `${plain(wanted.what)} is ${wanted.kind} ${plain(wanted.target)}`;
    case "at":
      return `${plain(wanted.what)} is at (${wanted.x.toFixed(3)}, ${wanted.y.toFixed(3)})`;
    case "beside":
      return `${plain(wanted.what)} is ${sideWords[wanted.side]} ${plain(wanted.target)}`;
    case "holding":
      return `the gripper holds ${plain(wanted.what)}${wanted.z === null ? "" : ` at a height of ${wanted.z.toFixed(3)} m`}`;
    case "move_by":
      return `the gripper moved by (${[wanted.x, wanted.y, wanted.z].map((value) => value.toFixed(3)).join(", ")}) m`;
    case "above":
      return `the gripper is above ${plain(wanted.target)}`;
    case "home":
      return "the arm is at home";
    case "gripper":
      return `the gripper is ${wanted.open ? "open" : "closed"}`;
    case "tool":
      return `the gripper is at (${wanted.x.toFixed(3)}, ${wanted.y.toFixed(3)}, ${wanted.z.toFixed(3)})`;
  }
};

/** A goal that the scene proves, with what was measured. */
export const proofInWords = (wanted: Goal, scene: Scene): string => {
  const words = inWords(wanted);
  if (wanted.kind === "on" || wanted.kind === "in") {
    const [object, target] = [find(scene, wanted.what), find(scene, wanted.target)];
    return object && target
      ? `${words}, ${mm(distance(object.position, target.position))} from its centre`
      : words;
  }
  if (wanted.kind === "at") {
    const object = find(scene, wanted.what);
    return object ? `${words}, ${mm(distance(object.position, [wanted.x, wanted.y]))} off` : words;
  }
  if (wanted.kind === "gripper") return `${words} (${mm(scene.gripper.width_m)})`;
  return words;
};

/** Marks the goals that later ones of the list undo, and leaves out a pick that the next goal contains. */
export const inOrder = (list: readonly Goal[]): Goal[] =>
  supportsFirst(list)
    .filter((wanted, index) => {
      const next = list[index + 1];
      return !(
        wanted.kind === "holding" &&
        next &&
        "what" in next &&
        next.what === wanted.what &&
        next.kind !== "at"
      );
    })
    .map((wanted, index, kept) => ({
      ...wanted,
      passing: wanted.passing || kept.slice(index + 1).some((later) => undoes(later, wanted)),
    }));

/** What an object is to stand on, or beside, comes to its own place first: towers are built from below. */
const supportsFirst = (list: readonly Goal[]): Goal[] => {
  const order = [...list];
  const once = (name: string): boolean =>
    list.filter((one) => "what" in one && one.what === name && one.kind !== "holding").length === 1;
  for (let rounds = 0; rounds < list.length; rounds += 1) {
    const at = order.findIndex(
      (one, index) =>
        "target" in one &&
        "what" in one &&
        once(one.what) &&
        order
          .slice(index + 1)
          .some(
            (later) =>
              "what" in later && later.what === one.target && later.kind !== "holding" && once(later.what),
          ),
    );
    const wanted = order[at];
    if (!wanted || !("target" in wanted)) return order;
    const support = order.findIndex(
      (later, index) =>
        index > at && "what" in later && later.what === wanted.target && later.kind !== "holding",
    );
    order.splice(at, 0, ...order.splice(support, 1));
  }
  // A ring of supports has no order: as it was said.
  return [...list];
};

const undoes = (later: Goal, earlier: Goal): boolean => {
  if (
    earlier.kind === "home" ||
    earlier.kind === "tool" ||
    earlier.kind === "move_by" ||
    earlier.kind === "above"
  )
    return later.kind !== "gripper";
  const moves = "what" in later;
  if (earlier.kind === "gripper") return later.kind === "gripper" || moves;
  if (earlier.kind === "holding")
    return (
      moves || (earlier.z !== null && later.kind !== "gripper") || (later.kind === "gripper" && later.open)
    );
  return moves && (later.what === earlier.what || ("target" in earlier && later.what === earlier.target));
};
