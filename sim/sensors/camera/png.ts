import { crc32, deflateSync } from "node:zlib";

const chunk = (type: string, body: Uint8Array): Buffer => {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(body.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
};

/** Encodes 8-bit RGB pixels, row by row, as PNG (RFC 2083). */
export const encodePng = (width: number, height: number, rgb: Uint8Array): Buffer => {
  const stride = 3 * width;
  const rows = Buffer.alloc(height * (stride + 1));
  for (let y = 0; y < height; y++) {
    const row = y * (stride + 1);
    // "Sub" filter: differences along the row pack far better than flat colours with soft shading do raw.
    rows[row] = 1;
    for (let i = 0; i < stride; i++) {
      const at = y * stride + i;
      rows[row + 1 + i] = (rgb[at] ?? 0) - (i < 3 ? 0 : (rgb[at - 3] ?? 0));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows, { level: 3 })),
    chunk("IEND", new Uint8Array()),
  ]);
};
