import type { Stamp, Vec3 } from "../../bridge/protocol/index.ts";
import {
  add,
  conjugate,
  cross,
  identity,
  quatFromRpy,
  relative,
  rotate,
  scale,
  type Transform,
} from "../world/math.ts";
import type { Link, RobotDescription } from "../world/robots/description.ts";
import { WRIST_LINK } from "../world/scenes/scene-mjcf.ts";
import type { World } from "../world/world.ts";
import { poseMessage, transformMessage, xyz } from "./messages.ts";

/* What the simulated robot's sensors read from the world, as ROS messages. */

const BASE = "base_link";
const GRAVITY = 9.81;

/** sensor_msgs/msg/JointState: arm joints in the robot's order, then the fingers. */
export const jointState = (world: World, stamp: Stamp): object => {
  const { servos, gripper } = world.scene.robot;
  const arm = servos.map(({ joint }) => joint);
  const name = [...arm, ...gripper.joints];
  // The drive pulls both fingers alike.
  const finger = world.force("gripper") / gripper.joints.length;
  return {
    header: { stamp, frame_id: BASE },
    name,
    position: name.map((joint) => world.position(joint)),
    velocity: name.map((joint) => world.velocity(joint)),
    effort: [...arm.map((joint) => world.force(joint)), ...gripper.joints.map(() => finger)],
  };
};

/** tf2_msgs/msg/TFMessage of every link in its parent link, and of every object in base_link. */
export const transforms = (world: World, stamp: Stamp): object => ({
  transforms: [
    ...world.scene.robot.joints.map(({ parent, child }) =>
      transformMessage({ stamp, frame_id: parent }, child, relative(world.pose(parent), world.pose(child))),
    ),
    ...world.scene.objects.map(({ model }) =>
      transformMessage({ stamp, frame_id: BASE }, model.name, world.pose(model.name)),
    ),
  ],
});

/** A frame that never moves in its parent. */
export interface FixedFrame {
  readonly parent: string;
  readonly child: string;
  readonly transform: Transform;
}

/** tf2_msgs/msg/TFMessage of what never moves; `world` is base_link by another name. */
export const staticTransforms = (frames: readonly FixedFrame[]): object => {
  const stamp = { sec: 0, nanosec: 0 };
  return {
    transforms: [{ parent: "world", child: BASE, transform: identity }, ...frames].map(
      ({ parent, child, transform }) => transformMessage({ stamp, frame_id: parent }, child, transform),
    ),
  };
};

/** Mass (kg) and first moment (kg m, in the wrist link's frame) of all that the wrist sensor carries. */
export interface Hand {
  readonly mass: number;
  readonly moment: Vec3;
}

/** The hand with the fingers closed; what the fingers' spread shifts is even on both sides and cancels out. */
export const handOf = (robot: RobotDescription): Hand => {
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
  for (const { link, place } of below(WRIST_LINK, identity)) {
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
export const wrench = (world: World, hand: Hand, stamp: Stamp): object => {
  const { force, torque } = world.wristLoad();
  const down = rotate(conjugate(world.pose(WRIST_LINK).orientation), [0, 0, -GRAVITY]);
  const weight = scale(down, hand.mass);
  const weightTorque = cross(hand.moment, down);
  return {
    header: { stamp, frame_id: WRIST_LINK },
    wrench: {
      force: xyz(scale(add(force, weight), -1)),
      torque: xyz(scale(add(torque, weightTorque), -1)),
    },
  };
};

/** vision_msgs/msg/Detection3DArray: every object's name, colour and shape as hypotheses, its pose and extent. */
export const detections = (world: World, stamp: Stamp): object => {
  const header = { stamp, frame_id: BASE };
  return {
    header,
    detections: world.scene.objects.map(({ model }) => {
      const pose = poseMessage(world.pose(model.name));
      const words = [model.name, `color:${model.color}`, `shape:${model.shape}`];
      return {
        header,
        id: model.name,
        results: words.map((class_id) => ({
          hypothesis: { class_id, score: 1 },
          pose: { pose, covariance: Array.from({ length: 36 }, () => 0) },
        })),
        bbox: { center: pose, size: xyz(model.size) },
      };
    }),
  };
};
