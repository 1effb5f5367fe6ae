import { decode } from "fast-png";
import { type Event, stampToNs } from "../../../protocol/index.ts";
import type { StoredImage } from "../parquet/columns.ts";
import { type FeatureStatistics, imageStatistics } from "./statistics.ts";

/** Pictures, and every how many of their pixels, that statistics look at. */
const SAMPLED_PICTURES = 50;
const SAMPLED_PIXELS = 16;

export interface Camera {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

/** A picture that the agent took, as PNG. */
export interface TakenPicture {
  readonly camera: string;
  /** Of the robot's clock, nanoseconds. */
  readonly ns: bigint;
  readonly png: Uint8Array;
}

/** The pictures of cameras that an episode holds, in the order of time. */
export const takenPictures = (events: readonly Event[]): TakenPicture[] => {
  const pictures: TakenPicture[] = [];
  for (const event of events)
    if (event.type === "image" && event.source !== "figure" && event.stamp && event.data_base64 !== "")
      pictures.push({
        camera: event.source,
        ns: stampToNs(event.stamp),
        png: Buffer.from(event.data_base64, "base64"),
      });
  return pictures;
};

/** Width and height of a PNG, from its first chunk (PNG specification, 11.2.2); null for what is none. */
const pngSize = (png: Uint8Array): { width: number; height: number } | null => {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  if (png.byteLength < 24 || view.getUint32(12) !== 0x49484452) return null;
  return { width: view.getUint32(16), height: view.getUint32(20) };
};

/** The cameras of which there are pictures, all of one size. */
export const camerasOf = (pictures: readonly TakenPicture[]): Camera[] => {
  const names = [...new Set(pictures.map(({ camera }) => camera))].toSorted();
  return names.flatMap((name) => {
    const sizes = pictures.filter(({ camera }) => camera === name).map(({ png }) => pngSize(png));
    const [size] = sizes;
    const alike = size && sizes.every((one) => one?.width === size.width && one.height === size.height);
    return alike ? [{ name, ...size }] : [];
  });
};

/** The newest picture at a moment; the first where there is none yet. */
export const pictureAt = (pictures: readonly TakenPicture[], name: string, ns: bigint): StoredImage => {
  const ofCamera = pictures.filter(({ camera }) => camera === name);
  const newest = ofCamera.findLast((picture) => picture.ns <= ns) ?? ofCamera[0];
  return { bytes: newest?.png ?? new Uint8Array(0), path: null };
};

/** Some pixels of some pictures of each camera, for the statistics of a dataset. */
export class PictureSamples {
  readonly #pixels = new Map<string, Uint8Array[]>();

  add(pictures: readonly TakenPicture[]): void {
    for (const { camera, png } of pictures) {
      const sampled = this.#pixels.get(camera) ?? [];
      if (sampled.length >= SAMPLED_PICTURES) continue;
      sampled.push(somePixels(png));
      this.#pixels.set(camera, sampled);
    }
  }

  statistics(camera: string): FeatureStatistics {
    return imageStatistics(this.#pixels.get(camera) ?? []);
  }
}

/** RGB bytes of pixels all over a picture. */
const somePixels = (png: Uint8Array): Uint8Array => {
  const { data, channels } = decode(png);
  const pixels = new Uint8Array(Math.ceil(data.length / channels / SAMPLED_PIXELS) * 3);
  for (let from = 0, to = 0; from < data.length; from += channels * SAMPLED_PIXELS, to += 3)
    for (let colour = 0; colour < 3; colour += 1)
      pixels[to + colour] = data[from + (channels >= 3 ? colour : 0)] ?? 0;
  return pixels;
};
