import { ros2jazzy } from "@foxglove/rosmsg-msgs-common";
import { codeactTexts } from "./codeact-messages.ts";

/* ros2msg texts of the messages that an episode holds, each with its dependencies. */

const SEPARATOR = "=".repeat(80);

/** Stamps must be spelled as the messages they are; readers refuse the built-in `time` that the parser makes of them. */
const TIMES: Readonly<Record<string, string>> = {
  time: "builtin_interfaces/Time",
  duration: "builtin_interfaces/Duration",
};
const timeTexts: Readonly<Record<string, string>> = {
  "builtin_interfaces/Time": "int32 sec\nuint32 nanosec",
  "builtin_interfaces/Duration": "int32 sec\nuint32 nanosec",
};

type Definitions = (typeof ros2jazzy)[keyof typeof ros2jazzy];

const definitionOf = (name: string): Definitions => {
  const found = (ros2jazzy as Record<string, Definitions>)[name];
  if (!found) throw new Error(`There is no definition of ${name}.`);
  return found;
};

/** The text of a standard message without those it is made of. */
const ownText = (name: string): string =>
  timeTexts[name] ??
  definitionOf(name)
    .definitions.map(({ type, name: field, isArray, arrayLength, isConstant, valueText }) => {
      const array = isArray === true ? `[${arrayLength ?? ""}]` : "";
      return `${TIMES[type] ?? type}${array} ${field}${isConstant === true ? `=${valueText}` : ""}`;
    })
    .join("\n");

/** The messages that a text names, and those that they are made of. */
const dependencies = (text: string, known: Set<string> = new Set()): Set<string> => {
  for (const [, type = ""] of text.matchAll(/^(\w+\/\w+)(?:\[\d*\])? /gm)) {
    if (known.has(type)) continue;
    known.add(type);
    dependencies(ownText(type), known);
  }
  return known;
};

/** The ros2msg text of a type such as sensor_msgs/msg/JointState, as an MCAP schema record wants it. */
export const schemaText = (type: string): string => {
  const text = codeactTexts[type] ?? ownText(type.replace("/msg/", "/"));
  const parts = [...dependencies(text)].map((name) => `${SEPARATOR}\nMSG: ${name}\n${ownText(name)}`);
  return [text, ...parts].join("\n");
};
