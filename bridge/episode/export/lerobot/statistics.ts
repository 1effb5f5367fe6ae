/* Statistics of a dataset's features, as LeRobot keeps them in meta/stats.json for normalisation. */

export interface FeatureStatistics {
  readonly min: unknown;
  readonly max: unknown;
  readonly mean: unknown;
  readonly std: unknown;
  readonly count: readonly number[];
  readonly [quantile: `q${string}`]: unknown;
}

const QUANTILES = [0.01, 0.1, 0.5, 0.9, 0.99] as const;

/** By linear interpolation between the two nearest, as numpy's default does. */
const quantile = (sorted: readonly number[], share: number): number => {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
};

/** Of each of several values; `shape` puts a value of each kind into the form that the feature has. */
const statistics = (
  columns: readonly (readonly number[])[],
  count: number,
  shape: (values: number[]) => unknown,
): FeatureStatistics => {
  const sorted = columns.map((values) => values.toSorted((a, b) => a - b));
  const means = columns.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const deviations = columns.map((values, i) =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - (means[i] ?? 0)) ** 2, 0) / values.length),
  );
  const quantiles = QUANTILES.map((share) => [
    `q${String(Math.round(share * 100)).padStart(2, "0")}`,
    shape(sorted.map((values) => quantile(values, share))),
  ]);
  return {
    min: shape(sorted.map((values) => values[0] ?? 0)),
    max: shape(sorted.map((values) => values.at(-1) ?? 0)),
    mean: shape(means),
    std: shape(deviations),
    count: [count],
    ...Object.fromEntries(quantiles),
  };
};

/** Of rows of numbers, by their place in the row. */
export const vectorStatistics = (rows: readonly (readonly number[])[]): FeatureStatistics => {
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, i) => rows.map((row) => row[i] ?? 0));
  return statistics(columns, rows.length, (values) => values);
};

/** Of pictures, by colour from 0 to 1, in the form channels × 1 × 1. `pixels`: RGB bytes of each picture. */
export const imageStatistics = (pictures: readonly Uint8Array[]): FeatureStatistics => {
  const colours: number[][] = [[], [], []];
  for (const pixels of pictures)
    for (let i = 0; i + 2 < pixels.length; i += 3)
      for (let colour = 0; colour < 3; colour += 1) colours[colour]?.push((pixels[i + colour] ?? 0) / 255);
  return statistics(colours, pictures.length, (values) => values.map((value) => [[value]]));
};
