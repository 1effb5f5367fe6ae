import type { Fragment } from "./operations.ts";
import { type Id, Refusal } from "./participant.ts";

/** Characters that may wait for their other parts, over all messages of a client. */
const MAX_WAITING = 16 * 1024 * 1024;
const MAX_PARTS = 10_000;
const MAX_MESSAGES = 64;

interface Partial {
  readonly parts: (string | undefined)[];
  missing: number;
  length: number;
}

/** The messages of one client that arrived in part. */
export class Fragments {
  readonly #messages = new Map<Id, Partial>();
  #length = 0;

  /**
   * Adds a part.
   *
   * @returns the whole text once its last part is there
   * @throws Refusal for a part that does not fit the others, or when too much waits
   */
  add({ id, data, num, total }: Fragment): string | null {
    if (num >= total || total > MAX_PARTS)
      throw new Refusal(
        `Part ${num} of ${total} cannot be; parts count from 0, and a message has at most ${MAX_PARTS}.`,
      );
    let message = this.#messages.get(id);
    if (message && message.parts.length !== total) {
      this.#forget(id, message);
      throw new Refusal(
        `The parts of "${id}" disagree on their number (${message.parts.length} and ${total}). Send them anew.`,
      );
    }
    if (!message) {
      if (this.#messages.size >= MAX_MESSAGES) this.#forgetOldest();
      message = { parts: Array.from<string | undefined>({ length: total }), missing: total, length: 0 };
      this.#messages.set(id, message);
    }
    if (message.parts[num] !== undefined) return null;
    if (this.#length + data.length > MAX_WAITING) {
      this.#forget(id, message);
      throw new Refusal(
        `Parts of more than ${MAX_WAITING} characters wait for their rest; "${id}" was dropped. Send less at once.`,
      );
    }
    message.parts[num] = data;
    message.missing -= 1;
    message.length += data.length;
    this.#length += data.length;
    if (message.missing > 0) return null;
    this.#forget(id, message);
    return message.parts.join("");
  }

  #forgetOldest(): void {
    const [oldest] = this.#messages;
    if (oldest) this.#forget(...oldest);
  }

  #forget(id: Id, message: Partial): void {
    this.#messages.delete(id);
    this.#length -= message.length;
  }
}

/** Smallest part that a client gets, characters, however small it asks for: each costs a frame. */
const MIN_PART = 10;

const splitsPair = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

/** Cuts a message's text into `fragment` operations of at most `size` characters of it each. */
export const cut = (text: string, size: number, id: Id): string[] => {
  const length = Math.max(size, MIN_PART, Math.ceil(text.length / (MAX_PARTS - 1)));
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    let to = Math.min(from + length, text.length);
    // Half a surrogate pair is no text: clients in other languages could not join it.
    if (to < text.length && splitsPair(text, to)) to -= 1;
    parts.push(text.slice(from, to));
    from = to;
  }
  return parts.map((data, num) => JSON.stringify({ op: "fragment", id, data, num, total: parts.length }));
};
