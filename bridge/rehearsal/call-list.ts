import type { EventBody, PrimitiveErrorCode, Rehearsal } from "../protocol/index.ts";

type Call = Rehearsal["calls"][number];
type Result = Extract<EventBody, { type: "primitive_result" }>;

/** Calls beyond this many are counted; what went wrong is told all the same. */
const MOST_CALLS = 200;
const MOST_VIOLATIONS = 50;
const MOST_CHARACTERS = 300;

/** What the safety gate refuses with, before anything moves. */
const REFUSALS: readonly PrimitiveErrorCode[] = ["LimitExceeded", "CollisionAhead", "Denied"];
/** Ends of a motion that nobody meant: it met something, a limit was felt, it could not follow its path. */
const UNMEANT_ENDS: readonly unknown[] = ["contact", "limit", "deviated"];

/** The calls of a program as they come, with what came of each, in plain words. */
export class CallList {
  readonly #calls: Call[] = [];
  #open: OpenCall | null = null;
  #violations = 0;
  #count = 0;

  get calls(): readonly Call[] {
    return this.#calls;
  }

  get violations(): number {
    return this.#violations;
  }

  /** Calls that were made and are not in the list. */
  get leftOut(): number {
    return this.#count - this.#calls.length;
  }

  /** The call under way. */
  get current(): { readonly name: string; readonly line: number | null } | null {
    return this.#open;
  }

  /** To be told of every event of the program. */
  add(event: EventBody): void {
    const open = this.#open;
    if (event.type === "primitive_call") {
      const { name, line, params } = event;
      this.#open = { name, line, params, receipts: [] };
    } else if (event.type === "receipt")
      open?.receipts.push({ ended_by: event.receipt["ended_by"], text: event.text });
    else if (event.type === "primitive_result" && open) {
      this.#open = null;
      this.#put(open, event);
    }
  }

  #put({ name, line, params, receipts }: OpenCall, { ok, error }: Result): void {
    this.#count += 1;
    const violation =
      (error !== null && REFUSALS.includes(error.code)) ||
      receipts.some(({ ended_by }) => UNMEANT_ENDS.includes(ended_by));
    if (violation) this.#violations += 1;
    if (this.#calls.length >= MOST_CALLS + (violation ? MOST_VIOLATIONS : 0)) return;
    const said = receipts.map(({ text }) => text).join("; ");
    const text = error ? error.message : said || wordsOf(name, params);
    this.#calls.push({ name, line, ok, text: clipped(text), violation });
  }
}

interface OpenCall {
  readonly name: string;
  readonly line: number | null;
  readonly params: Record<string, unknown>;
  readonly receipts: Receipt[];
}

interface Receipt {
  readonly ended_by: unknown;
  readonly text: string;
}

const clipped = (text: string): string =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;

/** What a call without a receipt does that concerns a person; empty for one that only looks. */
const wordsOf = (name: string, params: Record<string, unknown>): string => {
  if (name === "wait") return `waits ${String(params["seconds"])} s`;
  if (name === "user.say") return `says “${String(params["text"])}”`;
  if (name === "finish") return `finishes: ${String(params["summary"])}`;
  return name === "give_up" ? `gives up: ${String(params["reason"])}` : "";
};
