import type { ByteBudget } from "./byte-budget.ts";
import { Fifo } from "./fifo.ts";

/** Messages that a throttle holds back, oldest first; full, it loses the oldest. */
export class Backlog<T> {
  readonly #budget: ByteBudget;
  readonly #waiting = new Fifo<{ readonly item: T; readonly bytes: number }>();

  constructor(budget: ByteBudget) {
    this.#budget = budget;
  }

  get length(): number {
    return this.#waiting.length;
  }

  push(item: T, bytes: number, maxLength: number): void {
    while (this.length >= maxLength) this.shift();
    while (!this.#budget.take(bytes)) if (this.shift() === undefined) return;
    this.#waiting.push({ item, bytes });
  }

  shift(): T | undefined {
    const oldest = this.#waiting.shift();
    if (oldest) this.#budget.give(oldest.bytes);
    return oldest?.item;
  }

  clear(): void {
    while (this.shift() !== undefined);
  }
}
