import { corrections, known, otherVerbs, pickVerbs, putVerbs } from "./vocabulary.ts";

/** Corrects words that are one letter (missing, added, wrong or swapped with its neighbour) off exactly one known word. */
export const withoutTypos = (text: string): string =>
  text
    .replace(/\b(?:teh|hte|th|te|thr|tthe|thee)\b/g, "the")
    .replace(/[a-z]{2,}/g, (word, at: number) =>
      known.has(word) || (word.length === 2 && short.has(word)) ? word : (nearest(word, at === 0) ?? word),
    );

const short = new Set(
  "on in to at of it is me my up by do go an as be he us so no or we if am hi ok cm mm dm ft im id".split(
    " ",
  ),
);

const nearest = (word: string, first: boolean): string | null => {
  const close = corrections.filter(
    (candidate) => (word.length > 2 || candidate.length === 3) && oneOff(word, candidate),
  );
  // A sentence begins with a verb more often than not.
  const verb = first && word.length < 5 ? close.filter((candidate) => verbs.has(candidate)) : [];
  if (verb.length === 1) return verb[0] ?? null;
  const alike = close.filter((candidate) => candidate[0] === word[0]);
  // Short words have many neighbours: there the first letter must be right, and nothing but a letter be doubled or swapped in three.
  if (word.length <= 4) {
    const swapped = alike.filter(
      (candidate) =>
        sorted(candidate) === sorted(word) || candidate.length !== word.length || candidate.length > 3,
    );
    return swapped.length === 1 ? (swapped[0] ?? null) : null;
  }
  const best = alike.length > 0 ? alike : close;
  return best.length === 1 ? (best[0] ?? null) : null;
};

const verbs = new Set(`${pickVerbs}|${putVerbs}|${otherVerbs}`.split(/[| ]/));
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
