import type { Detection, RobotFrame, Vec3 } from "../../../bridge/protocol/index.ts";
import { count, degrees, fixed, spoken } from "../frame/format.ts";
import { type Placed, placeOf, supportOf } from "./scene-places.ts";

/** The robot and what is around it as sentences, for who cannot see the picture. */
export interface SceneWords {
  readonly robot: readonly string[];
  readonly objects: readonly string[];
  readonly contacts: readonly string[];
}

/** Slower than this, rad/s or m/s, is no motion but noise. */
const STILL = 0.005;
const joined = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
const jointName = (name: string): string => spoken(name.replace(/_joint$/, ""));
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * Says what is measured: the tool and the joints, each object by where it stands from the robot's base (x ahead, y to
 * the left, z up, metres) and on what, and what touches what.
 *
 * @param sliding joints that slide, in metres
 */
export const sceneWords = (
  frame: RobotFrame,
  detections: readonly Detection[],
  sliding: ReadonlySet<string>,
): SceneWords => {
  const placed = detections.map((detection) => placeOf(detection, frame));
  const held = heldBy(frame);
  return {
    robot: robotWords(frame, sliding, held),
    objects: placed
      .toSorted((a, b) => Math.hypot(...a.from_base) - Math.hypot(...b.from_base))
      .map((one) => objectWords(one, placed, held)),
    contacts: contactWords(frame),
  };
};

const robotWords = (frame: RobotFrame, sliding: ReadonlySet<string>, held: ReadonlySet<string>): string[] => {
  const words: string[] = [];
  if (frame.base) words.push(baseWords(frame.base));
  if (frame.tool) words.push(`The tool is ${whereFrom(frame.tool.position)}.`);
  const names = frame.joint_names;
  const moving = names.flatMap((name, i) => {
    const velocity = Math.abs(frame.velocities[i] ?? 0);
    if (velocity < STILL) return [];
    const pace = sliding.has(name)
      ? `${fixed(velocity * 1000, 0)} millimetres`
      : `${fixed(degrees(velocity), 0)} degrees`;
    return `${jointName(name)} by ${pace} a second`;
  });
  if (names.length > 0) words.push(moving.length > 0 ? `Moving: ${joined(moving)}.` : "No joint moves.");
  const turning = names.flatMap((name, i) =>
    sliding.has(name) ? [] : `${jointName(name)} ${fixed(degrees(frame.positions[i] ?? 0), 1)}`,
  );
  if (turning.length > 0) words.push(`Joints in degrees: ${joined(turning)}.`);
  const slides = names.flatMap((name, i) =>
    sliding.has(name) ? `${jointName(name)} ${fixed((frame.positions[i] ?? 0) * 1000, 1)}` : [],
  );
  if (slides.length > 0) words.push(`Sliding joints in millimetres: ${joined(slides)}.`);
  if (held.size > 0) words.push(`The gripper touches the ${joined([...held].map(spoken))}.`);
  if (frame.wrench) words.push(`The wrist feels ${fixed(Math.hypot(...frame.wrench.force), 1)} newtons.`);
  return words;
};

/** Where a robot that drives stands, in the frame of the objects. */
export const baseWords = ({
  position: [x, y],
  orientation: [qx, qy, qz, qw],
}: NonNullable<RobotFrame["base"]>) => {
  const yaw = Math.atan2(2 * (qw * qz + qx * qy), 1 - 2 * (qy * qy + qz * qz));
  const turned = Math.round(degrees(yaw));
  const heading =
    turned === 0
      ? "heading along x"
      : `turned ${Math.abs(turned)} degrees to the ${turned > 0 ? "left" : "right"}`;
  return `The robot stands at x ${fixed(x, 2)}, y ${fixed(y, 2)} metres, ${heading}.`;
};

const objectWords = (one: Placed, all: readonly Placed[], held: ReadonlySet<string>): string => {
  const support = supportOf(one, all);
  const where = held.has(one.name)
    ? "touched by the gripper"
    : support
      ? `${support.how} the ${spoken(support.name)}`
      : "";
  return `${capital(spoken(one.name))}${where ? ` ${where}` : ""}, ${whereFrom(one.from_base)}.`;
};

const ways = [
  ["ahead", "behind"],
  ["left", "right"],
  ["up", "below the base"],
] as const;

/** 0.50 m ahead, 0.12 m left, 0.03 m up; what is less than a centimetre is not told, but for the first. */
export const whereFrom = (from_base: Vec3): string => {
  const parts = ways.flatMap(([plus, minus], axis) => {
    const metres = from_base[axis] ?? 0;
    return Math.abs(metres) < 0.005 ? [] : `${fixed(Math.abs(metres), 2)} m ${metres > 0 ? plus : minus}`;
  });
  return parts.length > 0 ? parts.join(", ") : "at the base";
};

const isFinger = (body: string): boolean => /finger|gripper|hand|pad/.test(body);

/** The objects that a part of the gripper touches. */
const heldBy = ({ contacts = [], objects }: RobotFrame): ReadonlySet<string> => {
  const known = new Set(objects.map(({ name }) => name));
  return new Set(
    contacts.flatMap(({ bodies: [one, other] }) =>
      isFinger(one) && known.has(other) ? [other] : isFinger(other) && known.has(one) ? [one] : [],
    ),
  );
};

/** Each pair once, the strongest first: two bodies mostly touch in several points. */
const contactWords = ({ contacts }: RobotFrame): string[] => {
  if (!contacts) return [];
  const pairs = new Map<string, { bodies: readonly [string, string]; force: number[]; points: number }>();
  for (const { bodies, force } of contacts) {
    const key = bodies.join("\n");
    const pair = pairs.get(key) ?? { bodies, force: [0, 0, 0], points: 0 };
    pairs.set(key, {
      bodies,
      force: pair.force.map((sum, axis) => sum + (force[axis] ?? 0)),
      points: pair.points + 1,
    });
  }
  return [...pairs.values()]
    .map((pair) => ({ ...pair, newtons: Math.hypot(...pair.force) }))
    .toSorted((a, b) => b.newtons - a.newtons)
    .map(
      ({ bodies: [one, other], newtons, points }) =>
        `${capital(spoken(one))} touches ${spoken(other)} with ${fixed(newtons, 1)} newtons${points > 1 ? `, at ${count(points, "point")}` : ""}.`,
    );
};
