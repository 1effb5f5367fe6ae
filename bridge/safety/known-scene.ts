import type { Detection } from "../protocol/index.ts";
import type { Obstacle } from "../robot/kinematics/types.ts";
import type { Robot } from "../robot/robot.ts";
import { isKeepOut, keepOutObstacles } from "./keep-out.ts";

/** Detected sizes are rounded to this, so that noise does not recompile the collision model. */
const SIZE_STEP_M = 0.001;
/** An object counts as between the fingers when its centre is this near to the tool. */
const IN_HAND_M = 0.035;
/** Between the name of a thing and its number where a detector gives one name to several. */
const NUMBER_MARK = "#";

/** What the collision model knows beside the robot. */
export interface KnownScene {
  /** The held object's name among the obstacles; null for none. */
  readonly held: string | null;
  /** The obstacles' names by what the detector calls them. */
  readonly obstacles: ReadonlyMap<string, readonly string[]>;
  /** Things seen in a frame whose place is not known: they are not among the obstacles. */
  readonly unplaced: readonly Detection[];
}

const shapes: Record<string, Obstacle["shape"]> = {
  cylinder: "cylinder",
  plate: "cylinder",
  can: "cylinder",
  ball: "sphere",
  sphere: "sphere",
  bowl: "container",
  box: "container",
  tray: "container",
  bin: "container",
};

const rounded = (size: number): number =>
  Math.max(SIZE_STEP_M, Math.round(size / SIZE_STEP_M) * SIZE_STEP_M) || SIZE_STEP_M;

const obstacle = (name: string, { shape, size_m, pose }: Detection): Obstacle => ({
  name,
  shape: shapes[shape] ?? "box",
  round: shape === "bowl",
  size_m: [rounded(size_m[0]), rounded(size_m[1]), rounded(size_m[2])],
  pose: { position: pose.position, orientation: pose.orientation },
});

/** Detections under names of their own: no two alike, none that means something else to the collision model. */
const named = (seen: readonly Detection[]): [string, Detection][] => {
  const taken = new Set(["table"]);
  return seen.map((detection) => {
    const plain = isKeepOut(detection.name) ? `seen ${detection.name}` : detection.name;
    let name = plain;
    for (let number = 2; taken.has(name); number++) name = `${plain}${NUMBER_MARK}${number}`;
    taken.add(name);
    return [name, detection];
  });
};

/** The detection whose centre is between the fingers, if one is. */
export const betweenFingers = <T>(robot: Robot, seen: readonly [T, Detection][]): T | null => {
  const tool = robot.model.forward(robot.arm().positions).position;
  let nearest: T | null = null;
  let least = IN_HAND_M;
  for (const [key, { pose, size_m }] of seen) {
    const distance = Math.hypot(...pose.position.map((value, axis) => value - (tool[axis] ?? 0)));
    // A large thing around the fingers (a bowl that is reached into) is not in the hand.
    const narrow = Math.min(size_m[0], size_m[1]) <= (robot.profile.gripper?.max_width_m ?? 0);
    if (narrow && distance < least) {
      least = distance;
      nearest = key;
    }
  }
  return nearest;
};

/**
 * Puts the keep-out boxes, what is seen now, and what the hand holds, into the robot's collision model.
 *
 * @param holding whether the fingers hold something
 * @throws PrimitiveError Stale when joint states or the detector are silent, Disconnected
 */
export const refreshKnownScene = async (
  robot: Robot,
  holding: () => boolean,
  signal?: AbortSignal,
): Promise<KnownScene> => {
  const { model, profile } = robot;
  const seen = profile.detections ? await robot.detections(1, signal) : [];
  const reading = robot.arm();
  if (profile.gripper) model.setFingers(robot.fingers().positions);
  const placed = named(seen.filter(({ pose }) => pose.frame_id === profile.frames.base));
  const held = holding() ? betweenFingers(robot, placed) : null;
  model.attach(null, reading.positions);
  model.setObstacles([
    ...keepOutObstacles(profile),
    ...placed.map(([name, detection]) => obstacle(name, detection)),
  ]);
  if (held !== null) model.attach(held, reading.positions);
  const obstacles = new Map<string, string[]>();
  for (const [name, detection] of placed)
    obstacles.set(detection.name, [...(obstacles.get(detection.name) ?? []), name]);
  return { held, obstacles, unplaced: seen.filter(({ pose }) => pose.frame_id !== profile.frames.base) };
};
