import type { z } from "zod";
import { type Emit, PrimitiveError, type Stamp, stampToNs } from "../protocol/index.ts";
import type { Connection } from "./connection.ts";
import type { Unsubscribe } from "./types.ts";

export interface Arrived<T> {
  readonly message: T;
  /** performance.now() of its arrival. */
  readonly arrived_ms: number;
}

/** The checked messages of one topic: the newest, and whoever waits for the next. */
export class TopicFeed<T> {
  readonly topic: string;
  readonly #listeners = new Set<(message: T) => void>();
  readonly #unsubscribe: Unsubscribe;
  #last: Arrived<T> | null = null;
  #complained = false;

  constructor(connection: Connection, topic: string, type: string, schema: z.ZodType<T>, emit: Emit) {
    this.topic = topic;
    this.#unsubscribe = connection.subscribe(topic, type, (raw) => {
      const parsed = schema.safeParse(raw);
      if (!parsed.success) return this.#complain(type, parsed.error, emit);
      this.#last = { message: parsed.data, arrived_ms: performance.now() };
      for (const listener of [...this.#listeners]) listener(parsed.data);
    });
  }

  get last(): Arrived<T> | null {
    return this.#last;
  }

  on(listener: (message: T) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The first message, of those to come, that is wanted; null when none came within `timeoutS` wall seconds. */
  next(timeoutS: number, signal?: AbortSignal, wanted: (message: T) => boolean = () => true): Promise<T | null> {
    return new Promise((resolve, reject) => {
      const finish = (end: () => void): void => {
        clearTimeout(timer);
        off();
        signal?.removeEventListener("abort", aborted);
        end();
      };
      const aborted = (): void =>
        finish(() => reject(new PrimitiveError("Stopped", `stopped while waiting for ${this.topic}.`)));
      const off = this.on((message) => {
        if (wanted(message)) finish(() => resolve(message));
      });
      const timer = setTimeout(() => finish(() => resolve(null)), timeoutS * 1000);
      if (signal?.aborted) return aborted();
      signal?.addEventListener("abort", aborted);
    });
  }

  close(): void {
    this.#unsubscribe();
    this.#listeners.clear();
  }

  #complain(type: string, error: z.ZodError, emit: Emit): void {
    if (this.#complained) return;
    this.#complained = true;
    const issue = error.issues[0];
    const where = issue ? `${issue.path.join(".") || "message"}: ${issue.message}` : "unreadable";
    emit({
      type: "notice",
      level: "warning",
      text: `${this.topic} sends what is no ${type} (${where}); such messages are ignored. Check the topic's name in the profile.`,
    });
  }
}

/** Whether stamp `a` is at or after `b`. */
export const notBefore = (a: Stamp, b: Stamp): boolean => stampToNs(a) >= stampToNs(b);
