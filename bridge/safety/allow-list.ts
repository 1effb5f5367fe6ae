import { PrimitiveError, type Profile } from "../protocol/index.ts";
import { neverAllowed, type Wish } from "./never-allowed.ts";
import { bareType, isFullName, matches } from "./ros-names.ts";

const lists = { publish: "publish", call: "call", goal: "goals" } as const;
const words = {
  publish: { thing: "topic", verb: "publish on" },
  call: { thing: "service", verb: "call" },
  goal: { thing: "action", verb: "send goals to" },
} as const;
/** So many entries are named in a refusal. */
const NAMED = 20;

const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text);

const listed = (entries: readonly string[]): string =>
  entries.length > NAMED
    ? `${entries.slice(0, NAMED).join(", ")} and ${entries.length - NAMED} more`
    : entries.join(", ");

/** What programs may do of it, in words. */
const permitted = (profile: Profile, wish: Wish): string => {
  const { thing, verb } = words[wish];
  const entries = profile.allow[lists[wish]];
  return entries.length === 0
    ? `Profile "${profile.name}" allows no ${thing} (allow.${lists[wish]} is empty); use arm, gripper and the other primitives, or ask the person.`
    : `Programs may ${verb}: ${listed(entries.map(({ name, type }) => `${name} (${type})`))}.`;
};

/**
 * Why a program may not send this, null when the profile's allow-list has it: names and types must be those listed, and
 * some things no list may allow.
 */
export const allowRefusal = (
  profile: Profile,
  wish: Wish,
  name: string,
  type: string,
): PrimitiveError | null => {
  const { thing, verb } = words[wish];
  const deny = (why: string): PrimitiveError =>
    new PrimitiveError(
      "Denied",
      `A program may not ${verb} ${shown(name)} as ${shown(type)}: ${why}. ${permitted(profile, wish)}`,
    );
  if (!isFullName(name)) return deny(`a ${thing} is named in full, such as /lamp/set`);
  const never = neverAllowed(profile, wish, name, type);
  if (never !== null) return deny(never);
  const entries = profile.allow[lists[wish]].filter((entry) => matches(entry.name, name));
  if (entries.length === 0) return deny("it is not on the profile's allow-list");
  if (!entries.some((entry) => bareType(entry.type) === bareType(type)))
    return deny(`it is allowed as ${listed(entries.map((entry) => entry.type))} only`);
  return null;
};

/** The fastest that a program may repeat a message on an allowed topic, Hz. */
export const publishRate = (profile: Profile, name: string, type: string): number => {
  const rates = profile.allow.publish
    .filter((entry) => matches(entry.name, name) && bareType(entry.type) === bareType(type))
    .map((entry) => entry.max_rate_hz ?? profile.rates.publish_hz);
  // Of two entries that allow it the more generous one speaks; none goes beyond the profile's rate.
  return Math.min(profile.rates.publish_hz, Math.max(0, ...rates));
};

/** Why a program may not read a parameter, null when it may. */
export const paramRefusal = (profile: Profile, name: string): PrimitiveError | null => {
  const { params } = profile.allow;
  if (params.some((pattern) => matches(pattern, name))) return null;
  const may =
    params.length === 0
      ? `Profile "${profile.name}" allows none (allow.params is empty).`
      : `Programs may read: ${listed(params)}.`;
  return new PrimitiveError("Denied", `A program may not read the parameter ${shown(name)}. ${may}`);
};
