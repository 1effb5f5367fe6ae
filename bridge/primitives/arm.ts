import type { CallContext } from "../executor/types.ts";
import {
  armOf,
  type MotionResult,
  PrimitiveError,
  type PrimitiveParams,
  type Quat,
  type Waypoint,
} from "../protocol/index.ts";
import type { Placement } from "../robot/kinematics/types.ts";
import { jointPath } from "../robot/trajectory/joint-path.ts";
import { straightLine } from "../robot/trajectory/straight-line.ts";
import type { ArmMotion } from "../safety/gate.ts";
import { motionText } from "../safety/receipts.ts";
import { checkPlausible, fromBase, toBase } from "./frames.ts";
import type { Handlers, PrimitiveDeps } from "./handler.ts";
import { planHome } from "./home.ts";
import { downCandidates } from "./orientations.ts";
import { pause, planTo, standAt } from "./plan.ts";

/** Joint positions beyond this are taken for degrees. */
const LARGEST_RAD = 3 * Math.PI;

type ArmPrimitives = Handlers<`arm.${string}`>;

export const armHandlers = ({ robot, gate }: PrimitiveDeps): ArmPrimitives => {
  const { model } = robot;
  const profile = armOf(robot.profile);

  /** Drives a path and leaves its receipt, also when it ended in an error. */
  const drive = async (motion: Omit<ArmMotion, "signal">, context: CallContext): Promise<MotionResult> => {
    try {
      const { result, why } = await gate.moveArm({ ...motion, signal: context.signal });
      context.addReceipt(result, motionText(result, why));
      return result;
    } catch (error) {
      if (error instanceof PrimitiveError && error.receipt) {
        const receipt = error.receipt as MotionResult;
        context.addReceipt(receipt, motionText(receipt));
      }
      throw error;
    }
  };

  /** A target in the base frame and the orientations that will do. */
  const resolve = async (
    { position, orientation }: Waypoint,
    frameId: string,
    now: Quat,
  ): Promise<{ position: Placement["position"]; orientations: Quat[] }> => {
    checkPlausible(position, orientation);
    if (orientation === null) {
      const { position: inBase } = await toBase(robot, { position, orientation: [0, 0, 0, 1] }, frameId);
      return { position: inBase, orientations: downCandidates(now) };
    }
    const target = await toBase(robot, { position, orientation }, frameId);
    return { position: target.position, orientations: [target.orientation] };
  };

  const moveTo = async (
    params: PrimitiveParams<"arm.move_to">,
    context: CallContext,
  ): Promise<MotionResult> => {
    await gate.refresh(context.signal);
    const from = robot.arm().positions;
    const target = await resolve(params, params.frame_id, model.forward(from).orientation);
    // A straight motion keeps the tool as it is turned; the others may choose.
    const orientations = params.straight ? target.orientations.slice(0, 1) : target.orientations;
    const speed = { tool: params.speed };
    const plan = await planTo(model, gate, {
      from,
      position: target.position,
      orientations,
      straight: params.straight,
      mayTouch: params.may_touch,
      signal: context.signal,
    }).catch((error: unknown) => {
      throw gate.timed(error, speed);
    });
    return drive({ ...plan, speed, mayTouch: params.may_touch, timeoutS: params.timeout_s }, context);
  };

  const follow = async (
    params: PrimitiveParams<"arm.follow">,
    context: CallContext,
  ): Promise<MotionResult> => {
    await gate.refresh(context.signal);
    let end: readonly number[] = robot.arm().positions;
    const path: (readonly number[])[] = [end];
    let target: Placement = model.forward(end);
    for (const [index, waypoint] of params.waypoints.entries()) {
      await pause(context.signal);
      const { position, orientations } = await resolve(waypoint, params.frame_id, target.orientation);
      target = { position, orientation: orientations[0] ?? target.orientation };
      const line = straightLine(model, end, target);
      if (!line.ok)
        throw new PrimitiveError(
          "Unreachable",
          `waypoints[${index}]: ${line.reason}. Leave it out, or go around by another point.`,
        );
      path.push(...line.path.slice(1));
      end = line.path.at(-1) ?? end;
    }
    return drive(
      { path, target, speed: { tool: params.speed }, mayTouch: params.may_touch, timeoutS: params.timeout_s },
      context,
    );
  };

  const jointGoal = (positions: PrimitiveParams<"arm.move_joints">["positions"]): number[] => {
    const now = robot.arm().positions;
    const names = model.jointNames;
    if (Array.isArray(positions)) {
      if (positions.length !== names.length)
        throw new PrimitiveError(
          "InvalidArgument",
          `positions has ${positions.length} values; the arm has ${names.length} joints: ${names.join(", ")}.`,
        );
      return positions;
    }
    const unknown = Object.keys(positions).find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new PrimitiveError(
        "InvalidArgument",
        `There is no joint "${unknown}". The joints are ${names.join(", ")}.`,
      );
    return names.map((name, joint) => positions[name] ?? now[joint] ?? 0);
  };

  const moveJoints = async (
    positions: number[],
    speed: number,
    timeoutS: number | null,
    context: CallContext,
  ): Promise<MotionResult> => {
    const degrees = positions.find((value) => Math.abs(value) > LARGEST_RAD);
    if (degrees !== undefined)
      throw new PrimitiveError(
        "InvalidArgument",
        `joint position ${degrees} is more than ${LARGEST_RAD.toFixed(1)} rad; are these degrees? In radians it would be ${((degrees * Math.PI) / 180).toFixed(4)}.`,
      );
    await gate.refresh(context.signal);
    const path = jointPath(robot.arm().positions, positions);
    return drive(
      { path, target: model.forward(positions), speed: { joint: speed }, mayTouch: [], timeoutS },
      context,
    );
  };

  const home = async (timeoutS: number | null, context: CallContext): Promise<MotionResult> => {
    await gate.refresh(context.signal);
    const from = robot.arm().positions;
    const plan = await planHome(model, gate, profile.arm.home, { from, signal: context.signal });
    const receipt = await drive({ ...plan, speed: { joint: HOME_RAD_S }, mayTouch: [], timeoutS }, context);
    const end = plan.path.at(-1) ?? [];
    const elsewhere = end.some((value, joint) => Math.abs(value - (profile.arm.home[joint] ?? value)) > 0.1);
    return elsewhere ? moveJoints([...profile.arm.home], HOME_RAD_S, timeoutS, context) : receipt;
  };

  return {
    "arm.move_to": moveTo,
    "arm.follow": follow,
    "arm.move_joints": (params, context) =>
      moveJoints(jointGoal(params.positions), params.speed, params.timeout_s, context),
    "arm.home": (params, context) => home(params.timeout_s, context),
    "arm.stop": async () => {
      await gate.stop("program");
      return model.forward(robot.arm().positions);
    },
    "arm.pose": ({ frame_id }) => fromBase(robot, model.forward(robot.arm().positions), frame_id),
    "arm.joints": () => {
      const reading = robot.arm();
      return {
        names: [...model.jointNames],
        positions: [...reading.positions],
        velocities: [...reading.velocities],
        efforts: [...reading.efforts],
        stamp_s: reading.stamp_s,
      };
    },
    "arm.can_reach": async (params, context) => {
      await gate.refresh(context.signal);
      const from = robot.arm().positions;
      const target = await resolve(params, params.frame_id, model.forward(from).orientation);
      const found = await standAt(model, gate, { from, ...target, mayTouch: [], signal: context.signal });
      return "refusal" in found
        ? { reachable: false, reason: found.refusal.message, positions: null }
        : { reachable: true, reason: "", positions: [...found.q] };
    },
  };
};

/** Fastest joint on the way home, rad/s. */
const HOME_RAD_S = 0.8;
