import type { ArmMotion } from "./arm-gate.ts";
import type { NavigateCommand } from "./base-navigation.ts";
import type { DriveCommand } from "./base-way.ts";

/** What a motion of the arm will do, in words for a person who decides about it. Metres, seconds, radians. */
export const armMotionWords = ({ target, path, speed, mayTouch }: ArmMotion): string => {
  const point = target.position.map((value) => value.toFixed(3)).join(", ");
  const pace = "tool" in speed ? `${speed.tool} m/s` : `${speed.joint} rad/s for the fastest joint`;
  const [from = [], to = []] = [path[0], path.at(-1)];
  const turn = Math.max(0, ...to.map((value, joint) => Math.abs(value - (from[joint] ?? value))));
  const touch = mayTouch.length > 0 ? `, and may touch ${mayTouch.join(", ")}` : "";
  return `moves the tool to (${point}) m in the base frame at ${pace}; the joint that turns most turns ${turn.toFixed(2)} rad${touch}`;
};

/** The same for the gripper. Metres, newtons. */
export const gripperMotionWords = (command: { width_m: number; force_n: number }): string =>
  `moves the fingers to ${command.width_m} m apart with up to ${command.force_n} N`;

/** The same for a drive of the base. Metres, radians, seconds. */
export const driveWords = ({ linear, angular, duration_s }: DriveCommand): string =>
  `drives the base ${(linear * duration_s).toFixed(2)} m forward and ${(angular * duration_s).toFixed(2)} rad to the left, at ${linear} m/s and ${angular} rad/s; nothing looks out for what is in the way`;

/** The same for a goal of the robot's own navigation. Metres, radians. */
export const navigateWords = ({ x, y, yaw }: NavigateCommand, frame: string): string =>
  `has the robot navigate its base to (${x}, ${y}) m in ${frame}, facing ${yaw} rad`;
