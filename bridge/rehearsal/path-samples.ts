import type { Rehearsal, Vec3 } from "../protocol/index.ts";

/** More samples than this are not sent: of a long path every second, fourth, … is kept. */
export const MOST_SAMPLES = 500;

interface Sample {
  readonly t_s: number;
  readonly positions: readonly number[];
  readonly tool: Vec3 | null;
}

/** Six decimals: a micrometre, or a microradian. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/** The way that a robot went, in at most MOST_SAMPLES samples that are about evenly apart in time. */
export class PathSamples {
  #kept: Sample[] = [];
  #last: Sample | null = null;
  /** Seconds between two samples at least. */
  #apart_s = 0;

  /** @param t_s seconds since the start, never less than that of the sample before */
  add(sample: Sample): void {
    if (this.#last && sample.t_s <= this.#last.t_s) return;
    this.#last = sample;
    const before = this.#kept.at(-1);
    if (before && sample.t_s - before.t_s < this.#apart_s - 1e-6) return;
    this.#kept.push(sample);
    if (this.#kept.length < MOST_SAMPLES) return;
    this.#kept = this.#kept.filter((_, index) => index % 2 === 0);
    this.#apart_s = 2 * Math.max(this.#apart_s, sample.t_s / MOST_SAMPLES);
  }

  /** Seconds of the last sample. */
  get duration_s(): number {
    return this.#last?.t_s ?? 0;
  }

  get path(): Pick<Rehearsal, "path" | "tool"> {
    const last = this.#last;
    const samples = last && this.#kept.at(-1) !== last ? [...this.#kept, last] : this.#kept;
    return {
      path: samples.map(({ t_s, positions }) => ({ t_s: rounded(t_s), positions: positions.map(rounded) })),
      tool: samples.flatMap(({ tool }) => (tool ? [tool.map(rounded) as Vec3] : [])),
    };
  }
}
