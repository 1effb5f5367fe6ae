import type { Detection, RobotFrame, Stamp } from "../protocol/index.ts";
import type { RobotFeed } from "../robot/types.ts";
import { FrameTree } from "./frame-tree.ts";

/**
 * Puts measured joints and object poses together into the frames that the page draws. Object poses come from /tf
 * where the profile says that objects are frames there (sensor rate), else from the newest detections.
 */
export class RobotFrameSource {
  readonly #feed: RobotFeed;
  readonly #tree = new FrameTree();
  readonly #unsubscribe: (() => void)[];
  #detections: Detection[] = [];
  #objectsVersion = 0;
  #rootOf: { readonly urdf: string; readonly link: string | null } | null = null;
  /** The newest transforms, which alone tell of a robot without joints. */
  #moved: { readonly stamp: Stamp; readonly arrived_ms: number } | null = null;

  constructor(feed: RobotFeed, onScene: (objects: Detection[]) => void) {
    this.#feed = feed;
    this.#unsubscribe = [
      feed.onTransforms((message) => {
        this.#tree.update(message);
        const stamp = message.transforms[0]?.header.stamp;
        if (stamp) this.#moved = { stamp, arrived_ms: performance.now() };
        this.#objectsVersion += 1;
      }),
      feed.onDetections((detections) => {
        const changed = !sameKinds(this.#detections, detections);
        this.#detections = detections;
        this.#objectsVersion += 1;
        if (changed) onScene(detections);
      }),
    ];
  }

  /** What the detector saw last: names, shapes, colours, sizes and poses. */
  get scene(): Detection[] {
    return this.#detections;
  }

  /** Changes whenever a frame built now would show something new. */
  get version(): string {
    return `${this.#feed.lastJointState()?.arrived_ms ?? 0}/${this.#objectsVersion}`;
  }

  /** The state as measured last, or null before the first joint state, or transform of a robot without joints. */
  build(): RobotFrame | null {
    const { profile } = this.#feed;
    const joints = this.#feed.lastJointState();
    const last = joints ?? (profile.joint_states ? null : this.#moved);
    if (!last) return null;
    const base = profile.base && this.#tree.lookup(profile.frames.base, this.#root());
    return {
      op: "robot",
      stamp: joints ? joints.message.header.stamp : (this.#moved?.stamp ?? { sec: 0, nanosec: 0 }),
      age_s: Math.max(0, (performance.now() - last.arrived_ms) / 1000),
      joint_names: joints?.message.name ?? [],
      positions: joints?.message.position ?? [],
      velocities: joints?.message.velocity ?? [],
      objects: this.#detections.map((detection) => this.#place(detection)),
      ...(base ? { base } : {}),
    };
  }

  /** The link that the robot hangs on in its description; the base itself where none came. */
  #root(): string {
    const { urdf, profile } = this.#feed;
    if (this.#rootOf?.urdf !== urdf) this.#rootOf = { urdf, link: rootLink(urdf) };
    return this.#rootOf.link ?? profile.base?.frame ?? profile.frames.base;
  }

  #place({ name, pose }: Detection): RobotFrame["objects"][number] {
    const { tf } = this.#feed.profile;
    const moved = tf?.object_frames ? this.#tree.lookup(pose.frame_id, name) : null;
    return {
      name,
      position: moved?.position ?? pose.position,
      orientation: moved?.orientation ?? pose.orientation,
    };
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }
}

/** The link of a URDF that is no joint's child; null without one. */
const rootLink = (urdf: string): string | null => {
  const names = (pattern: RegExp): string[] => [...urdf.matchAll(pattern)].map(([, name]) => name ?? "");
  const children = new Set(names(/<child\b[^>]*\blink\s*=\s*["']([^"']+)["']/g));
  return names(/<link\b[^>]*\bname\s*=\s*["']([^"']+)["']/g).find((link) => !children.has(link)) ?? null;
};

const kind = ({ name, shape, color, size_m, pose }: Detection): string =>
  [name, shape, color, pose.frame_id, ...size_m.map((size) => size.toFixed(3))].join(" ");

/** Whether two lists show the same objects, wherever they are. */
const sameKinds = (before: Detection[], after: Detection[]): boolean =>
  before.length === after.length &&
  before.every((detection, i) => kind(detection) === kind(after[i] as Detection));
