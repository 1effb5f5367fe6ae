import type { Vec3 } from "../../bridge/protocol/index.ts";
import type { MjData, MjModel, Mujoco } from "./mujoco.ts";

/** A point at which two bodies touch, in the scene's frame. */
export interface ContactPoint {
  readonly position: Vec3;
  /** Out of the second body, onto the first. */
  readonly normal: Vec3;
  /** How deep the two are in each other, metres. */
  readonly depth: number;
  /** What the second does to the first, newtons. */
  readonly force: Vec3;
}

/** Two bodies that touch, and where. */
export interface BodyContact {
  readonly bodies: readonly [string, string];
  readonly points: readonly ContactPoint[];
}

/**
 * What touches what, as MuJoCo computed it last in `data`.
 *
 * @param nameOf the name of a shape's body; a body that moves comes before `world`'s
 * @param isWorld whether a shape belongs to what never moves
 */
export const readContacts = (
  mujoco: Mujoco,
  model: MjModel,
  data: MjData,
  { nameOf, isWorld }: { nameOf(geom: number): string; isWorld(geom: number): boolean },
): BodyContact[] => {
  const pairs = new Map<string, { bodies: readonly [string, string]; points: ContactPoint[] }>();
  const wrench = new mujoco.DoubleBuffer(6);
  // The vector and its elements are copies on MuJoCo's heap: they leak unless deleted.
  const list = data.contact;
  try {
    for (let index = 0; index < list.size(); index++) {
      const contact = list.get(index);
      if (!contact) continue;
      const { geom1, geom2, dist, efc_address } = contact;
      const [pos, frame]: Float64Array[] = [contact.pos.slice(), contact.frame.slice()];
      contact.delete();
      // Within a margin, or between sleepers: no force goes between them.
      if (efc_address < 0 || !pos || !frame) continue;
      mujoco.mj_contactForce(model, data, index, wrench);
      const [x = 0, y = 0, z = 0] = wrench.GetView() as Float64Array;
      // MuJoCo's normal, the first row of the frame, points from the first shape to the second.
      const flip = isWorld(geom1) ? 1 : -1;
      const along = (axis: number): number =>
        flip * ((frame[axis] ?? 0) * x + (frame[3 + axis] ?? 0) * y + (frame[6 + axis] ?? 0) * z);
      const names = [nameOf(geom1), nameOf(geom2)] as const;
      const bodies: readonly [string, string] = flip > 0 ? [names[1], names[0]] : names;
      const key = bodies.join("\n");
      const pair = pairs.get(key) ?? { bodies, points: [] };
      pairs.set(key, pair);
      pair.points.push({
        position: [pos[0] ?? 0, pos[1] ?? 0, pos[2] ?? 0],
        normal: [flip * (frame[0] ?? 0), flip * (frame[1] ?? 0), flip * (frame[2] ?? 0)],
        depth: Math.max(0, -dist),
        force: [along(0), along(1), along(2)],
      });
    }
  } finally {
    list.delete();
    wrench.delete();
  }
  return [...pairs.values()];
};
