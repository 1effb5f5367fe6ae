import type { Stamp, Vec3 } from "../../bridge/protocol/index.ts";
import {
  add,
  compose,
  conjugate,
  cross,
  identity,
  quatFromRpy,
  relative,
  rotate,
  scale,
  type Transform,
} from "../world/math.ts";
import { type Link, type RobotDescription, wheelJoints } from "../world/robots/description.ts";
import type { SeenPart } from "../world/scenes/object-model.ts";
import type { World } from "../world/world.ts";
import type { Detector, Sighting } from "./detector.ts";
import { poseMessage, transformMessage, xyz } from "./messages.ts";

/* What the simulated robot's sensors read from the world, as ROS messages. */

const GRAVITY = 9.81;
/** Frame of odometry. */
export const ODOM = "odom";

/** sensor_msgs/msg/JointState: an arm's joints in the robot's order, then the fingers, then the wheels. */
export const jointState = (world: World, stamp: Stamp): object => {
  const { robot } = world.scene;
  const driven = robot.servos.map(({ joint }) => joint);
  const fingers = robot.gripper?.joints ?? [];
  const wheels = wheelJoints(robot);
  const name = [...driven, ...fingers, ...wheels];
  // The drive pulls both fingers alike.
  const pull = fingers.length > 0 ? world.force("gripper") / fingers.length : 0;
  return {
    header: { stamp, frame_id: robot.rootLink },
    name,
    position: name.map((joint) => world.position(joint)),
    velocity: name.map((joint) => world.velocity(joint)),
    effort: [
      ...driven.map((joint) => world.force(joint)),
      ...fingers.map(() => pull),
      ...wheels.map((joint) => world.force(joint)),
    ],
  };
};

/** tf2_msgs/msg/TFMessage of every link in its parent link, and of every object that is seen in the scene's frame. */
export const transforms = (world: World, detector: Detector, stamp: Stamp): object => {
  const { robot, objects, frame, start } = world.scene;
  // Odometry begins where the base started; a perfect localisation says where that is on the map.
  const base =
    robot.mount === "free"
      ? [
          transformMessage({ stamp, frame_id: frame }, ODOM, start),
          transformMessage(
            { stamp, frame_id: ODOM },
            robot.rootLink,
            relative(start, world.pose(robot.rootLink)),
          ),
        ]
      : [];
  return {
    transforms: [
      ...robot.joints.map(({ parent, child }) =>
        transformMessage({ stamp, frame_id: parent }, child, relative(world.pose(parent), world.pose(child))),
      ),
      ...base,
      ...objects.flatMap(({ model }) => {
        const seen = detector.sighting(model.name);
        return seen ? [transformMessage({ stamp: seen.stamp, frame_id: frame }, model.name, seen.pose)] : [];
      }),
    ],
  };
};

/** A frame that never moves in its parent. */
export interface FixedFrame {
  readonly parent: string;
  readonly child: string;
  readonly transform: Transform;
}

/** tf2_msgs/msg/TFMessage of what never moves; `world` is the scene's frame by another name. */
export const staticTransforms = (frame: string, frames: readonly FixedFrame[]): object => {
  const stamp = { sec: 0, nanosec: 0 };
  return {
    transforms: [{ parent: "world", child: frame, transform: identity }, ...frames].map(
      ({ parent, child, transform }) => transformMessage({ stamp, frame_id: parent }, child, transform),
    ),
  };
};

/** Mass (kg) and first moment (kg m, in the wrist link's frame) of all that the wrist sensor carries. */
export interface Hand {
  readonly mass: number;
  readonly moment: Vec3;
}

/** What hangs on the wrist, fingers closed; what their spread shifts is even on both sides and cancels out. */
export const handOf = (robot: RobotDescription, wristLink: string): Hand => {
  const below = (link: string, toWrist: Transform): { link: Link; place: Transform }[] => {
    const found = robot.links.find(({ name }) => name === link);
    if (!found) return [];
    const children = robot.joints.filter(({ parent }) => parent === link);
    return [
      { link: found, place: toWrist },
      ...children.flatMap(({ child, origin }) => {
        const step: Transform = { position: origin.xyz, orientation: quatFromRpy(origin.rpy) };
        const position = add(toWrist.position, rotate(toWrist.orientation, step.position));
        return below(child, { position, orientation: step.orientation });
      }),
    ];
  };
  let mass = 0;
  let moment: Vec3 = [0, 0, 0];
  for (const { link, place } of below(wristLink, identity)) {
    if (!link.inertial) continue;
    mass += link.inertial.mass;
    moment = add(
      moment,
      scale(add(place.position, rotate(place.orientation, link.inertial.center)), link.inertial.mass),
    );
  }
  return { mass, moment };
};

/**
 * geometry_msgs/msg/WrenchStamped at the wrist: what the surroundings do to the hand, in the flange's frame, with the
 * hand's own weight taken out. A hanging payload pulls along gravity; a table that is pressed pushes back.
 */
export const wrench = (world: World, wristLink: string, hand: Hand, stamp: Stamp): object => {
  const { force, torque } = world.wristLoad();
  const down = rotate(conjugate(world.pose(wristLink).orientation), [0, 0, -GRAVITY]);
  const weight = scale(down, hand.mass);
  const weightTorque = cross(hand.moment, down);
  return {
    header: { stamp, frame_id: wristLink },
    wrench: {
      force: xyz(scale(add(force, weight), -1)),
      torque: xyz(scale(add(torque, weightTorque), -1)),
    },
  };
};

/**
 * vision_msgs/msg/Detection3DArray: of every object that is seen, and of parts such as handles, its name, colour, shape
 * and states as hypotheses, its pose and extent, with the stamp of when it was seen.
 */
export const detections = (world: World, detector: Detector, stamp: Stamp): object => {
  const frame_id = world.scene.frame;
  return {
    header: { stamp, frame_id },
    detections: world.scene.objects.flatMap(({ model }) => {
      const seen = detector.sighting(model.name);
      if (!seen) return [];
      const states = detector.states(model.name);
      const parts = (model.parts ?? []).map((part) =>
        detection(
          part,
          { ...seen, pose: compose(seen.pose, { ...identity, position: part.center }) },
          [],
          frame_id,
        ),
      );
      return [detection(model, seen, states, frame_id), ...parts];
    }),
  };
};

/** vision_msgs/msg/Detection3D: what is known of a thing in words are hypotheses beside its name. */
const detection = (
  { name, color, shape, size }: Pick<SeenPart, "name" | "color" | "shape" | "size">,
  { pose: place, stamp }: Sighting,
  states: readonly string[],
  frame_id: string,
): object => {
  const pose = poseMessage(place);
  const words = [name, `color:${color}`, `shape:${shape}`, ...states.map((state) => `state:${state}`)];
  return {
    header: { stamp, frame_id },
    id: name,
    results: words.map((class_id) => ({
      hypothesis: { class_id, score: 1 },
      pose: { pose, covariance: Array.from({ length: 36 }, () => 0) },
    })),
    bbox: { center: pose, size: xyz(size) },
  };
};
