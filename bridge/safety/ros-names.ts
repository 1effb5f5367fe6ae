/** A ROS name, fully written: no relative, private or hidden part, nothing doubled. */
const NAME = /^(\/[A-Za-z][A-Za-z0-9_]*)+$/;

/** Whether a topic, service or action is named in full, as in `/lamp/set`. */
export const isFullName = (name: string): boolean => name.length <= 255 && NAME.test(name);

/** A type without its kind: "std_msgs/msg/String" is "std_msgs/String", in ROS 1 and 2. */
export const bareType = (type: string): string => type.replace(/^(\w+)\/(?:msg|srv|action)\/(\w+)$/, "$1/$2");

/** Whether a name is that of a pattern: itself, or below the prefix of `/prefix/*` and `/node:*`. */
export const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** The part of a name before its last `/`, with it: "/hand/cmd" is in "/hand/". */
export const folderOf = (name: string): string => name.slice(0, name.lastIndexOf("/") + 1);
