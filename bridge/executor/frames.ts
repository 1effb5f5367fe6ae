import { FromPython, MAX_FRAME_BYTES, MAX_FRAME_DEPTH, type ToPython } from "../protocol/index.ts";

/** Python, or a program that got hold of its descriptor, sent something that is no frame. Nothing after it is read. */
export class FrameViolation extends Error {
  override readonly name = "FrameViolation";
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether JSON text nests no deeper than the limit; looked at before parsing, which deep nesting can crash. */
export const nestsWithin = (line: Uint8Array, limit: number): boolean => {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < line.length; i++) {
    const byte = line[i];
    if (inString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > limit) return false;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return true;
};

const parseFrame = (line: Buffer): FromPython => {
  if (!nestsWithin(line, MAX_FRAME_DEPTH))
    throw new FrameViolation(`sent a frame nested deeper than ${MAX_FRAME_DEPTH} levels`);
  let json: unknown;
  try {
    json = JSON.parse(line.toString("utf8"));
  } catch {
    throw new FrameViolation("sent a line that is not JSON");
  }
  const frame = FromPython.safeParse(json);
  if (frame.success) return frame.data;
  const issue = frame.error.issues[0];
  throw new FrameViolation(`sent an invalid frame (${issue?.path.join(".") || "t"}: ${issue?.message})`);
};

/** Splits what comes from Python into validated frames, with size and depth bounded before anything is parsed. */
export class FrameReader {
  #parts: Buffer[] = [];
  #bytes = 0;

  /**
   * The frames that a chunk completes.
   *
   * @throws FrameViolation at the first line that is no frame or is too long
   */
  *push(chunk: Buffer): Generator<FromPython> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end));
      start = end + 1;
      const line = this.#parts.length === 1 && this.#parts[0] ? this.#parts[0] : Buffer.concat(this.#parts);
      this.#parts = [];
      this.#bytes = 0;
      yield parseFrame(line);
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  #keep(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > MAX_FRAME_BYTES)
      throw new FrameViolation(`sent a frame longer than ${MAX_FRAME_BYTES} bytes`);
    this.#parts.push(part);
  }
}

/** One line for Python, or why the frame cannot be sent. */
export const encodeFrame = (frame: ToPython): { line: Buffer } | { tooBig: string } => {
  const line = Buffer.from(`${JSON.stringify(frame)}\n`);
  if (line.length > MAX_FRAME_BYTES)
    return { tooBig: `takes ${line.length} bytes; the limit is ${MAX_FRAME_BYTES}` };
  if (!nestsWithin(line, MAX_FRAME_DEPTH)) return { tooBig: `nests deeper than ${MAX_FRAME_DEPTH} levels` };
  return { line };
};
