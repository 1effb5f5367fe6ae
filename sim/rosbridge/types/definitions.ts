import { parse } from "@foxglove/rosmsg";
import common from "@foxglove/rosmsg-msgs-common";
import type { InterfacePackage } from "./interface-package.ts";
import { codeactInterfaces } from "./packages/codeact-interfaces.ts";
import { commonPackages } from "./packages/common.ts";
import { controlMsgs } from "./packages/control-msgs.ts";
import { nav2Msgs } from "./packages/nav2-msgs.ts";
import { rosGzInterfaces } from "./packages/ros-gz-interfaces.ts";
import { rosapiMsgs } from "./packages/rosapi-msgs.ts";
import { simulationInterfaces } from "./packages/simulation-interfaces.ts";
import { visionMsgs } from "./packages/vision-msgs.ts";

export type Field = ReturnType<typeof parse>[number]["definitions"][number];

/** A message, or one section of a service or an action, whose fields name their types as package/Name. */
export interface Definition {
  /** package/Name, with _Request, _Response, _Goal, _Result or _Feedback for a section. */
  readonly name: string;
  /** Fields in order, constants among them. */
  readonly fields: readonly Field[];
}

const { ros2jazzy } = common;
const SECTIONS = { srv: ["Request", "Response"], action: ["Goal", "Result", "Feedback"] } as const;
export type Section = (typeof SECTIONS)["srv" | "action"][number];

/** Texts by package/Name or package/Name_Section; parsed when first asked for. */
const texts = new Map<string, string>();
const interfaces: string[] = [];
const definitions = new Map<string, Definition>();

const addPackage = ({ name, msg, srv, action }: InterfacePackage): void => {
  for (const [message, text] of Object.entries(msg ?? {})) {
    texts.set(`${name}/${message}`, text);
    interfaces.push(`${name}/msg/${message}`);
  }
  for (const [kind, sources] of [
    ["srv", srv ?? {}],
    ["action", action ?? {}],
  ] as const)
    for (const [type, text] of Object.entries(sources)) {
      interfaces.push(`${name}/${kind}/${type}`);
      const parts = text.split(/^---$/m);
      for (const [index, section] of SECTIONS[kind].entries())
        texts.set(`${name}/${type}_${section}`, (parts[index] ?? "").trim());
    }
};

for (const { name, definitions: fields } of Object.values(ros2jazzy)) {
  if (!name) continue;
  definitions.set(name, { name, fields });
  interfaces.push(name.replace("/", "/msg/"));
}
for (const one of [
  ...commonPackages,
  codeactInterfaces,
  controlMsgs,
  nav2Msgs,
  rosapiMsgs,
  rosGzInterfaces,
  simulationInterfaces,
  visionMsgs,
])
  addPackage(one);

/** What the parser calls a time or duration is a message of its own on the wire. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  time: "builtin_interfaces/Time",
  duration: "builtin_interfaces/Duration",
};

/** The message type that a field holds, as package/Name; null for a plain value. */
export const messageTypeOf = (field: Field): string | null =>
  WELL_KNOWN[field.type] ?? (field.isComplex === true ? field.type : null);

const parseOwn = (name: string, text: string): Definition => {
  const [own] = parse(text, { ros2: true, skipTypeFixup: true });
  const home = name.slice(0, name.indexOf("/"));
  const qualified = (type: string): string =>
    type.includes("/") ? type.replace("/msg/", "/") : `${home}/${type}`;
  return {
    name,
    fields: (own?.definitions ?? []).map((field) =>
      field.isComplex === true && !WELL_KNOWN[field.type] ? { ...field, type: qualified(field.type) } : field,
    ),
  };
};

const lookUp = (name: string): Definition | undefined => {
  const known = definitions.get(name);
  if (known) return known;
  const text = texts.get(name);
  if (text === undefined) return undefined;
  const parsed = parseOwn(name, text);
  definitions.set(name, parsed);
  return parsed;
};

/** A message's definition by package/msg/Name or package/Name; undefined for a type that is not known here. */
export const messageDefinition = (type: string): Definition | undefined => lookUp(type.replace("/msg/", "/"));

/** One section of a service or action by package/srv/Name, package/action/Name or package/Name. */
export const sectionDefinition = (type: string, section: Section): Definition | undefined =>
  lookUp(`${type.replace(/\/(srv|action)\//, "/")}_${section}`);

/** A definition and those of all types in it, itself first. */
export const withContained = (root: Definition): Definition[] => {
  const found = new Map([[root.name, root]]);
  // The walk goes on over what it adds.
  for (const definition of found.values())
    for (const field of definition.fields) {
      const inner = messageTypeOf(field);
      const next = inner === null || found.has(inner) ? undefined : messageDefinition(inner);
      if (next) found.set(next.name, next);
    }
  return [...found.values()];
};

/** Every interface that is known here, in full spelling. */
export const knownInterfaces = (): readonly string[] => interfaces;
