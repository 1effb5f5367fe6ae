import type { RobotFrame, Vec3 } from "../../../bridge/protocol/index.ts";

/* What an episode's messages say of motion and forces, as the frames of a live robot have it. */

type Fields = Record<string, unknown>;
type Target = NonNullable<RobotFrame["goal"]>;

/** Numbers of a message; what is not known (NaN) as 0, as JSON cannot say it either. */
export const numbers = (value: unknown): number[] =>
  ArrayBuffer.isView(value) || Array.isArray(value)
    ? Array.from(value as ArrayLike<number>, (number) => (Number.isFinite(number) ? Number(number) : 0))
    : [];

const fieldsOf = (message: unknown): Fields => (message ?? {}) as Fields;

const vector = (value: unknown): Vec3 => {
  const { x, y, z } = fieldsOf(value);
  return [x, y, z].map((one) => (typeof one === "number" && Number.isFinite(one) ? one : 0)) as Vec3;
};

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** sensor_msgs/msg/JointState */
export const jointFields = (
  message: unknown,
): Pick<RobotFrame, "joint_names" | "positions" | "velocities" | "efforts"> => {
  const { name, position, velocity, effort } = fieldsOf(message);
  const joint_names = texts(name);
  const told = ArrayBuffer.isView(effort) || Array.isArray(effort) ? Array.from(effort as number[]) : [];
  // A robot that does not measure them sends none, or none that are numbers.
  const known = told.length === joint_names.length && told.some(Number.isFinite);
  return {
    joint_names,
    positions: numbers(position),
    velocities: numbers(velocity),
    ...(known ? { efforts: numbers(told) } : {}),
  };
};

/** codeact_msgs/msg/Motion */
export const motionFields = (message: unknown): Pick<RobotFrame, "goal" | "commanded"> => {
  const { joint_names, goal, commanded } = fieldsOf(message);
  const names = texts(joint_names);
  const target = (positions: unknown): Target | null => {
    const values = numbers(positions);
    return names.length > 0 && values.length === names.length
      ? { joint_names: names, positions: values }
      : null;
  };
  const [end, now] = [target(goal), target(commanded)];
  return { ...(end ? { goal: end } : {}), ...(now ? { commanded: now } : {}) };
};

/** geometry_msgs/msg/WrenchStamped */
export const wrenchOf = (message: unknown): NonNullable<RobotFrame["wrench"]> => {
  const { header, wrench } = fieldsOf(message);
  const { force, torque } = fieldsOf(wrench);
  return {
    force: vector(force),
    torque: vector(torque),
    frame_id: String(fieldsOf(header)["frame_id"] ?? ""),
  };
};

/** codeact_msgs/msg/Contacts, in the frame that it names. */
export const contactsOf = (
  message: unknown,
): { frame_id: string; contacts: NonNullable<RobotFrame["contacts"]> } => {
  const { frame_id, first, second, position, force } = fieldsOf(message);
  const [ones, others] = [texts(first), texts(second)];
  const [places, forces] = [position, force].map((list) => (Array.isArray(list) ? list : []));
  return {
    frame_id: String(frame_id ?? ""),
    contacts: ones.map((one, i) => ({
      bodies: [one, others[i] ?? ""],
      position: vector(places?.[i]),
      force: vector(forces?.[i]),
    })),
  };
};
