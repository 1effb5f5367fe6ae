/** Programs with more lines than this are compared line by line in place, not by what they share. */
const MOST_LINES = 2_000;

/** Lines of two programs, numbers from 1, that the other one has not: by their longest common run of lines. */
export const differingLines = (
  a: string,
  b: string,
): { readonly a: ReadonlySet<number>; readonly b: ReadonlySet<number> } => {
  const [left, right] = [linesOf(a), linesOf(b)];
  const shared = left.length * right.length > MOST_LINES ** 2 ? inPlace(left, right) : common(left, right);
  const others = (lines: readonly string[], side: 0 | 1): Set<number> => {
    const kept = new Set(shared.map((pair) => pair[side]));
    return new Set(lines.flatMap((line, i) => (kept.has(i) || line === "" ? [] : [i + 1])));
  };
  return { a: others(left, 0), b: others(right, 1) };
};

/** Spaces at the end of a line mean nothing. */
const linesOf = (code: string): string[] => code.split("\n").map((line) => line.trimEnd());

type Pair = readonly [number, number];

const inPlace = (a: readonly string[], b: readonly string[]): Pair[] =>
  a.flatMap((line, i): Pair[] => (line === b[i] ? [[i, i]] : []));

/** Places of the lines of a longest common subsequence. */
const common = (a: readonly string[], b: readonly string[]): Pair[] => {
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
};
