import type { EventOf, Picture } from "../../../bridge/protocol/index.ts";
import { lastNotAfter } from "../episode/sensor-log.ts";
import type { Story } from "./story.ts";

type Pictures = Readonly<Record<string, Picture>>;

/** A picture that a program drew, rather than took with a camera. */
const DRAWN = "figure";

/** Where an event is among the others. */
interface Taken {
  readonly at: number;
  readonly event: EventOf<"image">;
}

/** The newest picture of each camera at a moment of an episode, as programs took them. */
export class ShownPictures {
  readonly cameras: readonly string[];
  readonly #taken = new Map<string, Taken[]>();
  readonly #read: (event: EventOf<"image">, at: number) => Promise<Blob | null>;
  /** The event whose picture is shown of each camera. */
  #seqs = "";
  #shown: Pictures = {};

  /** @param read the picture of an event; null when the file does not have it */
  constructor(story: Story, read: (event: EventOf<"image">, at: number) => Promise<Blob | null>) {
    this.#read = read;
    for (const [at, event] of story.events.entries()) {
      if (event.type !== "image" || event.source === DRAWN) continue;
      const taken = this.#taken.get(event.source) ?? [];
      taken.push({ at, event });
      this.#taken.set(event.source, taken);
    }
    this.cameras = [...this.#taken.keys()].toSorted();
  }

  /** As of when so many events have happened; the same object while nothing is new. */
  async after(events: number): Promise<Pictures> {
    const newest = [...this.#taken.values()].flatMap(
      (taken) => taken[lastNotAfter(taken, ({ at }) => at, events - 1)] ?? [],
    );
    const seqs = newest.map(({ event }) => event.seq).join();
    if (seqs === this.#seqs) return this.#shown;
    const shown: Record<string, Picture> = {};
    for (const { at, event } of newest) {
      const before = this.#shown[event.source];
      const stamp = event.stamp ?? event.wall;
      const same = before?.stamp.sec === stamp.sec && before.stamp.nanosec === stamp.nanosec;
      const picture = same ? before : await this.#picture(event, at, stamp);
      if (picture) shown[event.source] = picture;
    }
    this.#seqs = seqs;
    this.#shown = shown;
    return shown;
  }

  async #picture(event: EventOf<"image">, at: number, stamp: Picture["stamp"]): Promise<Picture | null> {
    const blob = await this.#read(event, at);
    const mime = blob?.type;
    if (!blob || (mime !== "image/png" && mime !== "image/jpeg")) return null;
    const data_base64 = base64(new Uint8Array(await blob.arrayBuffer()));
    return { op: "picture", camera: event.source, stamp, mime, data_base64, view: null };
  }
}

const base64 = (bytes: Uint8Array): string => {
  let text = "";
  // Function arguments are limited in number.
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
};
