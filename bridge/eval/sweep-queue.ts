import type { EvalJob, EvalResult } from "../protocol/index.ts";
import type { JobSource } from "./job-source.ts";

/** What a sweep may use up; null: as much as it takes. */
export interface SweepBudget {
  readonly usd: number | null;
  readonly tokens: number | null;
}

/** The jobs of a sweep on one machine, as long as its budget lasts. */
export class SweepQueue implements JobSource {
  readonly #jobs: EvalJob[];
  readonly #budget: SweepBudget;
  readonly #keep: (result: EvalResult) => Promise<void>;
  #usd = 0;
  #tokens = 0;
  #stopped = false;
  #keeping: Promise<void> = Promise.resolve();

  /**
   * @param before results that the sweep has already, which count for the budget
   * @param keep called with one result at a time
   */
  constructor(options: {
    readonly jobs: readonly EvalJob[];
    readonly before: readonly EvalResult[];
    readonly budget: SweepBudget;
    readonly keep: (result: EvalResult) => Promise<void>;
  }) {
    this.#jobs = [...options.jobs];
    this.#budget = options.budget;
    this.#keep = options.keep;
    for (const result of options.before) this.#count(result);
  }

  /** Jobs that nobody has begun. */
  get left(): number {
    return this.#jobs.length;
  }

  /** What is used up, in words; null while there is some left. */
  get overBudget(): string | null {
    const { usd, tokens } = this.#budget;
    if (usd !== null && this.#usd >= usd)
      return `the budget of $${usd} is used up ($${this.#usd.toFixed(4)})`;
    return tokens !== null && this.#tokens >= tokens
      ? `the budget of ${tokens} tokens is used up (${this.#tokens})`
      : null;
  }

  /** No more jobs are handed out. */
  stop(): void {
    this.#stopped = true;
  }

  async next(): Promise<EvalJob | null> {
    return this.#stopped || this.overBudget !== null ? null : (this.#jobs.shift() ?? null);
  }

  async done(result: EvalResult): Promise<void> {
    this.#count(result);
    this.#keeping = this.#keeping.then(() => this.#keep(result));
    await this.#keeping;
  }

  #count({ cost, prompt_tokens, completion_tokens }: EvalResult): void {
    this.#usd += cost ?? 0;
    this.#tokens += prompt_tokens + completion_tokens;
  }
}
