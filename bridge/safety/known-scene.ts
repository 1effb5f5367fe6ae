import type { Detection } from "../protocol/index.ts";
import type { Obstacle } from "../robot/kinematics/types.ts";
import type { Robot } from "../robot/robot.ts";

/** Detected sizes are rounded to this, so that noise does not recompile the collision model. */
const SIZE_STEP_M = 0.001;
/** An object counts as between the fingers when its centre is this near to the tool. */
const IN_HAND_M = 0.035;

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

const rounded = (size: number): number => Math.max(SIZE_STEP_M, Math.round(size / SIZE_STEP_M) * SIZE_STEP_M);

const obstacle = ({ name, shape, size_m, pose }: Detection): Obstacle => ({
  name,
  shape: shapes[shape] ?? "box",
  round: shape === "bowl",
  size_m: [rounded(size_m[0]), rounded(size_m[1]), rounded(size_m[2])],
  pose: { position: pose.position, orientation: pose.orientation },
});

/** The detection whose centre is between the fingers, if one is. */
export const betweenFingers = (robot: Robot, seen: readonly Detection[]): Detection | null => {
  const tool = robot.model.forward(robot.arm().positions).position;
  let nearest: Detection | null = null;
  let least = IN_HAND_M;
  for (const detection of seen) {
    const distance = Math.hypot(...detection.pose.position.map((value, axis) => value - (tool[axis] ?? 0)));
    // A large thing around the fingers (a bowl that is reached into) is not in the hand.
    const narrow = Math.min(detection.size_m[0], detection.size_m[1]) <= (robot.profile.gripper?.max_width_m ?? 0);
    if (narrow && distance < least) {
      least = distance;
      nearest = detection;
    }
  }
  return nearest;
};

/**
 * Puts what is seen now, and what the hand holds, into the robot's collision model.
 *
 * @param holding whether the fingers hold something
 * @returns the name of the held object, null for none
 * @throws PrimitiveError Stale when the detector is silent
 */
export const refreshKnownScene = async (
  robot: Robot,
  holding: boolean,
  signal?: AbortSignal,
): Promise<string | null> => {
  const { model, profile } = robot;
  const reading = robot.arm();
  if (profile.gripper) model.setFingers(robot.fingers().positions);
  if (!profile.detections) return null;
  const seen = await robot.detections(1, signal);
  const held = holding ? betweenFingers(robot, seen) : null;
  model.attach(null, reading.positions);
  model.setObstacles(seen.map(obstacle));
  if (held) model.attach(held.name, reading.positions);
  return held?.name ?? null;
};
