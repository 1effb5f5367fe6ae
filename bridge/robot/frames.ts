import type { Pose } from "../protocol/index.ts";
import { compose, invert, unit } from "./kinematics/rotation.ts";
import type { Placement } from "./kinematics/types.ts";
import type { TransformMessage } from "./types.ts";

interface Edge {
  parent: string;
  parent_from_child: Placement;
}

/** tf frame names may come with a leading slash from ROS 1. */
const plain = (frame: string): string => frame.replace(/^\/+/, "");

/** The newest transforms, as a tree that can be asked where a frame stands in the base frame. */
export class Frames {
  readonly #base: string;
  readonly #edges = new Map<string, Edge>();

  constructor(base: string) {
    this.#base = plain(base);
  }

  take({ transforms }: TransformMessage): void {
    for (const { header, child_frame_id, transform } of transforms) {
      const { translation: t, rotation: r } = transform;
      const orientation = unit([r.x, r.y, r.z, r.w]);
      if (!orientation) continue;
      this.#edges.set(plain(child_frame_id), {
        parent: plain(header.frame_id),
        parent_from_child: { position: [t.x, t.y, t.z], orientation },
      });
    }
  }

  names(): string[] {
    const names = new Set([this.#base]);
    for (const [child, { parent }] of this.#edges) names.add(parent).add(child);
    return [...names].sort();
  }

  /** Pose of a frame in the base frame, metres; null when it is unknown or hangs on another tree. */
  pose(frameId: string): Pose | null {
    const frame = this.#fromRoot(plain(frameId));
    const base = this.#fromRoot(this.#base);
    if (!frame || !base || frame.root !== base.root) return null;
    const base_from_frame = compose(invert(base.root_from_frame), frame.root_from_frame);
    return { ...base_from_frame, frame_id: this.#base };
  }

  clear(): void {
    this.#edges.clear();
  }

  #fromRoot(frame: string): { root: string; root_from_frame: Placement } | null {
    let at = frame;
    let root_from_frame: Placement = { position: [0, 0, 0], orientation: [0, 0, 0, 1] };
    for (let depth = 0; depth <= this.#edges.size; depth++) {
      const edge = this.#edges.get(at);
      if (!edge) return { root: at, root_from_frame };
      root_from_frame = compose(edge.parent_from_child, root_from_frame);
      at = edge.parent;
    }
    return null;
  }
}
