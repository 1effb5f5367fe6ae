import type { ArmMotion } from "./gate.ts";

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
