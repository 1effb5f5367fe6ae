import { Quaternion, Vector3 } from "three";
import type { Quat, Vec3 } from "../../../bridge/protocol/index.ts";

/** A frame in another: metres and a unit quaternion [x, y, z, w]. */
export interface Pose3 {
  readonly position: Vec3;
  readonly orientation: Quat;
}

interface Step {
  readonly parent: string;
  readonly translation: Vector3;
  readonly rotation: Quaternion;
}

const MAX_DEPTH = 64;
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** The frames of tf2_msgs/msg/TFMessage messages, the later ones over the earlier. What is malformed is left out. */
export class TransformTree {
  readonly #steps = new Map<string, Step>();

  /** @param message a decoded tf2_msgs/msg/TFMessage */
  add(message: unknown): void {
    const { transforms } = (message ?? {}) as { transforms?: unknown };
    if (!Array.isArray(transforms)) return;
    for (const { header, child_frame_id, transform } of transforms as Partial<TransformStamped>[]) {
      const t = transform?.translation;
      const r = transform?.rotation;
      if (typeof child_frame_id !== "string" || typeof header?.frame_id !== "string" || !t || !r) continue;
      if (![t.x, t.y, t.z, r.x, r.y, r.z, r.w].every(isNumber)) continue;
      this.#steps.set(child_frame_id, {
        parent: header.frame_id,
        translation: new Vector3(t.x, t.y, t.z),
        rotation: new Quaternion(r.x, r.y, r.z, r.w).normalize(),
      });
    }
  }

  get frames(): string[] {
    return [...this.#steps.keys()];
  }

  /** The pose of `frame` in `target`, or null where no chain of transforms joins them. */
  lookup(target: string, frame: string): Pose3 | null {
    const one = this.#toRoot(target);
    const other = this.#toRoot(frame);
    if (one.root !== other.root) return null;
    const target_from_root = one.rotation.invert();
    const position = other.translation.sub(one.translation).applyQuaternion(target_from_root);
    const orientation = target_from_root.multiply(other.rotation);
    return { position: position.toArray(), orientation: orientation.toArray() };
  }

  #toRoot(frame: string): { root: string; translation: Vector3; rotation: Quaternion } {
    const translation = new Vector3();
    const rotation = new Quaternion();
    let root = frame;
    for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
      const step = this.#steps.get(root);
      if (!step) break;
      translation.applyQuaternion(step.rotation).add(step.translation);
      rotation.premultiply(step.rotation);
      root = step.parent;
    }
    return { root, translation, rotation };
  }
}

interface TransformStamped {
  header: { frame_id: string };
  child_frame_id: string;
  transform: {
    translation: { x: number; y: number; z: number };
    rotation: { x: number; y: number; z: number; w: number };
  };
}
