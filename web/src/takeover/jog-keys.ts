import type { ManualLimits, ManualMove } from "../../../bridge/protocol/index.ts";
import { turningLimit } from "../panels/turning-limit.ts";
import { type ArmLimits, withArm } from "./arm-part.ts";
import { driveMove } from "./drive.ts";

/* Which key moves what while the robot is jogged by the keyboard. */

/** What a press of a key means. */
export type JogKey =
  | { readonly kind: "hold"; readonly move: ManualMove; readonly words: string }
  | { readonly kind: "gripper"; readonly width_m: number; readonly words: string }
  | { readonly kind: "choose"; readonly joint: number };

export interface JogSettings {
  readonly limits: ManualLimits;
  /** The part of the fastest allowed speed. */
  readonly share: number;
  readonly frame: "base" | "tool";
  /** Index of the joint that + and - move. */
  readonly joint: number;
}

const ways: Readonly<Record<string, readonly ["x" | "y" | "z", 1 | -1]>> = {
  w: ["x", 1],
  s: ["x", -1],
  a: ["y", 1],
  d: ["y", -1],
  q: ["z", 1],
  e: ["z", -1],
};
/** Where the base goes: forward, and to the left. */
const drives: Readonly<Record<string, readonly [1 | 0 | -1, 1 | 0 | -1, string]>> = {
  ArrowUp: [1, 0, "base forward"],
  ArrowDown: [-1, 0, "base backwards"],
  ArrowLeft: [0, 1, "base turns left"],
  ArrowRight: [0, -1, "base turns right"],
};
const signs: Readonly<Record<string, 1 | -1>> = { "+": 1, "=": 1, "-": -1, _: -1, "−": -1 };
const sign = (direction: 1 | -1): string => (direction > 0 ? "+" : "−");

/** What a key means; null for one that means nothing here. */
export const jogKey = (
  pressed: Pick<KeyboardEvent, "key" | "shiftKey">,
  settings: JogSettings,
): JogKey | null => {
  const { limits, share } = settings;
  const drive = drives[pressed.key];
  if (drive && limits.base) {
    const [linear, angular, words] = drive;
    return { kind: "hold", move: driveMove(limits.base, share, [linear, angular]), words };
  }
  return withArm(limits) ? armKey(pressed, { ...settings, limits }) : null;
};

const armKey = (
  { key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">,
  { limits, share, frame, joint }: JogSettings & { readonly limits: ArmLimits },
): JogKey | null => {
  const letter = key.toLowerCase();
  const way = ways[letter];
  if (way) {
    const [axis, direction] = way;
    const move: ManualMove = shiftKey
      ? { kind: "angular", axis, frame, direction, speed_rad_s: turningLimit(limits) * share }
      : { kind: "linear", axis, frame, direction, speed_m_s: limits.tool_speed_m_s * share };
    const words = shiftKey ? `tool turns ${sign(direction)} about ${axis}` : `tool ${sign(direction)}${axis}`;
    return { kind: "hold", move, words };
  }
  if (letter === "g" && limits.gripper) {
    const { max_width_m, min_width_m } = limits.gripper;
    return shiftKey
      ? { kind: "gripper", width_m: max_width_m, words: "gripper opens" }
      : { kind: "gripper", width_m: min_width_m, words: "gripper closes" };
  }
  if (/^[1-9]$/.test(key) && Number(key) <= limits.joints.length)
    return { kind: "choose", joint: Number(key) - 1 };
  const direction = signs[key];
  const chosen = limits.joints[joint];
  if (!direction || !chosen) return null;
  const speed_rad_s = chosen.max_speed_rad_s * share;
  return {
    kind: "hold",
    move: { kind: "joint", joint: chosen.name, direction, speed_rad_s },
    words: `${chosen.name} ${sign(direction)}`,
  };
};
