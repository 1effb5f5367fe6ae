import type { MessagePort } from "node:worker_threads";
import { loadMujoco } from "../../world/mujoco.ts";
import type { RosNode } from "../../world/ros-node.ts";
import { stampOf } from "../messages.ts";
import type { CameraModel } from "./cameras.ts";
import { type ImageKind, imageMessage, imageTopics } from "./image-messages.ts";
import type { Lamp } from "./light.ts";
import { type Picture, Renderer } from "./renderer.ts";
import type { ToCameras, ToPhysics } from "./snapshots.ts";

type Snapshot = Extract<ToCameras, { t: "snapshot" }>;

/** Wall time between two pictures of a scene that moves, and of one that stands still. */
const MOVING_MS = 250;
const STILL_MS = 1000;
/** Drawing takes no more than this share of the thread's time. */
const BUSY_SHARE = 0.5;

/** What there is to see with, and the light. */
export interface Sights {
  readonly cameras: readonly CameraModel[];
  readonly lamp: Lamp;
}

/**
 * Publishes what the cameras see, while somebody looks: at once to a new subscriber, then at a low rate. Asks the
 * physics for a snapshot before each picture; the pictures themselves cost the physics nothing.
 */
export class CameraNode {
  readonly #node: RosNode;
  readonly #physics: MessagePort;
  readonly #cameras: readonly CameraModel[];
  readonly #lamp: Lamp;
  #mjcf: string | null = null;
  #renderer: Renderer | null = null;
  #modelChanged = false;
  /** The last picture of each camera and the revision that it shows. */
  readonly #pictures = new Map<string, { revision: number; picture: Picture }>();
  #posedRevision = -1;
  #timer: NodeJS.Timeout | null = null;
  #asked = false;
  #lookAgain = false;

  /** Serves the cameras until the thread ends. */
  static run(node: RosNode, physics: MessagePort, sights: Sights): CameraNode {
    return new CameraNode(node, physics, sights);
  }

  private constructor(node: RosNode, physics: MessagePort, { cameras, lamp }: Sights) {
    this.#node = node;
    this.#physics = physics;
    this.#cameras = cameras;
    this.#lamp = lamp;
    physics.on("message", (message: ToCameras) => void this.#receive(message));
    for (const camera of cameras) {
      for (const { topic, type } of Object.values(imageTopics(camera))) node.advertise(topic, type);
    }
    const before = new Map<string, number>();
    node.onSubscribers((topic, count) => {
      const more = count > (before.get(topic) ?? 0);
      before.set(topic, count);
      if (more) this.#look();
    });
  }

  /** Asks for a snapshot; one that is under way may be older than who asks now, so it is followed by another. */
  #look(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#asked) {
      this.#lookAgain = true;
      return;
    }
    this.#asked = true;
    const request: ToPhysics = { t: "look" };
    // After the other subscriptions that came along with this one: a single picture serves them all.
    setImmediate(() => this.#physics.postMessage(request));
  }

  async #receive(message: ToCameras): Promise<void> {
    if (message.t === "model") {
      this.#mjcf = message.mjcf;
      this.#modelChanged = true;
      return;
    }
    const started = performance.now();
    const changed = await this.#draw(message);
    this.#asked = false;
    if (this.#lookAgain) {
      this.#lookAgain = false;
      this.#look();
    } else if (this.#cameras.some((camera) => this.#wanted(camera).length > 0)) {
      const took = performance.now() - started;
      this.#timer = setTimeout(
        () => this.#look(),
        Math.max(changed ? MOVING_MS : STILL_MS, took / BUSY_SHARE - took),
      );
    }
  }

  /** Draws and publishes what is subscribed; tells whether anything looks different from before. */
  async #draw(snapshot: Snapshot): Promise<boolean> {
    let changed = false;
    for (const camera of this.#cameras) {
      const kinds = this.#wanted(camera);
      if (kinds.length === 0) continue;
      const last = this.#pictures.get(camera.name);
      let picture = last?.picture;
      if (!picture || last?.revision !== snapshot.revision) {
        picture = (await this.#posed(snapshot)).render(camera);
        this.#pictures.set(camera.name, { revision: snapshot.revision, picture });
        changed = true;
      }
      const stamp = stampOf(snapshot.timeNs);
      for (const kind of kinds) {
        this.#node.publish(imageTopics(camera)[kind].topic, imageMessage(camera, kind, picture, stamp));
      }
    }
    return changed;
  }

  #wanted(camera: CameraModel): ImageKind[] {
    const topics = imageTopics(camera);
    const kinds = Object.keys(topics) as ImageKind[];
    return kinds.filter((kind) => this.#node.subscribers(topics[kind].topic) > 0);
  }

  /** The renderer, with the scene posed as in the snapshot. MuJoCo is loaded for the first picture, not before. */
  async #posed({ positions, revision }: Snapshot): Promise<Renderer> {
    const mjcf = this.#mjcf;
    if (mjcf === null) throw new Error("a snapshot came before its model");
    this.#renderer ??= new Renderer(await loadMujoco(), mjcf, this.#lamp);
    if (this.#modelChanged) {
      this.#renderer.setModel(mjcf);
      this.#modelChanged = false;
      this.#posedRevision = -1;
    }
    if (this.#posedRevision !== revision) {
      this.#renderer.pose(positions);
      this.#posedRevision = revision;
    }
    return this.#renderer;
  }
}
