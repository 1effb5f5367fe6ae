import type { NativeCall } from "../model-client.ts";
import { type Call, UnreadableCall } from "./calls.ts";
import { isList, type Literal } from "./python-literal.ts";

/** A call that stands as a JSON object in a text: where, and what it says or why it cannot be read. */
export interface FoundCall {
  readonly start: number;
  readonly end: number;
  readonly call: Call | UnreadableCall;
  /** False when the text ends before the object does. */
  readonly closed: boolean;
}

/** Braces that turn out to open no call before the rest is not looked at. */
const MOST_OTHERS = 100;
/** An object that begins like a call. */
const BEGINS_CALL = /^\{\s*"(tool|name|function|action)"\s*:/;
const NAMES = ["tool", "name", "function", "action"] as const;
const ARGUMENTS = ["args", "arguments", "parameters", "kwargs", "input", "action_input"] as const;

/** The calls of a text, `{"tool": …, "args": {…}}`, in order; those inside of other objects and lists too. */
export const findCalls = (text: string): FoundCall[] => {
  const found: FoundCall[] = [];
  let at = text.indexOf("{");
  for (let others = 0; at >= 0 && others < MOST_OTHERS; ) {
    const end = endOfObject(text, at);
    const source = text.slice(at, end ?? text.length);
    const call = callIn(source, end !== null);
    if (call) found.push({ start: at, end: end ?? text.length, call, closed: end !== null });
    else others += 1;
    at = text.indexOf("{", call ? (end ?? text.length) : at + 1);
  }
  return found;
};

/** A native call; its arguments are JSON in a string. */
export const nativeCall = ({ name, arguments: args }: NativeCall): Call | UnreadableCall => {
  const values = parsed(args.trim() === "" ? "{}" : args);
  return values === undefined ? unreadable(args, true) : called(name, values);
};

/** Index after the object that opens at `start`; null when it does not close. */
const endOfObject = (text: string, start: number): number | null => {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') {
      at += 1;
      while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    } else if (char === "{") depth += 1;
    else if (char === "}") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return null;
};

const parsed = (source: string): Literal | undefined => {
  try {
    return JSON.parse(source) as Literal;
  } catch {
    return undefined;
  }
};

/** What an object calls; null for one that is no call. */
const callIn = (source: string, closed: boolean): Call | UnreadableCall | null => {
  const value = closed ? parsed(source) : undefined;
  if (value === undefined) return BEGINS_CALL.test(source) ? unreadable(source, closed) : null;
  if (!isObject(value)) return null;
  const name = NAMES.find((key) => typeof value[key] === "string");
  const args = ARGUMENTS.find((key) => Object.hasOwn(value, key));
  // Detections and the like have a name, too; it takes arguments to be a call.
  if (name === undefined || (name !== "tool" && args === undefined)) return null;
  const tool = String(value[name]);
  if (args !== undefined) return called(tool, value[args] ?? {});
  const others = Object.keys(value).filter((key) => !/^(tool|id|type|thought|reason)$/.test(key));
  return others.length === 0
    ? called(tool, {})
    : new UnreadableCall(`${others.join(", ")} must stand in "args": {"tool": "${tool}", "args": {…}}.`);
};

const called = (name: string, args: Literal): Call | UnreadableCall => {
  const values = typeof args === "string" ? parsed(args) : args;
  return values !== undefined && isObject(values)
    ? { name, positional: [], named: Object.entries(values) }
    : new UnreadableCall(
        `The args of ${name} must be an object of named arguments, such as {"name": value}; got ${JSON.stringify(args).slice(0, 80)}.`,
      );
};

const isObject = (value: Literal): value is { readonly [key: string]: Literal } =>
  typeof value === "object" && value !== null && !isList(value);

const unreadable = (source: string, closed: boolean): UnreadableCall => {
  let why = closed ? "" : "it is not closed";
  try {
    JSON.parse(source);
  } catch (error) {
    why ||= (error as Error).message.replace(/\s+/g, " ").slice(0, 120);
  }
  return new UnreadableCall(`The JSON of your call cannot be read: ${why}.`);
};
