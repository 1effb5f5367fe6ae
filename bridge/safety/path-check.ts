import { PrimitiveError, type Profile } from "../protocol/index.ts";
import type { ArmModel } from "../robot/kinematics/arm-model.ts";
import { jointLimitRefusal, workspaceRefusal } from "./limits.ts";

/** Joint distance between samples at which the tool's place is checked. */
const SAMPLE_RAD = 0.05;
/** A motion that starts in touch with the table may not press further into it. */
const PRESS_M = 0.002;

/** Points along a joint path, its own included, at most SAMPLE_RAD apart. */
const samples = function* (path: readonly (readonly number[])[]): Generator<readonly number[]> {
  let from = path[0];
  for (const to of path) {
    const start = from ?? to;
    const longest = Math.max(...to.map((value, joint) => Math.abs(value - (start[joint] ?? 0))));
    const pieces = Math.max(1, Math.ceil(longest / SAMPLE_RAD));
    for (let piece = 1; piece <= pieces; piece++)
      yield to.map((value, joint) => {
        const begin = start[joint] ?? value;
        return begin + ((value - begin) * piece) / pieces;
      });
    from = to;
  }
};

/**
 * Why a whole joint path may not be driven, null when it may: joint limits, workspace, keep-outs, the arm itself, the
 * table, known objects. What is in touch at the start may be left: its contact alone does not refuse a motion.
 */
export const pathRefusal = (
  model: ArmModel,
  profile: Profile,
  path: readonly (readonly number[])[],
  mayTouch: readonly string[],
): PrimitiveError | null => {
  const [start] = path;
  if (!start) return null;
  const touching = model.contacts(start, { mayTouch }).map(({ b }) => b);
  const startHeight = model.forward(start).position[2];
  let first = true;
  for (const q of samples(path)) {
    const point = model.forward(q).position;
    const refusal = jointLimitRefusal(model, q) ?? (first ? null : workspaceRefusal(point, profile));
    if (refusal) return refusal;
    if (touching.includes("table") && point[2] < startHeight - PRESS_M)
      return new PrimitiveError(
        "CollisionAhead",
        `the tool touches the table and would be pressed ${((startHeight - point[2]) * 1000).toFixed(0)} mm into it. Move up first.`,
      );
    first = false;
  }
  const collision = model.checkPath(path, { mayTouch: [...mayTouch, ...touching] });
  if (!collision) return null;
  const { a, b } = collision.contact;
  const at = model.forward(collision.q).position;
  const place = `with the tool at (${at.map((value) => value.toFixed(3)).join(", ")})`;
  const advice =
    b === "table"
      ? "Choose a higher point."
      : model.jointNames.length > 0 && b !== a && !isLink(model, b)
        ? `Go over it: move 0.15 m above first, then down with straight=True; or pass may_touch=["${b}"] if touching it is meant.`
        : "Choose another orientation or a via point.";
  return new PrimitiveError("CollisionAhead", `${a} would hit ${b} ${place}. ${advice}`);
};

const isLink = (model: ArmModel, name: string): boolean => {
  try {
    model.forward(model.jointNames.map(() => 0), name);
    return true;
  } catch {
    return false;
  }
};
