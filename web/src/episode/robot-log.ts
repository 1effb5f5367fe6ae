import { Quaternion, Vector3 } from "three";
import { z } from "zod";
import { Detection, type RobotFrame, sensorTopics, type Vec3 } from "../../../bridge/protocol/index.ts";
import type { ChannelLog, McapReader } from "./mcap-reader.ts";
import { contactsOf, jointFields, motionFields, wrenchOf } from "./recorded-forces.ts";
import { SensorLog } from "./sensor-log.ts";
import { type Pose3, TransformTree } from "./transform-tree.ts";

/** Points of a path that are drawn at most. */
const PATH_POINTS = 240;
const Detections = z.array(Detection);

/** The robot and what it saw, as at one moment. */
export interface RobotMoment {
  readonly frame: RobotFrame;
  readonly objects: readonly Detection[];
}

/** The frames that an episode's robot is told in; empty where the file does not say. */
export interface RobotFrames {
  readonly base: string;
  readonly tool: string;
  readonly urdf: string;
}

const NS = 1_000_000_000n;
/** A reading of another sensor that is older than this, at the joints' time, is not shown. */
const SAME_TIME_NS = 1_000_000_000n;

/** Joints, transforms and objects of an episode. Times are of the robot's clock, nanoseconds. */
export class RobotLog {
  readonly #sensors: SensorLog;
  readonly #joints: ChannelLog | null;
  readonly #tf: ChannelLog | null;
  readonly #scene: ChannelLog | null;
  readonly #wrench: ChannelLog | null;
  readonly #contacts: ChannelLog | null;
  readonly #motion: ChannelLog | null;
  readonly #frames: RobotFrames;
  /** The link that moves with the base; null of a robot that stays where it is. */
  readonly #driven: string | null;
  readonly #static: readonly unknown[];
  /** What was decoded last, so that objects keep their identity while nothing about them changes. */
  #seen: { data: Uint8Array; objects: readonly Detection[] } | null = null;

  private constructor(reader: McapReader, staticTransforms: readonly unknown[], frames: RobotFrames) {
    this.#joints = reader.channel(sensorTopics.joint_states);
    this.#tf = reader.channel(sensorTopics.tf);
    this.#scene = reader.channel(sensorTopics.scene);
    this.#wrench = reader.channel(sensorTopics.wrench);
    this.#contacts = reader.channel(sensorTopics.contacts);
    this.#motion = reader.channel(sensorTopics.motion);
    const told = [this.#joints, this.#tf, this.#scene, this.#wrench, this.#contacts, this.#motion];
    this.#sensors = new SensorLog(reader, told);
    this.#frames = frames;
    this.#driven = reader.channel(sensorTopics.odom) && rootLink(frames.urdf);
    this.#static = staticTransforms;
  }

  static async open(reader: McapReader, frames: RobotFrames): Promise<RobotLog> {
    const log = reader.channel(sensorTopics.tf_static);
    const messages = log ? await reader.readAll([log], 0) : [];
    return new RobotLog(
      reader,
      messages.map(({ data }) => log?.decode(data)),
      frames,
    );
  }

  /** Bytes of the file that are in memory. */
  get bytes(): number {
    return this.#sensors.bytes;
  }

  /** Times of the first and last measurement, or null without any. */
  get range(): { readonly firstNs: bigint; readonly lastNs: bigint } | null {
    const chunks = this.#joints?.chunks ?? [];
    const [first] = chunks;
    if (!first) return null;
    return {
      firstNs: first.startNs,
      lastNs: chunks.reduce((last, { endNs }) => (endNs > last ? endNs : last), first.endNs),
    };
  }

  /** What was measured last before or at a moment; null before the first joint state. */
  async at(timeNs: bigint): Promise<RobotMoment | null> {
    if (!this.#joints) return null;
    const joints = await this.#sensors.at(this.#joints, timeNs);
    if (!joints) return null;
    const objects = await this.#objectsAt(timeNs);
    const tree = await this.#treeAt(timeNs);
    const frame: RobotFrame = {
      op: "robot",
      stamp: { sec: Number(joints.logTime / NS), nanosec: Number(joints.logTime % NS) },
      age_s: 0,
      ...jointFields(this.#joints.decode(joints.data)),
      objects: objects.map(({ name: object, pose }) => ({
        name: object,
        ...(tree.lookup(pose.frame_id, object) ?? {
          position: pose.position,
          orientation: pose.orientation,
        }),
      })),
    };
    const { base, tool } = this.#frames;
    const held = base && tool ? tree.lookup(base, tool) : null;
    if (held) frame.tool = held;
    const stood = base && this.#driven ? tree.lookup(base, this.#driven) : null;
    if (stood) frame.base = stood;
    await this.#addForces(frame, tree, timeNs);
    return { objects, frame };
  }

  /** What was told of motion, force and contacts at that time. */
  async #addForces(frame: RobotFrame, tree: TransformTree, timeNs: bigint): Promise<void> {
    if (this.#motion) {
      const message = await this.#sensors.at(this.#motion, timeNs);
      if (message) Object.assign(frame, motionFields(this.#motion.decode(message.data)));
    }
    const recent = async (log: ChannelLog | null): Promise<unknown> => {
      const message = log && (await this.#sensors.at(log, timeNs));
      return message && timeNs - message.logTime < SAME_TIME_NS ? log?.decode(message.data) : null;
    };
    const felt = await recent(this.#wrench);
    if (felt) frame.wrench = wrenchOf(felt);
    const touching = await recent(this.#contacts);
    if (!touching) return;
    const { frame_id, contacts } = contactsOf(touching);
    const at = frame_id === this.#frames.base ? null : tree.lookup(this.#frames.base, frame_id);
    frame.contacts = at
      ? contacts.map(({ bodies, position, force }) => ({
          bodies,
          position: placed(at, position),
          force: placed({ ...at, position: [0, 0, 0] }, force),
        }))
      : contacts;
  }

  /** The time of the next measurement after a moment, or of the last one before it; null at the end. */
  async neighbour(timeNs: bigint, direction: 1 | -1): Promise<bigint | null> {
    if (!this.#joints) return null;
    const found =
      direction === 1
        ? await this.#sensors.after(this.#joints, timeNs)
        : await this.#sensors.at(this.#joints, timeNs - 1n);
    return found?.logTime ?? null;
  }

  /** Where `frame` was in `base` from one moment to another, metres; empty where the transforms do not tell. */
  async path(base: string, frame: string, fromNs: bigint, toNs: bigint): Promise<Vec3[]> {
    const log = this.#tf;
    if (!log) return [];
    const path: Vec3[] = [];
    for (const { data } of await this.#sensors.between(log, fromNs, toNs, PATH_POINTS)) {
      const tree = this.#newTree();
      tree.add(log.decode(data));
      const at = tree.lookup(base, frame);
      if (at) path.push(at.position);
    }
    return path;
  }

  /** Which frame was nearest to a point of `base` at a moment, if one was within `withinM`; metres. */
  async frameNear(base: string, point: Vec3, timeNs: bigint, withinM: number): Promise<string | null> {
    const tree = await this.#treeAt(timeNs);
    const objects = new Set((await this.#objectsAt(timeNs)).map(({ name }) => name));
    let best: { frame: string; distance: number } | null = null;
    for (const frame of tree.frames) {
      if (objects.has(frame)) continue;
      const at = tree.lookup(base, frame)?.position;
      if (!at) continue;
      const distance = Math.hypot(...at.map((value, i) => value - (point[i] ?? 0)));
      if (distance <= withinM && distance < (best?.distance ?? Number.POSITIVE_INFINITY))
        best = { frame, distance };
    }
    return best?.frame ?? null;
  }

  #newTree(): TransformTree {
    const tree = new TransformTree();
    for (const message of this.#static) tree.add(message);
    return tree;
  }

  async #treeAt(timeNs: bigint): Promise<TransformTree> {
    const tree = this.#newTree();
    const message = this.#tf && (await this.#sensors.at(this.#tf, timeNs));
    if (message) tree.add(this.#tf?.decode(message.data));
    return tree;
  }

  async #objectsAt(timeNs: bigint): Promise<readonly Detection[]> {
    if (!this.#scene) return [];
    const message = await this.#sensors.at(this.#scene, timeNs);
    if (!message) return [];
    if (this.#seen?.data !== message.data)
      this.#seen = { data: message.data, objects: detectionsIn(this.#scene.decode(message.data)) };
    return this.#seen.objects;
  }
}

const detectionsIn = (message: unknown): readonly Detection[] => {
  const { json } = (message ?? {}) as { json?: unknown };
  try {
    return Detections.parse(JSON.parse(String(json)));
  } catch {
    return [];
  }
};

/** The link of a URDF that is no joint's child; null without one. */
const rootLink = (urdf: string): string | null => {
  const names = (pattern: RegExp): string[] => [...urdf.matchAll(pattern)].map(([, name]) => name ?? "");
  const children = new Set(names(/<child\b[^>]*\blink\s*=\s*["']([^"']+)["']/g));
  return names(/<link\b[^>]*\bname\s*=\s*["']([^"']+)["']/g).find((link) => !children.has(link)) ?? null;
};

const placed = ({ position, orientation }: Pose3, point: Vec3): Vec3 =>
  new Vector3(...point)
    .applyQuaternion(new Quaternion(...orientation))
    .add(new Vector3(...position))
    .toArray();
