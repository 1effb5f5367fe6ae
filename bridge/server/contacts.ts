import type { RobotFrame, Vec3 } from "../protocol/index.ts";
import { bodyContacts } from "../robot/contacts.ts";
import { ContactsIn } from "../robot/messages.ts";
import { rosType } from "../robot/ros-spelling.ts";
import type { RobotFeed, Unsubscribe } from "../robot/types.ts";
import { type FrameTree, place } from "./frame-tree.ts";

export type ContactsShown = NonNullable<RobotFrame["contacts"]>;

/** Shortest time between two messages, milliseconds; and contacts of one that are shown at most. */
const THROTTLE_MS = 50;
const MOST = 200;
/** Wall time after which contacts that nobody tells any more are of the past, milliseconds. */
const STALE_MS = 2_000;

/** What touches what, told by the robot's side while somebody wants to know. */
export class Contacts {
  readonly #feed: RobotFeed;
  readonly #tree: FrameTree;
  #stop: Unsubscribe | null = null;
  #newest: { readonly shown: ContactsShown; readonly atMs: number } | null = null;

  /** @param tree the frames as they are now */
  constructor(feed: RobotFeed, tree: FrameTree) {
    this.#feed = feed;
    this.#tree = tree;
  }

  /** In the frame of the objects; undefined where nobody tells. */
  get newest(): ContactsShown | undefined {
    const newest = this.#newest;
    return newest && performance.now() - newest.atMs < STALE_MS ? newest.shown : undefined;
  }

  /** Whether to listen: contacts cost whoever computes them. */
  listen(on: boolean): void {
    const { contacts, ros_version } = this.#feed.profile;
    if (!contacts || on === (this.#stop !== null)) return;
    if (on) {
      const type = rosType(ros_version, contacts.type);
      this.#stop = this.#feed.onTopic(contacts.topic, type, (message) => this.#take(message), THROTTLE_MS);
      return;
    }
    this.#stop?.();
    this.#stop = null;
    this.#newest = null;
  }

  #take(message: unknown): void {
    const parsed = ContactsIn.safeParse(message);
    if (!parsed.success) return;
    const { header, contacts } = parsed.data;
    const { base } = this.#feed.profile.frames;
    const base_from_frame =
      header.frame_id === "" || header.frame_id === base ? null : this.#tree.lookup(base, header.frame_id);
    const shown = bodyContacts(contacts.slice(0, MOST)).map(({ bodies, position, force }) => {
      if (!base_from_frame) return { bodies, position, force };
      const turn = { position: [0, 0, 0] as Vec3, orientation: base_from_frame.orientation };
      return { bodies, position: place(base_from_frame, position), force: place(turn, force) };
    });
    this.#newest = { shown, atMs: performance.now() };
  }
}
