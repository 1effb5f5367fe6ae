import {
  armOf,
  type EventBody,
  type GripperResult,
  type ManualMove,
  type MotionResult,
  type Quat,
  type Vec3,
} from "../protocol/index.ts";
import { angleBetween } from "../robot/kinematics/rotation.ts";
import type { Robot } from "../robot/robot.ts";
import { gripperText } from "./receipts.ts";

export type ManualReport = Omit<Extract<EventBody, { type: "manual" }>, "type" | "by">;
/** What the arm does by hand. */
export type ArmMove = Exclude<ManualMove, { kind: "gripper" | "drive" }>;
export type DriveMove = Extract<ManualMove, { kind: "drive" }>;
type Gripper = NonNullable<Robot["profile"]["gripper"]>;

export const number = (value: number, decimals = 4): string => String(Number(value.toFixed(decimals)));
const numbers = (values: readonly number[], decimals?: number): string =>
  `[${values.map((value) => number(value, decimals)).join(", ")}]`;
/** Millimetres between two points. */
const distance = (from: Vec3, to: Vec3): string =>
  (Math.hypot(...to.map((value, axis) => value - (from[axis] ?? 0))) * 1000).toFixed(1);
const place = (position: Vec3): string => `(${position.map((value) => value.toFixed(3)).join(", ")})`;

/** What a move by hand moves, in words. */
export const manualWords = (move: ManualMove): string => {
  switch (move.kind) {
    case "joint":
      return `${move.joint} ${sign(move.direction)}`;
    case "linear":
      return `tool ${sign(move.direction)}${move.axis} of the ${move.frame} frame`;
    case "angular":
      return `tool turned ${sign(move.direction)} about ${move.axis} of the ${move.frame} frame`;
    case "gripper":
      return `gripper to ${number(move.width_m)} m`;
    case "pose":
      return `tool to ${place(move.position)}`;
    case "joints":
      return `${Object.keys(move.positions).join(", ")} to the set position${Object.keys(move.positions).length > 1 ? "s" : ""}`;
    case "home":
      return "arm home";
    case "drive":
      return `base ${driveDirection(move)}`;
  }
};

const driveDirection = ({ linear_m_s, angular_rad_s }: DriveMove): string => {
  if (linear_m_s === 0) return `turning ${side(angular_rad_s)}`;
  const along = linear_m_s > 0 ? "forward" : "backwards";
  // Backwards, it comes to the other side than it turns to.
  return angular_rad_s === 0 ? along : `${along}, curving to its ${side(linear_m_s * angular_rad_s)}`;
};

const side = (value: number): string => (value > 0 ? "left" : "right");

const sign = (direction: 1 | -1): string => (direction > 0 ? "+" : "−");

/** What a motion of the arm by hand came to, as it was measured. */
export interface ArmFacts {
  readonly move: ArmMove;
  /** Joint positions before and after, radians; null when nobody measured them. */
  readonly before: readonly number[];
  readonly after: readonly number[] | null;
  readonly receipt: MotionResult | null;
  /** Why it ended. */
  readonly end: string;
  /** Whether the tool was led in a straight line. */
  readonly straight: boolean;
}

/** The event that tells of it: words, receipt, and the Python that leads to the same measured end. */
export const armReport = (robot: Robot, facts: ArmFacts): ManualReport => {
  const { move, before, after, receipt, end } = facts;
  const what = manualWords(move);
  if (!receipt) return { text: `${what}: nothing moved (${end})`, python: "", receipt: null };
  if (!after)
    return {
      text: `${what}: ${end}; last seen at ${place(receipt.measured.position)}, where it is now is not known`,
      python: "",
      receipt: { ...receipt },
    };
  const from = robot.model.forward(before);
  const to = robot.model.forward(after);
  const took = `in ${receipt.duration_s.toFixed(1)} s`;
  const stands = `the tool is at ${place(to.position)} in ${to.frame_id}`;
  const joint = move.kind === "joint" ? robot.model.jointNames.indexOf(move.joint) : -1;
  const moved = {
    joint: () => `${(before[joint] ?? 0).toFixed(3)} → ${(after[joint] ?? 0).toFixed(3)}`,
    linear: () => `${distance(from.position, to.position)} mm`,
    angular: () => `${((angleBetween(to.orientation, from.orientation) * 180) / Math.PI).toFixed(1)}°`,
    pose: () => `${distance(from.position, to.position)} mm`,
    joints: () => "moved",
    home: () => "moved",
  }[move.kind]();
  return {
    text: `${what}: ${moved} ${took}, ${end}; ${stands}`,
    python: armPython(robot, facts, after, to),
    receipt: { ...receipt },
  };
};

const armPython = (
  { model, profile }: Robot,
  { move, receipt, straight }: ArmFacts,
  after: readonly number[],
  to: { position: Vec3; orientation: Quat },
): string => {
  if (move.kind === "joint") {
    const at = after[model.jointNames.indexOf(move.joint)] ?? 0;
    return `arm.move_joints({"${move.joint}": ${number(at)}}, speed=${number(move.speed_rad_s)})`;
  }
  if (move.kind === "home") {
    const there = after.every(
      (value, index) =>
        Math.abs(value - (armOf(profile).arm.home[index] ?? value)) <=
        3 * armOf(profile).arm.goal_tolerance_rad,
    );
    return receipt?.ended_by === "reached" && there
      ? "arm.home()"
      : `arm.move_joints(${numbers(after)}, speed=${number(move.speed_rad_s)})`;
  }
  if (move.kind === "joints") return `arm.move_joints(${numbers(after)}, speed=${number(move.speed_rad_s)})`;
  const speed = move.kind !== "angular" ? `, speed=${number(move.speed_m_s)}` : "";
  const pose = `${numbers(to.position)}, ${numbers(to.orientation, 5)}`;
  if (straight) return `arm.move_to(${pose}, straight=True${speed})`;
  // Stopped half-way around something, the arm stands in a posture that only its joints tell.
  if (receipt?.ended_by !== "reached") return `arm.move_joints(${numbers(after)})`;
  return `arm.move_to(${pose}${speed})`;
};

/** The same of the gripper. */
export const gripperReport = (
  gripper: Gripper,
  move: Extract<ManualMove, { kind: "gripper" }>,
  receipt: GripperResult | null,
  end: string,
): ManualReport => {
  const what = manualWords(move);
  if (!receipt) return { text: `${what}: ${end}`, python: "", receipt: null };
  const { min_width_m, max_width_m } = gripper;
  const closing = move.width_m <= min_width_m;
  const verb = end !== "" ? "stopped" : closing ? "closed" : "opened";
  const width = end !== "" ? receipt.width_m : move.width_m;
  const python =
    closing && end === ""
      ? "gripper.close()"
      : width >= max_width_m
        ? "gripper.open()"
        : `gripper.open(${number(width)})`;
  return {
    text: `gripper ${gripperText(receipt, verb)}${end === "" ? "" : ` (${end})`}`,
    python,
    receipt: { ...receipt },
  };
};
