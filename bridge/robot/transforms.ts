import { type Emit, type Pose, PrimitiveError, type Profile, type Stamp, stampToSeconds } from "../protocol/index.ts";
import type { Connection } from "./connection.ts";
import { compose, invert } from "./kinematics/rotation.ts";
import { quat, TransformRos, vec3 } from "./ros-messages.ts";
import { TopicFeed } from "./topic-feed.ts";
import type { TransformMessage, Unsubscribe } from "./types.ts";

type Placement = Pick<Pose, "position" | "orientation">;

interface Frame {
  readonly parent: string;
  readonly placement: Placement;
  readonly stamp: Stamp;
  readonly still: boolean;
}

/** Older than this on the robot's clock, a moving frame says nothing of now. */
const STALE_AFTER_S = 2;
const DEEPEST = 100;

const plain = (frame: string): string => frame.replace(/^\//, "");

/** The frames that the robot tells on /tf and /tf_static. */
export class Transforms {
  readonly #feed: TopicFeed<TransformMessage> | null;
  readonly #still: TopicFeed<TransformMessage> | null;
  readonly #frames = new Map<string, Frame>();

  constructor(connection: Connection, profile: Profile, emit: Emit) {
    const type = profile.ros_version === 1 ? "tf2_msgs/TFMessage" : "tf2_msgs/msg/TFMessage";
    const topic = profile.tf?.topic;
    const feed = (name: string, still: boolean) => {
      const made = new TopicFeed<TransformMessage>(connection, name, type, TransformRos, emit);
      made.on((message) => this.#take(message, still));
      return made;
    };
    this.#feed = topic ? feed(topic, false) : null;
    this.#still = topic ? feed(`${topic}_static`, true) : null;
  }

  on(listener: (message: TransformMessage) => void): Unsubscribe {
    return this.#feed?.on(listener) ?? (() => {});
  }

  get names(): string[] {
    const names = new Set<string>();
    for (const [child, { parent }] of this.#frames) names.add(child).add(parent);
    return [...names];
  }

  /**
   * Where `frame` stands in `base`, or null when the two are not connected.
   *
   * @throws PrimitiveError Stale when a frame on the way was last told too long before `now`
   */
  lookup(base: string, frame: string, now: Stamp | null): Placement | null {
    const fromBase = this.#toRoot(plain(base), now);
    const fromFrame = this.#toRoot(plain(frame), now);
    if (fromBase.root !== fromFrame.root) return null;
    return compose(invert(fromBase.placement), fromFrame.placement);
  }

  close(): void {
    this.#feed?.close();
    this.#still?.close();
  }

  #toRoot(frame: string, now: Stamp | null): { root: string; placement: Placement } {
    let root = frame;
    let placement: Placement = { position: [0, 0, 0], orientation: [0, 0, 0, 1] };
    for (let depth = 0; depth < DEEPEST; depth++) {
      const found = this.#frames.get(root);
      if (!found) break;
      const age = now && !found.still ? stampToSeconds(now) - stampToSeconds(found.stamp) : 0;
      if (age > STALE_AFTER_S)
        throw new PrimitiveError(
          "Stale",
          `frame "${root}" was last told ${age.toFixed(1)} s ago (limit ${STALE_AFTER_S} s). Look again, or use another frame.`,
        );
      placement = compose(found.placement, placement);
      root = found.parent;
    }
    return { root, placement };
  }

  #take({ transforms }: TransformMessage, still: boolean): void {
    for (const { header, child_frame_id, transform } of transforms)
      this.#frames.set(plain(child_frame_id), {
        parent: plain(header.frame_id),
        placement: { position: vec3(transform.translation), orientation: quat(transform.rotation) },
        stamp: header.stamp,
        still,
      });
  }
}
