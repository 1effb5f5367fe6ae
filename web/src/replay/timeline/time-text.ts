/** Robot seconds as they are shown: 12.34 s, 3,456.12 s. */
export const secondsText = (seconds: number, decimals = 2): string =>
  seconds.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

/** Seconds from what a person types: 75.3, 1:15.3 or 1:02:03; null for anything else. */
export const parseSeconds = (text: string): number | null => {
  const match = /^(?:(\d{1,4}):)?(?:(\d{1,4}):)?(\d{1,6}(?:[.,]\d{0,9})?)\s*s?$/.exec(
    text.trim().replace(/,(?=\d{3}(?:\D|$))/g, ""),
  );
  if (!match) return null;
  const [, first, second, rest = "0"] = match;
  const minutes = second === undefined ? Number(first ?? 0) : Number(first) * 60 + Number(second);
  return minutes * 60 + Number(rest.replace(",", "."));
};

/** Where the axis has a number: round steps, `most` of them at most. */
export const tickSeconds = (endS: number, most: number): number[] => {
  if (!(endS > 0)) return [0];
  const least = endS / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= least) ?? least;
  return Array.from({ length: Math.floor(endS / step + 1e-9) + 1 }, (_, i) => i * step);
};
