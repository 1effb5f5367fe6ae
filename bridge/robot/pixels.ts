import { decode, encode } from "fast-png";
import { PrimitiveError } from "../protocol/index.ts";
import type { ImageIn } from "./messages.ts";

/** Channels of an encoding, and where red, green and blue stand among them. */
const COLOR: Record<string, { channels: number; rgb: readonly [number, number, number] }> = {
  rgb8: { channels: 3, rgb: [0, 1, 2] },
  bgr8: { channels: 3, rgb: [2, 1, 0] },
  rgba8: { channels: 4, rgb: [0, 1, 2] },
  bgra8: { channels: 4, rgb: [2, 1, 0] },
  mono8: { channels: 1, rgb: [0, 0, 0] },
};

export interface Picture {
  width: number;
  height: number;
  /** height × width × 3, row-major. */
  rgb: Uint8Array;
}

/** Red, green, blue of a sensor_msgs/msg/Image. Throws PrimitiveError `NotSupported` for another encoding. */
export function rgbOf(image: ImageIn): Picture {
  const { width, height, step, data } = image;
  const color = COLOR[image.encoding];
  if (!color || data.length < step * (height - 1) + width * color.channels)
    throw unreadable(image, Object.keys(COLOR));
  const { channels, rgb: order } = color;
  const rgb = new Uint8Array(width * height * 3);
  let to = 0;
  for (let row = 0; row < height; row++)
    for (let at = row * step, end = at + width * channels; at < end; at += channels)
      for (const channel of order) rgb[to++] = data[at + channel] ?? 0;
  return { width, height, rgb };
}

/** Metres along the optical axis, height × width row-major, NaN where unknown. Throws `NotSupported` likewise. */
export function depthOf(image: ImageIn): Float32Array {
  const { width, height, step, data } = image;
  const bytes = { "32FC1": 4, "16UC1": 2, mono16: 2 }[image.encoding];
  if (!bytes || data.length < step * (height - 1) + width * bytes)
    throw unreadable(image, ["32FC1", "16UC1"]);
  const little = !image.is_bigendian;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const depth = new Float32Array(width * height);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const at = row * step + column * bytes;
      // REP-118: 16UC1 counts millimetres, and 0 means that nothing was measured.
      const value =
        bytes === 4 ? view.getFloat32(at, little) : view.getUint16(at, little) / 1000 || Number.NaN;
      depth[row * width + column] = value;
    }
  return depth;
}

/** A PNG file of a picture. */
export const pngOf = ({ width, height, rgb }: Picture): Uint8Array =>
  encode({ width, height, data: rgb, channels: 3, depth: 8 }, { zlib: { level: 3 } });

/** Reads an 8-bit PNG file. Throws PrimitiveError `NotSupported` for JPEG and other pictures. */
export function pictureOfPng(png: Uint8Array, format: string): Picture {
  const isPng = png[0] === 0x89 && png[1] === 0x50;
  if (!isPng)
    throw new PrimitiveError(
      "NotSupported",
      `The camera sends "${format}" and no raw pictures; only PNG can be read. Name its raw topic in the profile.`,
    );
  const { width, height, data, channels, depth, palette } = decode(png);
  if (depth !== 8 || palette)
    throw new PrimitiveError("NotSupported", `A PNG of ${depth} bits cannot be read; 8 can.`);
  const rgb = new Uint8Array(width * height * 3);
  const color = channels >= 3;
  for (let pixel = 0; pixel < width * height; pixel++)
    for (let c = 0; c < 3; c++) rgb[pixel * 3 + c] = data[pixel * channels + (color ? c : 0)] ?? 0;
  return { width, height, rgb };
}

const unreadable = (image: ImageIn, known: readonly string[]): PrimitiveError =>
  new PrimitiveError(
    "NotSupported",
    `A ${image.width}×${image.height} picture "${image.encoding}" of ${image.data.length} bytes cannot be read; encodings that can: ${known.join(", ")}.`,
  );
