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
  readonly #limit: number;
  #parts: Buffer[] = [];
  #bytes = 0;

  /** `limit`: bytes of the longest frame. */
  constructor(limit: number = MAX_FRAME_BYTES) {
    this.#limit = limit;
  }

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
    if (this.#bytes > this.#limit) throw new FrameViolation(`sent a frame longer than ${this.#limit} bytes`);
    this.#parts.push(part);
  }
}

/** One line for Python, or why the frame cannot be sent. */
export const encodeFrame = (
  frame: ToPython,
  limit: number = MAX_FRAME_BYTES,
): { line: Buffer } | { tooBig: string } => {
  const line = Buffer.from(`${JSON.stringify(frame)}\n`);
  if (line.length > limit) return { tooBig: `takes ${line.length} bytes; the limit is ${limit}` };
  if (!nestsWithin(line, MAX_FRAME_DEPTH)) return { tooBig: `nests deeper than ${MAX_FRAME_DEPTH} levels` };
  return { line };
};
