/** One measured ratio, as every benchmark prints it. */
export const report = (what: string, ratio: number, goal: string, details: string): void => {
  process.stdout.write(`${what}: ratio ${ratio.toPrecision(3)} (goal ${goal}); ${details}\n`);
};

/** The value below which a share of the samples lies. */
export const quantile = (samples: readonly number[], share: number): number => {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);
