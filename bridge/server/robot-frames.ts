import {
  type Detection,
  type RobotFrame,
  type Stamp,
  stampToSeconds,
  type Wrench,
} from "../protocol/index.ts";
import type { RobotFeed } from "../robot/types.ts";
import { Contacts } from "./contacts.ts";
import { FrameTree } from "./frame-tree.ts";

/** A reading of another sensor that is further from the joints' than this, seconds of the robot's clock, is not of now. */
const SAME_TIME_S = 1;

/**
 * Puts measured joints and object poses together into the frames that the page draws. Object poses come from /tf
 * where the profile says that objects are frames there (sensor rate), else from the newest detections.
 */
export class RobotFrameSource {
  readonly #feed: RobotFeed;
  readonly #tree = new FrameTree();
  readonly #contacts: Contacts;
  readonly #unsubscribe: (() => void)[];
  #detections: Detection[] = [];
  #objectsVersion = 0;
  #rootOf: { readonly urdf: string; readonly link: string | null } | null = null;
  /** The newest transforms, which alone tell of a robot without joints. */
  #moved: { readonly stamp: Stamp; readonly arrived_ms: number } | null = null;

  #wrench: Wrench | null = null;

  constructor(feed: RobotFeed, onScene: (objects: Detection[]) => void) {
    this.#feed = feed;
    this.#contacts = new Contacts(feed, this.#tree);
    this.#tree.update(feed.staticTransforms());
    this.#unsubscribe = [
      feed.onWrench((wrench) => {
        this.#wrench = wrench;
      }),
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

  /** Whether somebody looks: some of what is shown is told by the robot's side only then. */
  watch(on: boolean): void {
    this.#contacts.listen(on);
  }

  /** What the detector saw last: names, shapes, colours, sizes and poses. */
  get scene(): Detection[] {
    return this.#detections;
  }

  /** Changes whenever a frame built now would show something new. */
  get version(): string {
    return `${this.#feed.lastJointState()?.arrived_ms ?? 0}/${this.#objectsVersion}/${this.#feed.motion.version}`;
  }

  /** The state as measured last, or null before the first joint state, or transform of a robot without joints. */
  build(): RobotFrame | null {
    const { profile } = this.#feed;
    const joints = this.#feed.lastJointState();
    const last = joints ?? (profile.joint_states ? null : this.#moved);
    if (!last) return null;
    const stamp = joints ? joints.message.header.stamp : (this.#moved?.stamp ?? { sec: 0, nanosec: 0 });
    const base = profile.base && this.#tree.lookup(profile.frames.base, this.#root());
    const frame: RobotFrame = {
      op: "robot",
      stamp,
      age_s: Math.max(0, (performance.now() - last.arrived_ms) / 1000),
      joint_names: joints?.message.name ?? [],
      positions: joints?.message.position ?? [],
      velocities: finite(joints?.message.velocity ?? []),
      objects: this.#detections.map((detection) => this.#place(detection)),
    };
    if (base) frame.base = base;
    const contacts = this.#contacts.newest;
    if (contacts) frame.contacts = contacts;
    this.#addForces(frame, joints?.message.effort ?? []);
    this.#addMotion(frame);
    return frame;
  }

  #addForces(frame: RobotFrame, efforts: number[]): void {
    if (efforts.length === frame.joint_names.length && efforts.some(Number.isFinite))
      frame.efforts = finite(efforts);
    const wrench = this.#wrench;
    if (!wrench || Math.abs(wrench.stamp_s - stampToSeconds(frame.stamp)) > SAME_TIME_S) return;
    frame.wrench = { force: wrench.force, torque: wrench.torque, frame_id: wrench.frame_id };
  }

  #addMotion(frame: RobotFrame): void {
    const tool = this.#feed.toolPose();
    if (tool) frame.tool = { position: tool.position, orientation: tool.orientation };
    const { goal, commanded } = this.#feed.motion;
    if (goal) frame.goal = goal;
    if (commanded) frame.commanded = commanded;
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
    this.watch(false);
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }
}

/** What is not known (NaN), which JSON cannot say, as 0. */
const finite = (values: number[]): number[] =>
  values.every(Number.isFinite) ? values : values.map((value) => (Number.isFinite(value) ? value : 0));

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
