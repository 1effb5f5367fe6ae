import { crc32, deflateSync, inflateSync } from "node:zlib";
import { Refusal } from "./participant.ts";

/*
 * rosbridge's png compression: the UTF-8 text of a message as the pixels of an RGB picture, about square, padded with
 * line feeds, in base64. Format: PNG specification, third edition (W3C).
 */

const SIGNATURE = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const CHANNELS = 3;
const LINE_FEED = 0x0a;
/** Bytes of pixels that are unpacked of a client's picture. */
const MAX_PIXEL_BYTES = 16 * 1024 * 1024;
/** So many times its own size a picture may unpack to, beyond a megabyte: small ones must not cost the server dearly. */
const MAX_RATIO = 200;
const FREE_PIXEL_BYTES = 1024 * 1024;

const chunk = (type: string, content: Buffer): Buffer => {
  const framed = Buffer.alloc(content.length + 12);
  framed.writeUInt32BE(content.length, 0);
  framed.write(type, 4, "latin1");
  content.copy(framed, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, content.length + 8)), content.length + 8);
  return framed;
};

const header = (width: number, height: number): Buffer => {
  const content = Buffer.alloc(13);
  content.writeUInt32BE(width, 0);
  content.writeUInt32BE(height, 4);
  content.set([8, 2], 8); // eight bits a channel, RGB
  return content;
};

/** Packs a text into a picture. @returns base64 */
export const encodePng = (text: string): string => {
  const bytes = Buffer.from(text);
  const width = Math.max(1, Math.floor(Math.sqrt(bytes.length / CHANNELS)));
  const stride = width * CHANNELS;
  const height = Math.max(1, Math.ceil(bytes.length / stride));
  const rows = Buffer.alloc(height * (stride + 1), LINE_FEED);
  for (let row = 0; row < height; row++) {
    rows[row * (stride + 1)] = 0; // no filter: text has nothing to predict
    bytes.copy(rows, row * (stride + 1) + 1, row * stride, (row + 1) * stride);
  }
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header(width, height)),
    chunk("IDAT", deflateSync(rows, { level: 1 })),
    chunk("IEND", Buffer.alloc(0)),
  ]).toString("base64");
};

/** A message's text as a `png` operation. */
export const pngOp = (text: string): string => `{"op":"png","data":"${encodePng(text)}"}`;

/** The text in a picture. @throws Refusal for what is no such picture, or unpacks to too much */
export const decodePng = (base64: string): string => {
  const file = Buffer.from(base64, "base64");
  const { width, height, packed } = readChunks(file);
  const stride = width * CHANNELS;
  let rows: Buffer;
  try {
    rows = inflateSync(packed, { maxOutputLength: height * (stride + 1) });
  } catch (error) {
    throw new Refusal(`The PNG cannot be unpacked: ${(error as Error).message}. Send it whole.`);
  }
  if (rows.length < height * (stride + 1))
    throw new Refusal(
      `The PNG holds ${rows.length} bytes in place of ${height * (stride + 1)}. Send it whole.`,
    );
  const pixels = Buffer.alloc(height * stride);
  for (let row = 0; row < height; row++) unfilter(rows, pixels, row, stride);
  return pixels.toString("utf8");
};

const readChunks = (file: Buffer): { width: number; height: number; packed: Buffer } => {
  if (
    !file.subarray(0, 8).equals(SIGNATURE) ||
    file.toString("latin1", 12, 16) !== "IHDR" ||
    file.length < 33
  )
    throw new Refusal("This is no PNG in base64; pack the message's text into the pixels of one.");
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  if (file[24] !== 8 || file[25] !== 2 || file[28] !== 0)
    throw new Refusal("The PNG is of another kind; write it as RGB, 8 bits a channel, not interlaced.");
  const limit = Math.min(MAX_PIXEL_BYTES, Math.max(FREE_PIXEL_BYTES, MAX_RATIO * file.length));
  if (width < 1 || height < 1 || width * height * CHANNELS > limit)
    throw new Refusal(
      `A PNG of ${width} x ${height} pixels is no message here; ${limit} bytes are the limit for it. Send it smaller.`,
    );
  const parts: Buffer[] = [];
  for (let at = 8; at + 12 <= file.length; at += file.readUInt32BE(at) + 12)
    if (file.toString("latin1", at + 4, at + 8) === "IDAT")
      parts.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
  return { width, height, packed: Buffer.concat(parts) };
};

/** Undoes the filter of one row (section 9 of the specification). */
const unfilter = (rows: Buffer, pixels: Buffer, row: number, stride: number): void => {
  const from = row * (stride + 1);
  const to = row * stride;
  const filter = rows[from] as number;
  if (filter > 4) throw new Refusal(`The PNG names filter ${filter}; there are 0 to 4. Write it anew.`);
  for (let column = 0; column < stride; column++) {
    const left = column < CHANNELS ? 0 : (pixels[to + column - CHANNELS] as number);
    const above = row === 0 ? 0 : (pixels[to + column - stride] as number);
    const corner = row === 0 || column < CHANNELS ? 0 : (pixels[to + column - stride - CHANNELS] as number);
    pixels[to + column] = (rows[from + 1 + column] as number) + predicted(filter, left, above, corner);
  }
};

const predicted = (filter: number, left: number, above: number, corner: number): number => {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  // Paeth: which of the three is nearest to left + above - corner.
  const byLeft = Math.abs(above - corner);
  const byAbove = Math.abs(left - corner);
  const byCorner = Math.abs(left + above - 2 * corner);
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
};
