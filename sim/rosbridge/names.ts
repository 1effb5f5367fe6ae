import { Refusal } from "./participant.ts";

const NAME = /^\/?[A-Za-z_][A-Za-z0-9_]*(\/[A-Za-z_][A-Za-z0-9_]*)*$/;
const TYPE = /^[A-Za-z][A-Za-z0-9_]*\/((msg|srv|action)\/)?[A-Za-z][A-Za-z0-9_]*$/;

/**
 * A ROS name with its leading slash.
 *
 * @throws Refusal for what is no ROS name
 */
export const rosName = (name: string): string => {
  if (!NAME.test(name))
    throw new Refusal(
      `"${name.slice(0, 100)}" is no ROS name; use letters, digits, _ and /, such as /joint_states.`,
    );
  return name.startsWith("/") ? name : `/${name}`;
};

/**
 * A type in its full ROS 2 spelling; ROS 1's short one (std_msgs/String) is completed.
 *
 * @throws Refusal for what is no type name
 */
export const rosType = (type: string, kind: "msg" | "srv" | "action"): string => {
  if (!TYPE.test(type))
    throw new Refusal(`"${type.slice(0, 100)}" is no ROS type; write it as package/${kind}/Name.`);
  const parts = type.split("/");
  if (parts.length === 3 && parts[1] !== kind)
    throw new Refusal(
      `"${type}" is a type of kind ${parts[1]}, where ${kind} is wanted; write it as package/${kind}/Name.`,
    );
  return parts.length === 2 ? `${parts[0]}/${kind}/${parts[1]}` : type;
};
