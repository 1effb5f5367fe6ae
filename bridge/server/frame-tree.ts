import type { Quat, Vec3 } from "../protocol/index.ts";
import type { TransformMessage } from "../robot/types.ts";

/** A rigid transform: position in metres, rotation as a unit quaternion [x, y, z, w]. */
export interface Transform {
  readonly position: Vec3;
  readonly orientation: Quat;
}

const multiply = ([ax, ay, az, aw]: Quat, [bx, by, bz, bw]: Quat): Quat => [
  aw * bx + ax * bw + ay * bz - az * by,
  aw * by - ax * bz + ay * bw + az * bx,
  aw * bz + ax * by - ay * bx + az * bw,
  aw * bw - ax * bx - ay * by - az * bz,
];

const conjugate = ([x, y, z, w]: Quat): Quat => [-x, -y, -z, w];

const rotate = (rotation: Quat, [x, y, z]: Vec3): Vec3 => {
  const [rx, ry, rz] = multiply(multiply(rotation, [x, y, z, 0]), conjugate(rotation));
  return [rx, ry, rz];
};

/** A point of frame b in frame a. */
export const place = (a_from_b: Transform, point: Vec3): Vec3 => {
  const [x, y, z] = rotate(a_from_b.orientation, point);
  const [ax, ay, az] = a_from_b.position;
  return [ax + x, ay + y, az + z];
};

const compose = (a_from_b: Transform, b_from_c: Transform): Transform => ({
  position: place(a_from_b, b_from_c.position),
  orientation: multiply(a_from_b.orientation, b_from_c.orientation),
});

const invert = (a_from_b: Transform): Transform => {
  const orientation = conjugate(a_from_b.orientation);
  const [x, y, z] = rotate(orientation, a_from_b.position);
  return { position: [-x, -y, -z], orientation };
};

const identity: Transform = { position: [0, 0, 0], orientation: [0, 0, 0, 1] };
const MAX_DEPTH = 64;

/** The newest transforms of /tf, as far as they are needed to say where objects are. */
export class FrameTree {
  readonly #parents = new Map<string, { parent: string; parent_from_child: Transform }>();

  update(message: TransformMessage): void {
    for (const { header, child_frame_id, transform } of message.transforms) {
      const { translation: t, rotation: r } = transform;
      this.#parents.set(child_frame_id, {
        parent: header.frame_id,
        parent_from_child: { position: [t.x, t.y, t.z], orientation: [r.x, r.y, r.z, r.w] },
      });
    }
  }

  /** Takes over what another tree knows. */
  updateFrom(other: FrameTree): void {
    for (const [child, step] of other.#parents) this.#parents.set(child, step);
  }

  /** The pose of `frame` in `target`, or null where no chain of transforms joins them. */
  lookup(target: string, frame: string): Transform | null {
    const a = this.#toRoot(target);
    const b = this.#toRoot(frame);
    return a && b && a.root === b.root ? compose(invert(a.root_from_frame), b.root_from_frame) : null;
  }

  #toRoot(frame: string): { root: string; root_from_frame: Transform } | null {
    let root = frame;
    let root_from_frame = identity;
    for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
      const step = this.#parents.get(root);
      if (!step) return { root, root_from_frame };
      root_from_frame = compose(step.parent_from_child, root_from_frame);
      root = step.parent;
    }
    return null;
  }
}
