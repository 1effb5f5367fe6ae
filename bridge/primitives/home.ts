import type { ArmModel } from "../robot/kinematics/arm-model.ts";
import { jointPath } from "../robot/trajectory/joint-path.ts";
import type { SafetyGate } from "../safety/gate.ts";
import { fingersSwapped } from "./orientations.ts";
import { type Plan, planTo } from "./plan.ts";

type Checks = Pick<SafetyGate, "refusal" | "standRefusal" | "pointRefusal">;

/**
 * A way to the joint positions `home` (radians), by joint space where it is free; else around what is in the way, to
 * the tool's place at home, maybe in another posture. Call gate.refresh() before.
 *
 * @throws PrimitiveError as planTo
 */
export const planHome = async (
  model: ArmModel,
  gate: Checks,
  home: readonly number[],
  { from, signal }: { from: readonly number[]; signal: AbortSignal },
): Promise<Plan> => {
  const direct = jointPath(from, home);
  const target = model.forward(home);
  if (!gate.refusal(direct, [])) return { path: direct, target };
  const orientations = [target.orientation, fingersSwapped(target.orientation)];
  const { position } = target;
  return planTo(model, gate, { from, position, orientations, straight: false, mayTouch: [], signal });
};
