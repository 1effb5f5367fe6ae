import { corrections, known } from "./vocabulary.ts";

/** Corrects words that are one letter (missing, added, wrong or swapped with its neighbour) off exactly one known word. */
export const withoutTypos = (text: string): string =>
  text.replace(/[a-z]{3,}/g, (word) => (known.has(word) ? word : (nearest(word) ?? word)));

const nearest = (word: string): string | null => {
  const close = corrections.filter((candidate) => oneOff(word, candidate));
  const alike = close.filter((candidate) => candidate[0] === word[0]);
  // Short words have many neighbours: there the first letter must be right, and nothing but a letter be doubled or swapped in three.
  if (word.length <= 4) {
    const swapped = alike.filter((candidate) => sorted(candidate) === sorted(word) || candidate.length !== word.length || candidate.length > 3);
    return swapped.length === 1 ? (swapped[0] ?? null) : null;
  }
  const best = alike.length > 0 ? alike : close;
  return best.length === 1 ? (best[0] ?? null) : null;
};

const sorted = (word: string): string => [...word].sort().join("");

/** Whether one insertion, deletion, substitution or swap of neighbours turns one word into the other. */
const oneOff = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  if (a.length !== b.length) {
    const [short, long] = a.length < b.length ? [a, b] : [b, a];
    return short.slice(start) === long.slice(start + 1);
  }
  if (a.slice(start + 1) === b.slice(start + 1)) return true;
  return a[start] === b[start + 1] && a[start + 1] === b[start] && a.slice(start + 2) === b.slice(start + 2);
};
