import type { RobotFrame } from "../../../bridge/protocol/index.ts";

type Contact = NonNullable<RobotFrame["contacts"]>[number];

/**
 * The contacts that tell of the robot's doing: what it touches, and what else a thing touches that it touches. That all
 * else lies on the table goes without an arrow.
 *
 * @param isLink whether a body is a part of the robot; where nothing is, all contacts are told
 */
export const touched = (
  contacts: readonly Contact[],
  isLink: (body: string) => boolean,
): readonly Contact[] => {
  const bodies = new Set(contacts.flatMap((contact) => (contact.bodies.some(isLink) ? contact.bodies : [])));
  return contacts.filter((contact) => contact.bodies.some((body) => bodies.has(body) && !isFloor(body)));
};

/** What everything lies on is touched by everything. */
const isFloor = (body: string): boolean => /^(?:world|floor|ground|table|wall)(?:_|$)/.test(body);
