import { z } from "zod";
import type { Picture, Stamp } from "../protocol/index.ts";
import { CameraInfoIn } from "../robot/messages.ts";
import { rosType } from "../robot/ros-spelling.ts";
import type { RobotFeed, Unsubscribe } from "../robot/types.ts";
import type { Transform } from "./frame-tree.ts";

/** Pictures are taken in at most this often, milliseconds. */
const PERIOD_MS = 200;
/** A larger picture than this, in base64, is not shown. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

/** sensor_msgs/msg/CompressedImage, its bytes as base64 as rosbridge has them in JSON, or as a list. */
const PictureIn = z.object({
  header: z.object({
    stamp: z.union([
      z.object({ sec: z.number(), nanosec: z.number() }),
      z
        .object({ secs: z.number(), nsecs: z.number() })
        .transform(({ secs, nsecs }) => ({ sec: secs, nanosec: nsecs })),
    ]),
    frame_id: z.string().default(""),
  }),
  data: z.union([
    z.string(),
    z.array(z.number()).transform((bytes) => Buffer.from(bytes).toString("base64")),
    z.instanceof(Uint8Array).transform((bytes) => Buffer.from(bytes).toString("base64")),
  ]),
});

/** Tells every picture of this process from every other. */
let pictures = 0;

/** Where a frame was in the frame of the objects at a stamp; null where that is not known. */
export type ViewOf = (frame: string, stamp: Stamp) => Transform | null;

/** A camera that is listened to: its newest picture, and where it was taken. */
export class WatchedCamera {
  readonly #name: string;
  readonly #viewOf: ViewOf;
  readonly #ends: Unsubscribe[];
  #pending: unknown = null;
  #takenMs = Number.NEGATIVE_INFINITY;
  #lens: { readonly fov_y_rad: number; readonly aspect: number } | null = null;
  #newest: { readonly version: number; readonly text: string } | null = null;

  constructor(feed: RobotFeed, name: string, viewOf: ViewOf) {
    this.#name = name;
    this.#viewOf = viewOf;
    const { cameras, ros_version } = feed.profile;
    const image = cameras[name]?.image ?? "";
    const type = (of: string): string => rosType(ros_version, `sensor_msgs/msg/${of}`);
    const stopInfo = feed.onTopic(infoTopic(image), type("CameraInfo"), (message) => {
      this.#lens = lensOf(message) ?? this.#lens;
      // It stays as it is; one message tells.
      if (this.#lens) stopInfo();
    });
    const take = (message: unknown): void => {
      this.#pending = message;
    };
    this.#ends = [feed.onTopic(image, type("CompressedImage"), take, PERIOD_MS), () => stopInfo()];
  }

  /** The newest picture as a message for pages; null before one. To be asked often: what came too soon waits. */
  newest(nowMs: number): { readonly version: number; readonly text: string } | null {
    if (this.#pending !== null && nowMs - this.#takenMs >= PERIOD_MS) {
      const picture = this.#picture(this.#pending);
      this.#pending = null;
      if (picture) {
        this.#takenMs = nowMs;
        this.#newest = { version: ++pictures, text: JSON.stringify(picture) };
      }
    }
    return this.#newest;
  }

  close(): void {
    for (const end of this.#ends) end();
  }

  #picture(message: unknown): Picture | null {
    const parsed = PictureIn.safeParse(message);
    if (!parsed.success || parsed.data.data.length > MAX_CHARACTERS) return null;
    const { header, data } = parsed.data;
    const mime = mimeOf(data);
    if (!mime) return null;
    const frame = header.frame_id.replace(/^\/+/, "");
    const at = this.#lens && this.#viewOf(frame, header.stamp);
    const view = at && this.#lens && { ...at, ...this.#lens };
    return { op: "picture", camera: this.#name, stamp: header.stamp, mime, data_base64: data, view };
  }
}

/** Beside a picture's topic, as image_transport has it. */
const infoTopic = (image: string): string =>
  image.replace(/\/(compressed|compressedDepth|theora)$/, "").replace(/[^/]+$/, "camera_info");

/** By the first bytes: what `format` says differs from driver to driver. */
const mimeOf = (base64: string): Picture["mime"] | null => {
  if (base64.startsWith("iVBORw0KGgo")) return "image/png";
  return base64.startsWith("/9j/") ? "image/jpeg" : null;
};

/** Field of view by the camera's matrix; null of one that is not calibrated. */
const lensOf = (message: unknown): { fov_y_rad: number; aspect: number } | null => {
  const parsed = CameraInfoIn.safeParse(message);
  if (!parsed.success) return null;
  const { width, height, matrix } = parsed.data;
  const [fx, fy] = [matrix[0] ?? 0, matrix[4] ?? 0];
  if (!(fx > 0 && fy > 0 && width > 0 && height > 0)) return null;
  return { fov_y_rad: 2 * Math.atan(height / 2 / fy), aspect: width / fx / (height / fy) };
};
