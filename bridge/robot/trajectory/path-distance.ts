/** Squared Euclidean distance. */
const squared = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0);

/** How far joint positions lie from a path of straight lines between `path`'s points, rad (Euclidean). */
export const distanceToPath = (q: readonly number[], path: readonly (readonly number[])[]): number => {
  let least = squared(q, path[0] ?? q);
  for (let i = 1; i < path.length; i++) {
    const [from = q, to = q] = [path[i - 1], path[i]];
    const length = squared(from, to);
    const along = q.reduce(
      (sum, value, j) => sum + (value - (from[j] ?? 0)) * ((to[j] ?? 0) - (from[j] ?? 0)),
      0,
    );
    const share = length === 0 ? 0 : Math.min(1, Math.max(0, along / length));
    const nearest = from.map((value, j) => value + share * ((to[j] ?? 0) - value));
    least = Math.min(least, squared(q, nearest));
  }
  return Math.sqrt(least);
};
