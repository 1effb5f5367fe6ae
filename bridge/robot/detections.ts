import {
  type Detection,
  type Pose,
  PrimitiveError,
  type Stamp,
  stampToNs,
  stampToSeconds,
} from "../protocol/index.ts";
import { compose, unit } from "./kinematics/rotation.ts";
import { DetectionsIn } from "./messages.ts";
import type { Unsubscribe } from "./types.ts";
import { until } from "./until.ts";

const COLORS = new Set(
  "red green blue yellow orange purple pink brown black white grey gray cyan magenta".split(" "),
);
const SHAPES = new Set(
  "cube box cylinder ball sphere plate bowl cup mug drawer block bottle can lid tray".split(" "),
);

/** Turns a frame's name into its pose in the base frame; null when it is not known. */
type FindFrame = (frameId: string) => Pose | null;

/**
 * Detections of a Detection3DArray in the base frame, metres. Colour and shape come from the hypotheses "color:red" and
 * "shape:cube", else from the words of the name; what has become of it from hypotheses such as "state:hot". What stands in a frame that is not known yet keeps that frame.
 */
export const readDetections = (message: DetectionsIn, find: FindFrame): Detection[] =>
  message.detections.map((detection) => {
    const hypotheses = detection.results.map(({ hypothesis }) => hypothesis);
    const tagged = (tag: string): string =>
      hypotheses.find(({ class_id }) => class_id.startsWith(tag))?.class_id.slice(tag.length) ?? "";
    const classes = hypotheses.filter(({ class_id }) => !/^(color|shape|state):/.test(class_id));
    const states = hypotheses.flatMap(({ class_id }) => /^state:(.+)$/.exec(class_id)?.[1] ?? []);
    const name = detection.id || classes[0]?.class_id || "object";
    const words = name.toLowerCase().split(/[^a-z]+/);
    const { position: p, orientation: q } = detection.bbox.center;
    const { size } = detection.bbox;
    const header = detection.header?.frame_id ? detection.header : message.header;
    const frame_id = header.frame_id;
    const inFrame = {
      position: [p.x, p.y, p.z] as [number, number, number],
      orientation: unit([q.x, q.y, q.z, q.w]) ?? ([0, 0, 0, 1] as [number, number, number, number]),
    };
    const frame = find(frame_id);
    // A single sighting may be older than the message that tells of it; many detectors leave its own stamp out.
    const { stamp } = header;
    const own = stamp.sec !== 0 || stamp.nanosec !== 0;
    return {
      name,
      pose: frame ? { ...compose(frame, inFrame), frame_id: frame.frame_id } : { ...inFrame, frame_id },
      size_m: [size.x, size.y, size.z],
      color: tagged("color:") || (words.find((word) => COLORS.has(word)) ?? ""),
      shape: tagged("shape:") || (words.find((word) => SHAPES.has(word)) ?? ""),
      stamp_s: stampToSeconds(own ? stamp : message.header.stamp),
      confidence: Math.min(
        1,
        Math.max(0, ...(classes.length > 0 ? classes : hypotheses).map(({ score }) => score)),
      ),
      ...(states.length > 0 ? { states } : {}),
    };
  });

/** The newest sighting of the robot's detector. */
export class Detections {
  readonly #topic: string;
  readonly #find: FindFrame;
  readonly #listeners = new Set<(detections: Detection[], stamp: Stamp) => void>();
  #newest: { detections: Detection[]; stamp: Stamp } | null = null;

  constructor(topic: string, find: FindFrame) {
    this.#topic = topic;
    this.#find = find;
  }

  /** Takes a message from the wire; what is no Detection3DArray is dropped. */
  take(incoming: unknown): void {
    const parsed = DetectionsIn.safeParse(incoming);
    if (!parsed.success) return;
    const { stamp } = parsed.data.header;
    const detections = readDetections(parsed.data, this.#find);
    this.#newest = { detections, stamp };
    for (const listener of this.#listeners) listener(detections, stamp);
  }

  onDetections(listener: (detections: Detection[], stamp: Stamp) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A sighting not older than `since` on the robot's clock. Rejects with `Stale` after `timeoutS` wall seconds. */
  since(since: Stamp, timeoutS: number, signal?: AbortSignal): Promise<Detection[]> {
    const fresh = (stamp: Stamp): boolean => stampToNs(stamp) >= stampToNs(since);
    if (this.#newest && fresh(this.#newest.stamp) && !signal?.aborted)
      return Promise.resolve(this.#newest.detections);
    return until<Detection[]>(
      (resolve) => this.onDetections((detections, stamp) => fresh(stamp) && resolve(detections)),
      {
        timeoutS,
        signal,
        late: () => {
          const newest = this.#newest
            ? `the newest is from ${stampToSeconds(this.#newest.stamp).toFixed(2)} s, now is ${stampToSeconds(since).toFixed(2)} s`
            : "none came yet";
          return new PrimitiveError(
            "Stale",
            `No fresh detections on ${this.#topic} within ${timeoutS} s: ${newest}. Check that the detector runs, then try again.`,
          );
        },
      },
    );
  }

  clear(): void {
    this.#newest = null;
  }
}
