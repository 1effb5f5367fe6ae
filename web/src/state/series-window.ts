/** Rows that some place keeps, in the order of time. */
export interface Rows {
  readonly length: number;
  timeAt(row: number): number;
  valueAt(row: number, column: number): number;
}

/** Curves over one axis, as a plot draws them; null where nothing was measured. */
export interface Curves {
  readonly times: readonly number[];
  readonly values: readonly (readonly (number | null)[])[];
}

/**
 * What of some rows is seen in a window, with one row more at either side so that curves reach its edges. Where more
 * rows than two a bucket are in it, each bucket gives its least and its greatest value, in the order in which they came:
 * a short peak is not lost, however far one zooms out.
 *
 * @param columns which are wanted
 * @param buckets how many can be told apart, about the pixels of the plot's width
 */
export const curvesIn = (
  rows: Rows,
  columns: readonly number[],
  fromS: number,
  toS: number,
  buckets: number,
): Curves => {
  const first = Math.max(0, firstAfter(rows, fromS, false) - 1);
  const end = Math.min(rows.length, firstAfter(rows, toS, true) + 1);
  if (end - first <= 2 * buckets) {
    const times: number[] = [];
    for (let row = first; row < end; row += 1) times.push(rows.timeAt(row));
    const values = columns.map((column) => times.map((_, i) => known(rows.valueAt(first + i, column))));
    return { times, values };
  }
  return extremes(rows, columns, first, end, (toS - fromS) / buckets);
};

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The newest row that is not after a moment, or −1. */
export const rowAt = (rows: Rows, timeS: number): number => firstAfter(rows, timeS, true) - 1;

/** The first row at or after a time; with `beyond`, the first after it. */
const firstAfter = (rows: Rows, timeS: number, beyond: boolean): number => {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = rows.timeAt(middle);
    if (at < timeS || (beyond && at === timeS)) low = middle + 1;
    else high = middle;
  }
  return low;
};

const extremes = (
  rows: Rows,
  columns: readonly number[],
  first: number,
  end: number,
  bucketS: number,
): Curves => {
  const times: number[] = [];
  const values: (number | null)[][] = columns.map(() => []);
  // Buckets keep their places while the window moves, so that a peak does not flicker.
  const widthS = Math.max(1e-9, bucketS);
  for (let row = first; row < end; ) {
    const bucket = Math.floor(rows.timeAt(row) / widthS);
    let last = row;
    while (last + 1 < end && Math.floor(rows.timeAt(last + 1) / widthS) === bucket) last += 1;
    times.push(rows.timeAt(row));
    if (last > row) times.push(rows.timeAt(last));
    for (const [i, column] of columns.entries()) values[i]?.push(...ends(rows, column, row, last));
    row = last + 1;
  }
  return { times, values };
};

/** The extremes of a bucket in the order of time; one value for one row. */
const ends = (rows: Rows, column: number, first: number, last: number): (number | null)[] => {
  if (first === last) return [known(rows.valueAt(first, column))];
  let [least, greatest] = [-1, -1];
  for (let row = first; row <= last; row += 1) {
    const value = rows.valueAt(row, column);
    if (!Number.isFinite(value)) continue;
    if (least < 0 || value < rows.valueAt(least, column)) least = row;
    if (greatest < 0 || value > rows.valueAt(greatest, column)) greatest = row;
  }
  if (least < 0) return [null, null];
  const order = least <= greatest ? [least, greatest] : [greatest, least];
  return order.map((row) => rows.valueAt(row, column));
};
