import { type Picture, UserError } from "../protocol/index.ts";
import type { RobotFeed, Unsubscribe } from "../robot/types.ts";
import { TransformHistory } from "./transform-history.ts";
import { WatchedCamera } from "./watched-camera.ts";

/** The cameras that pages watch: each is listened to while some page watches it, and no longer. */
export class CameraWatch {
  readonly #feed: RobotFeed;
  readonly #watched = new Map<string, WatchedCamera>();
  /** The cameras that each client watches. */
  readonly #wishes = new Map<string, ReadonlySet<string>>();
  #history: { readonly of: TransformHistory; readonly stop: Unsubscribe } | null = null;

  constructor(feed: RobotFeed) {
    this.#feed = feed;
  }

  /** From now on a client watches these cameras and no others. @throws UserError for a name that is none's */
  watch(client: string, cameras: readonly string[]): void {
    const known = this.#feed.profile.cameras;
    const unknown = cameras.find((name) => !Object.hasOwn(known, name));
    if (unknown !== undefined)
      throw new UserError(
        `There is no camera "${unknown}". Cameras: ${Object.keys(known).join(", ") || "none"}.`,
      );
    if (cameras.length === 0) this.#wishes.delete(client);
    else this.#wishes.set(client, new Set(cameras));
    this.#settle();
  }

  /** What each client watches. */
  get wishes(): ReadonlyMap<string, ReadonlySet<string>> {
    return new Map(this.#wishes);
  }

  /** Goes on with what clients watched of another robot, as far as this one has it. */
  takeOver(wishes: ReadonlyMap<string, ReadonlySet<string>>): void {
    const known = this.#feed.profile.cameras;
    for (const [client, cameras] of wishes)
      this.#wishes.set(client, new Set([...cameras].filter((name) => Object.hasOwn(known, name))));
    this.#settle();
  }

  gone(client: string): void {
    if (this.#wishes.delete(client)) this.#settle();
  }

  /** The newest picture of each camera that a client watches: its version, and the message as text. */
  *picturesFor(client: string): Generator<{ camera: string; version: number; text: string }> {
    for (const camera of this.#wishes.get(client) ?? []) {
      const newest = this.#watched.get(camera)?.newest(performance.now());
      if (newest) yield { camera, ...newest };
    }
  }

  close(): void {
    this.#wishes.clear();
    this.#settle();
  }

  /** Listens to what is watched, and to nothing else. */
  #settle(): void {
    const wanted = new Set([...this.#wishes.values()].flatMap((cameras) => [...cameras]));
    for (const [name, camera] of this.#watched)
      if (!wanted.has(name)) {
        camera.close();
        this.#watched.delete(name);
      }
    if (wanted.size === 0) {
      this.#history?.stop();
      this.#history = null;
      return;
    }
    this.#history ??= follow(this.#feed);
    const history = this.#history.of;
    const viewOf = (frame: string, stamp: Picture["stamp"]) =>
      history.at(stamp).lookup(this.#feed.profile.frames.base, frame);
    for (const name of wanted)
      if (!this.#watched.has(name)) this.#watched.set(name, new WatchedCamera(this.#feed, name, viewOf));
  }
}

const follow = (feed: RobotFeed): { of: TransformHistory; stop: Unsubscribe } => {
  const of = new TransformHistory();
  of.take(feed.staticTransforms(), true);
  return { of, stop: feed.onTransforms((message, isStatic) => of.take(message, isStatic)) };
};
