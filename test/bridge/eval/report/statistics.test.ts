import { describe, expect, it } from "vitest";
import { clusterEstimate } from "../../../../bridge/eval/report/bootstrap.ts";
import { mcnemarExact } from "../../../../bridge/eval/report/mcnemar.ts";
import { seededIndices } from "../../../../bridge/eval/report/random.ts";
import { quantile, spread } from "../../../../bridge/eval/report/spread.ts";

const ratio = (total: ArrayLike<number>): number => (total[0] ?? 0) / (total[1] ?? 0);
const draws = (seed: number): (() => number) => {
  const index = seededIndices(seed);
  return () => index(2 ** 30) / 2 ** 30;
};

describe("bootstrap over tasks", () => {
  it("finds the interval that the textbook has for its example", () => {
    // Efron and Tibshirani 1993, table 13.1: treated mice, percentiles of 1000 replications of the mean
    const mice = [94, 197, 16, 38, 99, 141, 23].map((days) => [days, 1]);
    const found = clusterEstimate(mice, ratio, { level: 0.9, resamples: 4000, seed: 1 });
    expect(found?.value).toBeCloseTo(86.86, 2);
    expect(Math.abs((found?.low ?? 0) - 49.7)).toBeLessThan(3);
    expect(Math.abs((found?.high ?? 0) - 126.7)).toBeLessThan(3);
  });

  it("gives no width to what is the same in all tasks, and no interval to a single one", () => {
    const same = Array.from({ length: 20 }, () => [2, 3]);
    expect(clusterEstimate(same, ratio)).toEqual({ value: 2 / 3, low: 2 / 3, high: 2 / 3 });
    expect(clusterEstimate([[2, 3]], ratio)).toEqual({ value: 2 / 3, low: null, high: null });
    expect(clusterEstimate([], () => null)).toBeNull();
  });

  it("gives the same interval each time", () => {
    const tasks = Array.from({ length: 30 }, (_, i) => [i % 4, 3]);
    expect(clusterEstimate(tasks, ratio)).toEqual(clusterEstimate(tasks, ratio));
    expect(clusterEstimate(tasks, ratio, { level: 0.95, resamples: 500, seed: 2 })).not.toEqual(
      clusterEstimate(tasks, ratio, { level: 0.95, resamples: 500, seed: 1 }),
    );
  });

  it("is wider where the seeds of a task come out alike", () => {
    const draw = draws(7);
    const tasks = Array.from({ length: 60 }, () => (draw() < 0.6 ? [3, 3] : [0, 3]));
    const episodes = tasks.flatMap(([done = 0]) => [0, 1, 2].map(() => [done / 3, 1]));
    const width = (rows: number[][]): number => {
      const { low, high } = clusterEstimate(rows, ratio) ?? { low: 0, high: 0 };
      return (high ?? 0) - (low ?? 0);
    };
    expect(width(tasks)).toBeGreaterThan(1.4 * width(episodes));
  });

  it("holds the true rate in about 95 of 100 sweeps", () => {
    const draw = draws(11);
    let held = 0;
    for (let sweep = 0; sweep < 200; sweep += 1) {
      // each task has its own rate, 0.3 to 0.9, so that the seeds of one are alike; the mean is 0.6
      const tasks = Array.from({ length: 40 }, () => {
        const rate = 0.3 + 0.6 * draw();
        return [[draw(), draw(), draw()].filter((value) => value < rate).length, 3];
      });
      const found = clusterEstimate(tasks, ratio, { level: 0.95, resamples: 200, seed: 1 });
      if ((found?.low ?? 1) <= 0.6 && 0.6 <= (found?.high ?? 0)) held += 1;
    }
    expect(held / 200).toBeGreaterThan(0.88);
    expect(held / 200).toBeLessThan(0.99);
  });
});

describe("McNemar's exact test", () => {
  it("gives the binomial's values", () => {
    expect(mcnemarExact(0, 5)).toBeCloseTo(2 / 32, 10);
    expect(mcnemarExact(10, 2)).toBeCloseTo((2 * (1 + 12 + 66)) / 4096, 10);
    expect(mcnemarExact(2, 10)).toBe(mcnemarExact(10, 2));
  });

  it("tells nothing where nothing differs, or as often either way", () => {
    expect(mcnemarExact(0, 0)).toBe(1);
    expect(mcnemarExact(6, 6)).toBe(1);
  });

  it("stays a number for thousands of pairs", () => {
    // normal approximation with continuity correction: z = (140 - 1) / sqrt(4960) = 1.974
    expect(mcnemarExact(2550, 2410)).toBeCloseTo(0.0484, 3);
    expect(mcnemarExact(9000, 0)).toBeLessThan(1e-300);
  });
});

describe("spread", () => {
  it("has mean, median and quartiles, between values where they fall between", () => {
    expect(spread([4, 1, 3, 2])).toEqual({ mean: 2.5, median: 2.5, q1: 1.75, q3: 3.25 });
    expect(spread([7])).toEqual({ mean: 7, median: 7, q1: 7, q3: 7 });
    expect(quantile([0, 10], 0.3)).toBeCloseTo(3, 10);
  });
});
