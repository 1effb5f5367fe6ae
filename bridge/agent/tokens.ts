import type { ModelMessage } from "./model-client.ts";

const BYTES_PER_TOKEN = 3.2;
const TOKENS_PER_MESSAGE = 6;

/**
 * An upper guess of the tokens of a text, for any tokenizer: bytes / 3.2, and one for each digit, since Llama's
 * tokenizers spell numbers digit by digit.
 */
export const textTokens = (text: string): number => {
  let digits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) digits += 1;
  }
  return Math.ceil((Buffer.byteLength(text, "utf8") - digits) / BYTES_PER_TOKEN + digits);
};

/** An upper guess of the tokens of a PNG: one for each 28 × 28 patch, and no less than a tile costs. */
export const imageTokens = (png: Uint8Array): number => {
  const { width, height } = pngSize(png);
  return Math.max(256, Math.ceil(width / 28) * Math.ceil(height / 28));
};

export const messageTokens = (message: ModelMessage): number =>
  TOKENS_PER_MESSAGE +
  textTokens(message.content) +
  (message.images ?? []).reduce((sum, image) => sum + imageTokens(image.png), 0);

/** Width and height from the header of a PNG (IHDR, PNG specification 11.2.2). */
const pngSize = (png: Uint8Array): { width: number; height: number } => {
  if (png.byteLength < 24) return { width: 0, height: 0 };
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
};
