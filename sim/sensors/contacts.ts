import type { Stamp } from "../../bridge/protocol/index.ts";
import { scale } from "../world/math.ts";
import type { World } from "../world/world.ts";
import type { Detector } from "./detector.ts";
import { type Header, xyz } from "./messages.ts";
import { CONTACT_STEPS, type Reading } from "./reading.ts";

/** ros_gz_interfaces/msg/Entity: kinds of what touches. */
const LINK = 3;
const MODEL = 2;
const NO_TORQUE = xyz([0, 0, 0]);

/**
 * ros_gz_interfaces/msg/Contacts: each pair of bodies that touch, with a point, a normal, a depth and a wrench for each
 * place, in the scene's frame. Links of the robot by their names, objects and furniture by theirs.
 */
export const contactsOf = (world: World, detector: Detector): Reading => ({
  topic: "/contacts",
  type: "ros_gz_interfaces/msg/Contacts",
  everySteps: CONTACT_STEPS,
  read: (stamp) => contacts(world, detector, stamp),
});

const contacts = (world: World, detector: Detector, stamp: Stamp): object => {
  const { frame, robot } = world.scene;
  const header: Header = { stamp, frame_id: frame };
  const links = new Set(robot.links.map(({ name }) => name));
  const entity = (name: string): object => ({ id: 0, name, type: links.has(name) ? LINK : MODEL });
  // What nobody sees is not told by what it touches either.
  const told = world.contacts().filter(({ bodies }) => !bodies.some((body) => detector.isHidden(body)));
  return {
    header,
    contacts: told.map(({ bodies: [first, second], points }) => ({
      collision1: entity(first),
      collision2: entity(second),
      positions: points.map(({ position }) => xyz(position)),
      normals: points.map(({ normal }) => xyz(normal)),
      depths: points.map(({ depth }) => depth),
      wrenches: points.map(({ force }) => ({
        header,
        body_1_name: { data: first },
        body_1_id: { data: 0 },
        body_2_name: { data: second },
        body_2_id: { data: 0 },
        body_1_wrench: { force: xyz(force), torque: NO_TORQUE },
        body_2_wrench: { force: xyz(scale(force, -1)), torque: NO_TORQUE },
      })),
    })),
  };
};
