import type { Estimate } from "../../protocol/index.ts";
import { seededIndices } from "./random.ts";
import { quantile } from "./spread.ts";

/** How every interval of a report is made. */
export const method = { level: 0.95, resamples: 2000, seed: 1 } as const;

/**
 * An estimate with its percentile bootstrap interval over clusters (Efron and Tibshirani, An Introduction to the
 * Bootstrap, 1993, chapter 13). What is resampled are whole clusters, here tasks with all their seeds: seeds of one task
 * come out alike, and taking them for independent would make the interval too narrow.
 *
 * @param clusters a row a cluster: its sums, of the same length in each
 * @param statistic of the rows' total; null where it has no value (a resample without one is left out)
 * @returns null where the statistic of all clusters has no value; no interval with fewer than two clusters
 */
export const clusterEstimate = (
  clusters: readonly (readonly number[])[],
  statistic: (total: ArrayLike<number>) => number | null,
  { level, resamples, seed }: { level: number; resamples: number; seed: number } = method,
): Estimate | null => {
  const n = clusters.length;
  const width = clusters[0]?.length ?? 0;
  const flat = Float64Array.from(clusters.flat());
  const sums = new Float64Array(width);
  const add = (cluster: number): void => {
    for (let j = 0; j < width; j += 1) sums[j] = (sums[j] ?? 0) + (flat[cluster * width + j] ?? 0);
  };
  for (let i = 0; i < n; i += 1) add(i);
  const value = statistic(sums);
  if (value === null) return null;
  if (n < 2) return { value, low: null, high: null };
  const index = seededIndices(seed);
  const replicates: number[] = [];
  for (let r = 0; r < resamples; r += 1) {
    sums.fill(0);
    for (let i = 0; i < n; i += 1) add(index(n));
    const replicate = statistic(sums);
    if (replicate !== null) replicates.push(replicate);
  }
  const sorted = Float64Array.from(replicates).sort();
  const tail = (1 - level) / 2;
  return { value, low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
};
