import type { RobotFrame, SafetyLimits, Vec3 } from "../../../bridge/protocol/index.ts";
import { degrees, fixed, spoken } from "../frame/format.ts";

/** How near a measurement is to a limit. */
export interface Nearness {
  readonly key: string;
  readonly group: "joint" | "speed" | "force" | "space";
  readonly name: string;
  /** What is measured, and how much of it is left, in words. */
  readonly value: string;
  readonly left: string;
  /** 0: far from the limit; 1: at it, or beyond. */
  readonly share: number;
  /** Where a joint stands in its range, 0 at its lower limit; absent where there is no range. */
  readonly place?: number;
  readonly level: "clear" | "near" | "at";
}

/** What a single measurement does not tell. */
export interface Meanwhile {
  /** Metres a second; null where nobody can tell. */
  readonly toolSpeed_m_s: number | null;
  /** Newtons at the wrist when the motion under way began: a contact is what comes on top of it. */
  readonly restForce_n: number;
}

const NEAR = 0.85;
/** Nearer to a wall than this, metres, counts as near. */
const WALL_NEAR_M = 0.05;
/** A wall as far off as this, metres, is no concern at all. */
const WALL_FAR_M = 0.4;
/** Measurements are noisy by this part of a range: what stands at its limit is at it. */
const SLACK = 1e-3;

const clamp = (share: number): number => Math.min(1, Math.max(0, share));
const levelOf = (share: number): Nearness["level"] =>
  share >= 1 - SLACK ? "at" : share >= NEAR ? "near" : "clear";

/**
 * How near a robot is to what the gate holds it to: each joint to the nearer end of its range, the fastest joint and the
 * tool to their speed limits, the wrist to the force that ends a motion, the tool to the walls of the workspace and of
 * the keep-out boxes. What the robot does not measure is left out.
 *
 * @param sliding joints that slide, in metres
 */
export const nearnessOf = (
  limits: SafetyLimits,
  frame: RobotFrame,
  { toolSpeed_m_s, restForce_n }: Meanwhile,
  sliding: ReadonlySet<string>,
): readonly Nearness[] => [
  ...speed(limits, frame, toolSpeed_m_s, sliding),
  ...force(limits, frame, restForce_n),
  ...space(limits, frame.tool?.position),
  ...joints(limits, frame, sliding),
];

const joints = (
  { joints: limited }: SafetyLimits,
  frame: RobotFrame,
  sliding: ReadonlySet<string>,
): Nearness[] =>
  limited.flatMap(({ name, lower, upper }) => {
    const position = frame.positions[frame.joint_names.indexOf(name)];
    if (position === undefined || lower === null || upper === null || !(upper > lower)) return [];
    const shown = (value: number): string =>
      sliding.has(name) ? `${fixed(value * 1000, 1)} mm` : `${fixed(degrees(value), 1)}°`;
    const half = (upper - lower) / 2;
    const left = Math.min(position - lower, upper - position);
    const share = clamp(1 - left / half);
    const side = position - lower < upper - position ? "lower" : "upper";
    return {
      key: `joint/${name}`,
      group: "joint" as const,
      name: spoken(name.replace(/_joint$/, "")),
      value: shown(position),
      left: left < 0 ? `${shown(-left)} beyond its ${side} limit` : `${shown(left)} to its ${side} limit`,
      share,
      place: clamp((position - lower) / (upper - lower)),
      level: levelOf(share),
    };
  });

const speed = (
  { joints: limited, tool_speed_m_s }: SafetyLimits,
  frame: RobotFrame,
  toolSpeed: number | null,
  sliding: ReadonlySet<string>,
): Nearness[] => {
  const found: Nearness[] = [];
  if (tool_speed_m_s !== null && toolSpeed !== null) {
    const share = clamp(toolSpeed / tool_speed_m_s);
    found.push({
      key: "speed/tool",
      group: "speed",
      name: "tool speed",
      value: `${fixed(toolSpeed, 2)} m/s`,
      left: `limit ${fixed(tool_speed_m_s, 2)} m/s`,
      share,
      level: levelOf(share),
    });
  }
  const byJoint = limited.flatMap(({ name, max_velocity }) => {
    const velocity = frame.velocities[frame.joint_names.indexOf(name)];
    if (velocity === undefined || !(max_velocity > 0)) return [];
    return { name, velocity: Math.abs(velocity), max_velocity, share: Math.abs(velocity) / max_velocity };
  });
  const fastest = byJoint.toSorted((a, b) => b.share - a.share)[0];
  if (fastest) {
    const unit = sliding.has(fastest.name) ? "m/s" : "rad/s";
    const still = fastest.velocity < 0.005;
    found.push({
      key: "speed/joint",
      group: "speed",
      name: "fastest joint",
      value: still
        ? "all stand"
        : `${spoken(fastest.name.replace(/_joint$/, ""))} ${fixed(fastest.velocity, 2)} ${unit}`,
      left: still ? "" : `limit ${fixed(fastest.max_velocity, 2)} ${unit}`,
      share: clamp(fastest.share),
      level: levelOf(clamp(fastest.share)),
    });
  }
  return found;
};

const force = ({ contact_force_n }: SafetyLimits, { wrench }: RobotFrame, rest_n: number): Nearness[] => {
  if (contact_force_n === null || !wrench) return [];
  const newtons = Math.hypot(...wrench.force);
  const more = Math.max(0, newtons - rest_n);
  const share = clamp(more / contact_force_n);
  return [
    {
      key: "force/wrist",
      group: "force",
      name: "force at the wrist",
      value: `${fixed(newtons, 1)} N`,
      left: `a motion ends at ${fixed(rest_n + contact_force_n, 1)} N`,
      share,
      level: levelOf(share),
    },
  ];
};

const walls = [
  ["behind", "ahead"],
  ["to the right", "to the left"],
  ["below", "above"],
] as const;

const space = ({ workspace, keep_out }: SafetyLimits, tool: Vec3 | undefined): Nearness[] => {
  if (!tool) return [];
  const found: Nearness[] = [];
  if (workspace) {
    const distances = walls.flatMap((sides, axis) => [
      { side: sides[0], metres: (tool[axis] ?? 0) - (workspace.min[axis] ?? 0) },
      { side: sides[1], metres: (workspace.max[axis] ?? 0) - (tool[axis] ?? 0) },
    ]);
    const nearest = distances.toSorted((a, b) => a.metres - b.metres)[0] ?? { side: "", metres: 0 };
    const out = nearest.metres < 0;
    found.push(
      wall(
        "space/workspace",
        "workspace",
        nearest.metres,
        out ? "outside" : "inside",
        `${fixed(Math.abs(nearest.metres), 3)} m ${out ? "beyond" : "to"} the wall ${nearest.side}`,
      ),
    );
  }
  const boxes = keep_out.map(({ min, max }, i) => ({ i, metres: distanceTo(tool, min, max) }));
  const box = boxes.toSorted((a, b) => a.metres - b.metres)[0];
  if (box) {
    const name = keep_out.length > 1 ? `keep-out box ${box.i + 1} of ${keep_out.length}` : "keep-out box";
    const left = box.metres === 0 ? "the tool is in it" : `${fixed(box.metres, 3)} m away`;
    found.push(wall("space/keep-out", name, box.metres, box.metres === 0 ? "inside" : "outside", left));
  }
  return found;
};

/** Metres from a point to the nearest point of a box; 0 inside. */
export const distanceTo = (point: Vec3, min: Vec3, max: Vec3): number =>
  Math.hypot(...point.map((value, axis) => Math.max((min[axis] ?? 0) - value, 0, value - (max[axis] ?? 0))));

const wall = (key: string, name: string, metres: number, value: string, left: string): Nearness => ({
  key,
  group: "space",
  name,
  value,
  left,
  share: clamp(1 - metres / WALL_FAR_M),
  level: metres <= 0 ? "at" : metres < WALL_NEAR_M ? "near" : "clear",
});
