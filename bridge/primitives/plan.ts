import { PrimitiveError, type Quat, type Vec3 } from "../protocol/index.ts";
import type { ArmModel } from "../robot/kinematics/arm-model.ts";
import type { Placement } from "../robot/kinematics/types.ts";
import { jointPath } from "../robot/trajectory/joint-path.ts";
import { straightLine } from "../robot/trajectory/straight-line.ts";
import type { SafetyGate } from "../safety/gate.ts";

/** How high over both ends a detour goes, metres, lowest first. */
const DETOUR_M = [0.12, 0.25];

export interface Plan {
  readonly path: readonly (readonly number[])[];
  readonly target: Placement;
}

interface Request {
  readonly from: readonly number[];
  readonly position: Vec3;
  /** Orientations that will do, the wanted one first. */
  readonly orientations: readonly Quat[];
  readonly straight: boolean;
  readonly mayTouch: readonly string[];
}

const point = (position: Vec3): string => `(${position.map((value) => value.toFixed(3)).join(", ")})`;

/**
 * Finds a way for the tool: straight, or through joint space by the nearest posture that is free, or up, over and
 * down when everything lower is in the way.
 *
 * @throws PrimitiveError Unreachable, CollisionAhead or LimitExceeded, of the first and most wanted way that failed
 */
export const planTo = (model: ArmModel, gate: SafetyGate, request: Request): Plan => {
  let firstRefusal: PrimitiveError | null = null;
  const consider = (path: readonly (readonly number[])[], target: Placement): Plan | null => {
    const refusal = gate.refusal(path, request.mayTouch);
    if (refusal) firstRefusal ??= refusal;
    return refusal ? null : { path, target };
  };
  for (const orientation of request.orientations) {
    const target = { position: request.position, orientation };
    if (request.straight) {
      const line = straightLine(model, request.from, target);
      const plan = line.ok ? consider(line.path, target) : null;
      if (plan) return plan;
      if (!line.ok) firstRefusal ??= new PrimitiveError("Unreachable", `${line.reason}. Try straight=False, or a via point.`);
      continue;
    }
    const goals = model.inverseAll(target, { seed: request.from });
    if (goals.length === 0) {
      const { reason } = model.inverse(target, { seed: request.from });
      firstRefusal ??= new PrimitiveError(
        "Unreachable",
        `${point(request.position)} cannot be reached with this orientation: ${reason}. Try nearer, or another orientation.`,
      );
      continue;
    }
    for (const goal of goals) {
      const plan = consider(jointPath(request.from, goal), target);
      if (plan) return plan;
    }
    for (const height of DETOUR_M) {
      const over = detour(model, request.from, target, height);
      const plan = over ? consider(over, target) : null;
      if (plan) return plan;
    }
  }
  throw firstRefusal ?? new PrimitiveError("Unreachable", `${point(request.position)} cannot be reached.`);
};

/** Up from here, over, and down onto the target; null where the arm cannot. */
const detour = (model: ArmModel, from: readonly number[], target: Placement, height: number): number[][] | null => {
  const here = model.forward(from);
  const z = Math.max(here.position[2], target.position[2]) + height;
  const up = straightLine(model, from, { ...here, position: [here.position[0], here.position[1], z] });
  if (!up.ok) return null;
  const top = up.path.at(-1) ?? [...from];
  const [x, y] = target.position;
  for (const over of model.inverseAll({ ...target, position: [x, y, z] }, { seed: top })) {
    const down = straightLine(model, over, target);
    if (down.ok) return [...up.path, ...jointPath(top, over).slice(1), ...down.path.slice(1)];
  }
  return null;
};
