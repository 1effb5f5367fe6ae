import { type ArmProfile, PrimitiveError, type Vec3 } from "../protocol/index.ts";
import type { ArmModel } from "../robot/kinematics/arm-model.ts";
import type { Contact } from "../robot/kinematics/types.ts";
import { isKeepOut, keepOutWords } from "./keep-out.ts";
import { jointLimitRefusal, workspaceRefusal } from "./limits.ts";
import { PathRefusal } from "./timed-refusal.ts";

/** Joint distance between samples at which limits and the tool's place are checked. */
const SAMPLE_RAD = 0.01;
/** A tool that starts beyond the workspace may come back while it gets no further out than this, metres. */
const OUT_M = 0.002;

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

/** How far a point is outside a box, metres; 0 inside. */
const beyond = (point: Vec3, { min, max }: ArmProfile["workspace"]): number =>
  Math.hypot(...point.map((value, axis) => Math.max(0, (min[axis] ?? 0) - value, value - (max[axis] ?? 0))));

/** Why the tool or a joint would leave its limits on the way; null when none does. */
const limitRefusal = (
  model: ArmModel,
  profile: ArmProfile,
  path: readonly (readonly number[])[],
): PrimitiveError | null => {
  const [start] = path;
  const end = path.at(-1);
  if (!start || !end) return null;
  const on = (refusal: PrimitiveError, q: readonly number[]) => new PathRefusal(refusal, path, q);
  // The end first: it was asked for, and its reason is the one that helps.
  const asked = jointLimitRefusal(model, end);
  if (asked) return on(asked, end);
  let from = model.forward(start).position;
  // The least so far: a little further out at each sample would add up.
  let out = beyond(from, profile.workspace);
  for (const q of samples(path)) {
    const joint = jointLimitRefusal(model, q);
    if (joint) return on(joint, q);
    const to = model.forward(q).position;
    const now = beyond(to, profile.workspace);
    const comesBack = out > 0 && now <= out + OUT_M;
    const refusal = workspaceRefusal(from, to, comesBack ? { ...profile, workspace: anywhere } : profile);
    if (refusal) return on(refusal, q);
    [from, out] = [to, Math.min(out, now)];
  }
  const still = workspaceRefusal(from, from, profile);
  return still && on(still, end);
};

const anywhere: ArmProfile["workspace"] = {
  min: [-Infinity, -Infinity, -Infinity],
  max: [Infinity, Infinity, Infinity],
};

/**
 * Why a whole joint path may not be driven, null when it may: joint limits, workspace, keep-outs, the arm itself, the
 * table, known objects. Two things that touch at the start may part, and touch no deeper; nothing else is excused.
 */
export const pathRefusal = (
  model: ArmModel,
  profile: ArmProfile,
  path: readonly (readonly number[])[],
  mayTouch: readonly string[],
): PrimitiveError | null => {
  const [start] = path;
  if (!start) return null;
  const refusal = limitRefusal(model, profile, path);
  if (refusal) return refusal;
  const allowed = model.contacts(start, { mayTouch });
  const collision = model.checkPath(path, { mayTouch, allowed });
  if (!collision) return null;
  const before = allowed.some(({ a, b }) => a === collision.contact.a && b === collision.contact.b);
  const reason = collisionRefusal(model, profile, collision.contact, collision.q, before);
  return new PathRefusal(reason, path, collision.q);
};

/**
 * Why the arm, now at `from`, may not stand at `q`, by whatever way it comes there; null when it may. The same reasons,
 * and the same excuse.
 */
export const standRefusal = (
  model: ArmModel,
  profile: ArmProfile,
  from: readonly number[],
  q: readonly number[],
  mayTouch: readonly string[],
): PrimitiveError | null => {
  const { position } = model.forward(q);
  const refusal = jointLimitRefusal(model, q) ?? workspaceRefusal(position, position, profile);
  if (refusal) return new PathRefusal(refusal, [from, q], q);
  const allowed = model.contacts(from, { mayTouch });
  const contact = model.contacts(q, { mayTouch, allowed })[0];
  return contact ? new PathRefusal(collisionRefusal(model, profile, contact, q, false), [from, q], q) : null;
};

const collisionRefusal = (
  model: ArmModel,
  profile: ArmProfile,
  { a, b }: Contact,
  q: readonly number[],
  before: boolean,
): PrimitiveError => {
  const at = model.forward(q).position;
  const place = `with the tool at (${at.map((value) => value.toFixed(3)).join(", ")})`;
  if (isKeepOut(b))
    return new PrimitiveError(
      "LimitExceeded",
      `${a} would enter ${keepOutWords(profile, b)}, ${place}. Go around it.`,
    );
  const what = before ? `${a} touches ${b} already and would press further into it` : `${a} would hit ${b}`;
  return new PrimitiveError("CollisionAhead", `${what} ${place}. ${advice(model, b, before)}`);
};

const advice = (model: ArmModel, b: string, before: boolean): string => {
  if (b === "table") return before ? "Move up first." : "Choose a higher point.";
  if (model.linkNames.includes(b)) return "Choose another orientation or a via point.";
  return `Go over it: move 0.15 m above first, then down with straight=True; or pass may_touch=["${b}"] if touching it is meant.`;
};
