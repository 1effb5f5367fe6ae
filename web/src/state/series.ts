/** Rows of numbers over time, the newest first to stay: a ring, so that memory is bounded however long it records. */
export class Series {
  readonly names: readonly string[];
  readonly #capacity: number;
  readonly #times: Float64Array;
  /** Row by row: what is read together lies together. */
  readonly #values: Float32Array;
  /** Rows ever pushed since the last clear; the newest is in slot (count − 1) mod capacity. */
  #count = 0;

  /**
   * @param names of the columns
   * @param capacity rows that are kept
   */
  constructor(names: readonly string[], capacity: number) {
    this.names = names;
    this.#capacity = capacity;
    this.#times = new Float64Array(capacity);
    this.#values = new Float32Array(capacity * names.length);
  }

  get length(): number {
    return Math.min(this.#count, this.#capacity);
  }

  /** Time of the oldest and of the newest row, seconds; null without one. */
  get range(): { readonly firstS: number; readonly lastS: number } | null {
    if (this.#count === 0) return null;
    return { firstS: this.timeAt(0), lastS: this.timeAt(this.length - 1) };
  }

  /**
   * Adds a row. One of the same time as the newest is left out: a clock that stands tells nothing new. One before it
   * begins anew: the clock was set back, and what was before is of another run.
   *
   * @param values by column; NaN where nothing was measured
   * @returns false when it was left out
   */
  push(timeS: number, values: ArrayLike<number>): boolean {
    const lastS = this.#count === 0 ? Number.NEGATIVE_INFINITY : this.timeAt(this.length - 1);
    if (timeS === lastS) return false;
    if (timeS < lastS) this.clear();
    const slot = this.#count % this.#capacity;
    const width = this.names.length;
    this.#times[slot] = timeS;
    for (let i = 0; i < width; i += 1) this.#values[slot * width + i] = values[i] ?? Number.NaN;
    this.#count += 1;
    return true;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Time of a row, seconds; 0 is the oldest. */
  timeAt(row: number): number {
    return this.#times[this.#slot(row)] ?? Number.NaN;
  }

  valueAt(row: number, column: number): number {
    return this.#values[this.#slot(row) * this.names.length + column] ?? Number.NaN;
  }

  #slot(row: number): number {
    return (this.#count - this.length + row) % this.#capacity;
  }
}
