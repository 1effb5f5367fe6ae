import { PrimitiveError, type Quat, type Vec3 } from "../protocol/index.ts";
import type { ArmModel } from "../robot/kinematics/arm-model.ts";
import type { Placement } from "../robot/kinematics/types.ts";
import { jointPath } from "../robot/trajectory/joint-path.ts";
import { straightLine } from "../robot/trajectory/straight-line.ts";
import type { SafetyGate } from "../safety/gate.ts";

/** How high over both ends a detour goes, metres, lowest first. */
const DETOUR_M = [0.12, 0.25];
/** Postures over the target that a detour is tried with. */
const DETOUR_POSTURES = 3;
/** A joint that turns further takes the arm round to another posture: a way for when going over does not do. */
const NEAR_RAD = 2;

export interface Plan {
  readonly path: readonly (readonly number[])[];
  readonly target: Placement;
}

export interface Stand {
  /** Joint positions, radians. */
  readonly q: readonly number[];
  readonly target: Placement;
}

export interface StandRequest {
  readonly from: readonly number[];
  readonly position: Vec3;
  /** Orientations that will do, the wanted one first. */
  readonly orientations: readonly Quat[];
  readonly mayTouch: readonly string[];
  readonly signal: AbortSignal;
}

export interface PlanRequest extends StandRequest {
  readonly straight: boolean;
}

type Checks = Pick<SafetyGate, "refusal" | "standRefusal" | "pointRefusal">;

const point = (position: Vec3): string => `(${position.map((value) => value.toFixed(3)).join(", ")})`;

/**
 * Lets the event loop take what came meanwhile: planning is arithmetic, and sensors and a stop must be heard.
 *
 * @throws PrimitiveError Stopped
 */
export const pause = async (signal: AbortSignal): Promise<void> => {
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (signal.aborted)
    throw new PrimitiveError("Stopped", "The robot was stopped before this motion began; nothing moved.");
};

/** Keeps the first reason why not: it is of the most wanted way. */
class Refusals {
  first: PrimitiveError | null = null;
  add(refusal: PrimitiveError | null): void {
    this.first ??= refusal;
  }
}

const unreachable = (position: Vec3, reason: string): PrimitiveError =>
  new PrimitiveError(
    "Unreachable",
    `${point(position)} cannot be reached with this orientation: ${reason}. Try nearer, or another orientation.`,
  );

/** Postures that put the tool at the target and in which the arm may stand, nearest to `from` first. */
const standingPostures = async function* (
  model: ArmModel,
  checks: Checks,
  target: Placement,
  request: StandRequest,
  refusals: Refusals,
): AsyncGenerator<readonly number[]> {
  const { from, mayTouch, signal } = request;
  await pause(signal);
  const nearest = model.inverse(target, { seed: from });
  if (!nearest.ok) {
    refusals.add(unreachable(target.position, nearest.reason));
    return;
  }
  const may = (q: readonly number[]): boolean => {
    const refusal = checks.standRefusal(from, q, mayTouch);
    refusals.add(refusal);
    return refusal === null;
  };
  if (may(nearest.q)) yield nearest.q;
  await pause(signal);
  const same = (q: readonly number[]): boolean =>
    q.every((value, i) => Math.abs(value - (nearest.q[i] ?? 0)) < 1e-3);
  for (const q of model.inverseAll(target, { seed: from })) {
    if (same(q) || !may(q)) continue;
    yield q;
    await pause(signal);
  }
};

/** A posture in which the arm may stand with the tool there, by whatever way; else the first reason why not. */
export const standAt = async (
  model: ArmModel,
  checks: Checks,
  request: StandRequest,
): Promise<Stand | { refusal: PrimitiveError }> => {
  const beyond = checks.pointRefusal(request.position);
  if (beyond) return { refusal: beyond };
  const refusals = new Refusals();
  for (const orientation of request.orientations) {
    const target = { position: request.position, orientation };
    for await (const q of standingPostures(model, checks, target, request, refusals)) return { q, target };
  }
  return { refusal: refusals.first ?? unreachable(request.position, "no posture was found") };
};

/**
 * Finds a way for the tool: straight, or through joint space to a near posture, or up, over and down when something
 * is in the way, or round to another posture. Leaves the event loop room between its trials.
 *
 * @throws PrimitiveError Unreachable, CollisionAhead or LimitExceeded, of the first and most wanted way that failed;
 *   Stopped
 */
export const planTo = async (model: ArmModel, checks: Checks, request: PlanRequest): Promise<Plan> => {
  const beyond = checks.pointRefusal(request.position);
  if (beyond) throw beyond;
  const refusals = new Refusals();
  for (const orientation of request.orientations) {
    const target = { position: request.position, orientation };
    const path = request.straight
      ? await straightWay(model, checks, target, request, refusals)
      : await freeWay(model, checks, target, request, refusals);
    if (path) return { path, target };
  }
  throw refusals.first ?? unreachable(request.position, "no way was found");
};

type Path = readonly (readonly number[])[];

const straightWay = async (
  model: ArmModel,
  checks: Checks,
  target: Placement,
  { from, mayTouch, signal }: PlanRequest,
  refusals: Refusals,
): Promise<Path | null> => {
  await pause(signal);
  const line = straightLine(model, from, target);
  if (!line.ok) {
    refusals.add(new PrimitiveError("Unreachable", `${line.reason}. Try straight=False, or a via point.`));
    return null;
  }
  await pause(signal);
  const refusal = checks.refusal(line.path, mayTouch);
  refusals.add(refusal);
  return refusal ? null : line.path;
};

const freeWay = async (
  model: ArmModel,
  checks: Checks,
  target: Placement,
  request: PlanRequest,
  refusals: Refusals,
): Promise<Path | null> => {
  const { from, mayTouch } = request;
  const direct = (goal: readonly number[]): Path | null => {
    const path = jointPath(from, goal);
    const refusal = checks.refusal(path, mayTouch);
    refusals.add(refusal);
    return refusal ? null : path;
  };
  const far: (readonly number[])[] = [];
  let canStand = false;
  for await (const goal of standingPostures(model, checks, target, request, refusals)) {
    canStand = true;
    const path = isNear(from, goal) ? direct(goal) : null;
    if (path) return path;
    if (!isNear(from, goal)) far.push(goal);
  }
  if (!canStand) return null;
  for (const height of DETOUR_M) {
    const path = await detour(model, checks, target, request, height);
    if (path) return path;
  }
  for (const goal of far) {
    await pause(request.signal);
    const path = direct(goal);
    if (path) return path;
  }
  return null;
};

const isNear = (from: readonly number[], goal: readonly number[]): boolean =>
  goal.every((value, joint) => Math.abs(value - (from[joint] ?? 0)) <= NEAR_RAD);

/** Up from here, over, and down onto the target; null where the arm cannot, or may not. */
const detour = async (
  model: ArmModel,
  checks: Checks,
  target: Placement,
  { from, mayTouch, signal }: PlanRequest,
  height: number,
): Promise<Path | null> => {
  const here = model.forward(from);
  const z = Math.max(here.position[2], target.position[2]) + height;
  await pause(signal);
  const up = straightLine(model, from, { ...here, position: [here.position[0], here.position[1], z] });
  if (!up.ok || checks.refusal(up.path, mayTouch)) return null;
  const top = up.path.at(-1) ?? from;
  const [x, y] = target.position;
  await pause(signal);
  let tried = 0;
  for (const over of model.inverseAll({ ...target, position: [x, y, z] }, { seed: top })) {
    const across = jointPath(top, over);
    if (checks.refusal(across, mayTouch)) continue;
    if (tried++ === DETOUR_POSTURES) return null;
    await pause(signal);
    const down = straightLine(model, over, target);
    if (!down.ok) continue;
    const path = [...up.path, ...across.slice(1), ...down.path.slice(1)];
    await pause(signal);
    if (!checks.refusal(path, mayTouch)) return path;
  }
  return null;
};
