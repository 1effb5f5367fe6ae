import { StringDecoder } from "node:string_decoder";

/** Characters of an action's output that are kept, half from its start and half from its end. */
export const KEPT_CHARACTERS = 1024 * 1024;

// C0 but tab and newline, DEL, C1, and the marks that turn the direction of text around (they can disguise code).
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

const shown = (character: string): string => {
  const code = character.charCodeAt(0);
  if (character === "\r") return "\\r";
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
};

/** Text with control characters written out, so that a terminal or page shows them and does not obey them. */
export const showControls = (text: string): string => text.replaceAll("\r\n", "\n").replace(controls, shown);

/** Text of one stream, from bytes that may be cut anywhere. */
export class StreamText {
  readonly #decoder = new StringDecoder("utf8");
  #heldBack = "";

  push(chunk: Buffer): string {
    const text = this.#heldBack + this.#decoder.write(chunk);
    // A carriage return at the end may be half of a line end.
    this.#heldBack = text.endsWith("\r") ? "\r" : "";
    return showControls(this.#heldBack ? text.slice(0, -1) : text);
  }

  /** What was held back; the stream may go on afterwards. */
  flush(): string {
    const text = this.#heldBack + this.#decoder.end();
    this.#heldBack = "";
    return showControls(text);
  }
}

/** Keeps head and tail of a long text. */
export class KeptText {
  readonly #half: number;
  #head = "";
  #tail = "";
  #left = 0;

  constructor(limit: number = KEPT_CHARACTERS) {
    this.#half = Math.floor(limit / 2);
  }

  add(text: string): void {
    const room = this.#half - this.#head.length;
    this.#head += text.slice(0, room);
    this.#tail += text.slice(Math.max(room, 0));
    // Cut rarely: each cut copies.
    if (this.#tail.length > 2 * this.#half) this.#cut();
  }

  #cut(): void {
    const excess = this.#tail.length - this.#half;
    if (excess <= 0) return;
    this.#left += excess;
    this.#tail = this.#tail.slice(excess);
  }

  text(): string {
    this.#cut();
    return this.#left === 0
      ? this.#head + this.#tail
      : `${this.#head}\n[… ${this.#left} characters left out …]\n${this.#tail}`;
  }
}
