/* ROS 1 and ROS 2 spell types and times differently; a profile may use either spelling for either. */

export type RosVersion = 1 | 2;

const KIND = /^(\w+)\/(?:msg|srv|action)\/(\w+)$/;

/** A type as a robot of that ROS version spells it: "std_msgs/msg/String" is "std_msgs/String" in ROS 1. */
export const rosType = (version: RosVersion, type: string): string =>
  version === 1 ? type.replace(KIND, "$1/$2") : type;

/** A time or duration of so many seconds, to the nearest nanosecond; negative ones become 0. */
export const rosTime = (
  version: RosVersion,
  seconds: number,
): { sec: number; nanosec: number } | { secs: number; nsecs: number } => {
  const whole = Math.floor(Math.max(0, seconds));
  const rest = Math.round((Math.max(0, seconds) - whole) * 1e9);
  const [sec, nanosec] = rest >= 1e9 ? [whole + 1, 0] : [whole, rest];
  return version === 1 ? { secs: sec, nsecs: nanosec } : { sec, nanosec };
};

/** The type and the request that read a parameter through /rosapi/get_param. */
export const paramRequest = (version: RosVersion, name: string): { type: string; request: object } =>
  version === 1
    ? { type: "rosapi/GetParam", request: { name, default: "" } }
    : { type: "rosapi_msgs/srv/GetParam", request: { name, default_value: "" } };
