import { PrimitiveError, type Profile, type Stamp, stampToNs, stampToSeconds } from "../protocol/index.ts";
import type { Connection } from "./connection.ts";
import { CompressedImageIn, ImageIn } from "./messages.ts";
import { depthOf, type Picture, pictureOfPng, pngOf, rgbOf } from "./pixels.ts";
import { rosType } from "./ros-spelling.ts";
import { until } from "./until.ts";

export interface CameraPicture extends Picture {
  name: string;
  /** Metres, height × width row-major; null without a depth camera. */
  depth_m: Float32Array | null;
  png: Uint8Array;
  stamp_s: number;
}

/** Wall seconds; a simulator's first picture takes several where the machine is busy. */
const TIMEOUT_S = 15;
/** Colour and depth that are further apart on the robot's clock do not belong together. */
const PAIR_NS = 50_000_000n;

interface Shot {
  picture: Picture;
  png: Uint8Array | null;
  stamp: Stamp;
}

/** Topics are subscribed to for one picture at a time: cameras are costly while somebody listens. */
export class Cameras {
  readonly #connection: Connection;
  readonly #profile: Profile;

  constructor(connection: Connection, profile: Profile) {
    this.#connection = connection;
    this.#profile = profile;
  }

  /**
   * A picture taken at or after `since` on the robot's clock, with depth of the same moment; null: the first camera.
   *
   * @throws PrimitiveError `NotFound` for an unknown camera, `Stale` when no picture comes, `Stopped`, `Disconnected`,
   *   `NotSupported` for an encoding that cannot be read
   */
  async capture(camera: string | null, since: Stamp, signal: AbortSignal): Promise<CameraPicture> {
    const name = camera ?? Object.keys(this.#profile.cameras)[0];
    if (name === undefined)
      throw new PrimitiveError("NotSupported", `Profile "${this.#profile.name}" has no cameras.`);
    const topics = Object.hasOwn(this.#profile.cameras, name) ? this.#profile.cameras[name] : undefined;
    if (!topics)
      throw new PrimitiveError(
        "NotFound",
        `There is no camera "${name}". Cameras: ${Object.keys(this.#profile.cameras).join(", ") || "none"}.`,
      );
    if (this.#connection.state !== "connected")
      throw new PrimitiveError(
        "Disconnected",
        `No picture from "${name}": the connection to the robot is down.`,
      );
    const { shot, depth } = await until<{ shot: Shot; depth: ImageIn | null }>(
      (resolve, reject) => {
        let shot: Shot | null = null;
        let depth: ImageIn | null = null;
        const fresh = (stamp: Stamp): boolean => stampToNs(stamp) >= stampToNs(since);
        const tryPair = (): void => {
          if (!shot) return;
          if (topics.depth === null) return resolve({ shot, depth: null });
          if (depth && apart(shot.stamp, depth.header.stamp) <= PAIR_NS) resolve({ shot, depth });
        };
        const color = (message: unknown): void => {
          try {
            shot = (topics.raw === null ? fromPng(message) : fromRaw(message)) ?? shot;
            if (shot && !fresh(shot.stamp)) shot = null;
            tryPair();
          } catch (error) {
            reject(error as Error);
          }
        };
        const stops = [
          topics.raw === null
            ? this.#connection.subscribe(topics.image, { type: this.#type("CompressedImage") }, color)
            : this.#connection.subscribe(topics.raw, { type: this.#type("Image") }, color),
        ];
        if (topics.depth !== null)
          stops.push(
            this.#connection.subscribe(topics.depth, { type: this.#type("Image") }, (message) => {
              const parsed = ImageIn.safeParse(message);
              if (!parsed.success || !fresh(parsed.data.header.stamp)) return;
              depth = parsed.data;
              tryPair();
            }),
          );
        return () => {
          for (const stop of stops) stop();
        };
      },
      {
        timeoutS: TIMEOUT_S,
        signal,
        late: () =>
          new PrimitiveError(
            "Stale",
            `No fresh picture from camera "${name}" (${topics.raw ?? topics.image}${topics.depth ? `, ${topics.depth}` : ""}) within ${TIMEOUT_S} s. Check that the camera runs.`,
          ),
      },
    );
    const { picture } = shot;
    const png = shot.png ?? pngOf(picture);
    const sameSize = depth?.width === picture.width && depth.height === picture.height;
    if (depth && !sameSize)
      throw new PrimitiveError(
        "NotSupported",
        `Camera "${name}" sends depth of ${depth.width}×${depth.height} for pictures of ${picture.width}×${picture.height}; name a depth topic registered to the picture in the profile.`,
      );
    return {
      name,
      ...picture,
      depth_m: depth ? depthOf(depth) : null,
      png,
      stamp_s: stampToSeconds(shot.stamp),
    };
  }

  #type(name: string): string {
    return rosType(this.#profile.ros_version, `sensor_msgs/msg/${name}`);
  }
}

const fromRaw = (message: unknown): Shot | null => {
  const parsed = ImageIn.safeParse(message);
  return parsed.success ? { picture: rgbOf(parsed.data), png: null, stamp: parsed.data.header.stamp } : null;
};

const fromPng = (message: unknown): Shot | null => {
  const parsed = CompressedImageIn.safeParse(message);
  if (!parsed.success) return null;
  const { data, format, header } = parsed.data;
  return { picture: pictureOfPng(data, format), png: data, stamp: header.stamp };
};

const apart = (a: Stamp, b: Stamp): bigint => {
  const difference = stampToNs(a) - stampToNs(b);
  return difference < 0n ? -difference : difference;
};
