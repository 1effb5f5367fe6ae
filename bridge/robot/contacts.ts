import type { Vec3 } from "../protocol/index.ts";
import type { ContactsIn } from "./messages.ts";

/** Two bodies that touch: one place and one force for all places where they do. */
export interface BodyContact {
  readonly bodies: [string, string];
  /** In the message's frame, metres. */
  readonly position: Vec3;
  /** On the first by the second, newtons. */
  readonly force: Vec3;
}

/** Sums up what a message tells of each pair. */
export const bodyContacts = (contacts: ContactsIn["contacts"]): BodyContact[] =>
  contacts.map(({ collision1, collision2, positions, wrenches }) => {
    const [x, y, z] = sum(positions);
    const count = Math.max(1, positions.length);
    return {
      bodies: [collision1.name, collision2.name],
      position: [x / count, y / count, z / count],
      force: sum(wrenches.map(({ body_1_wrench }) => body_1_wrench.force)),
    };
  });

const sum = (vectors: readonly Vec3[]): Vec3 =>
  vectors.reduce<Vec3>(([x, y, z], v) => [x + v[0], y + v[1], z + v[2]], [0, 0, 0]);
