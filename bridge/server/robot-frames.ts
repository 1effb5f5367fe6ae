import type { Detection, RobotFrame } from "../protocol/index.ts";
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

  constructor(feed: RobotFeed, onScene: (objects: Detection[]) => void) {
    this.#feed = feed;
    this.#unsubscribe = [
      feed.onTransforms((message) => {
        this.#tree.update(message);
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

  /** The state as measured last, or null before the first joint state. */
  build(): RobotFrame | null {
    const last = this.#feed.lastJointState();
    if (!last) return null;
    const { header, name, position, velocity } = last.message;
    return {
      op: "robot",
      stamp: header.stamp,
      age_s: Math.max(0, (performance.now() - last.arrived_ms) / 1000),
      joint_names: name,
      positions: position,
      velocities: velocity,
      objects: this.#detections.map((detection) => this.#place(detection)),
    };
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

const kind = ({ name, shape, color, size_m, pose }: Detection): string =>
  [name, shape, color, pose.frame_id, ...size_m.map((size) => size.toFixed(3))].join(" ");

/** Whether two lists show the same objects, wherever they are. */
const sameKinds = (before: Detection[], after: Detection[]): boolean =>
  before.length === after.length &&
  before.every((detection, i) => kind(detection) === kind(after[i] as Detection));
