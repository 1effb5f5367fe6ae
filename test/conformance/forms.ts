import common from "@foxglove/rosmsg-msgs-common";
import { MessageReader } from "@foxglove/rosmsg2-serialization";
import { decode } from "cbor-x";
import { decode as decodePicture, encode as encodePicture } from "fast-png";

/* Decoders that owe nothing to our server's encoders: what they read, other people's clients read. */

/** Typed arrays as {type, values}, so that patterns can name both. */
export const plain = (value: unknown): unknown => {
  if (typeof value === "bigint") return Number(value);
  if (ArrayBuffer.isView(value)) {
    const values = Array.from(value as unknown as ArrayLike<number | bigint>, Number);
    return { type: value instanceof Uint8Array ? "bytes" : value.constructor.name, values };
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, plain(one)]));
};

export const fromCbor = (bytes: Buffer): unknown => decode(bytes);

/** Puts the read message in the place of its bytes. @param type package/msg/Name */
export const fromCborRaw = (bytes: Buffer, type: string): unknown => {
  const operation = decode(bytes) as { msg: { bytes: Uint8Array } };
  const all = Object.values(common.ros2jazzy);
  const root = all.find(({ name }) => name === type.replace("/msg/", "/"));
  if (!root) throw new Error(`${type} is not known to the reader`);
  const message = new MessageReader([root, ...all]).readMessage(operation.msg.bytes);
  return { ...operation, msg: { ...operation.msg, bytes: message } };
};

export const fromPng = (base64: string): unknown =>
  JSON.parse(new TextDecoder().decode(Uint8Array.from(decodePicture(Buffer.from(base64, "base64")).data)));

/** A text as a PNG of RGB pixels, padded with line feeds, in base64. */
export const toPng = (text: string): string => {
  const bytes = Buffer.from(text);
  const width = 16;
  const height = Math.ceil(bytes.length / (3 * width));
  const data = Buffer.alloc(width * height * 3, "\n");
  bytes.copy(data);
  return Buffer.from(encodePicture({ width, height, data, channels: 3, depth: 8 })).toString("base64");
};
