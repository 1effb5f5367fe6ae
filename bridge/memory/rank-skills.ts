import type { SavedSkill } from "../protocol/index.ts";

/** Words of a text, in lower case; `move_all` is two. */
const wordsOf = (text: string): string[] =>
  text
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.map((word) => (word.length > 3 ? word.replace(/(ing|es|s)$/, "") : word)) ?? [];

/** A word in the name says most, one in the source least. */
const weights = { name: 4, description: 3, source: 1 } as const;

/**
 * The skills that share words with a text, those first that share the rarer ones (inverse document frequency, Spärck
 * Jones 1972); all of them, the latest first, for a text without words.
 */
export const rankSkills = (skills: readonly SavedSkill[], text: string): SavedSkill[] => {
  const asked = new Set(wordsOf(text));
  const latest = skills.toReversed();
  if (asked.size === 0) return latest;
  const has = latest.map((skill) => ({
    skill,
    fields: {
      name: new Set(wordsOf(skill.name)),
      description: new Set(wordsOf(skill.description)),
      source: new Set(wordsOf(skill.source)),
    },
  }));
  const rarity = (word: string): number => {
    const holders = has.filter(({ fields }) => Object.values(fields).some((field) => field.has(word))).length;
    return Math.log(1 + has.length / Math.max(1, holders));
  };
  const fields = Object.keys(weights) as (keyof typeof weights)[];
  const scored = has.map((each) => ({
    skill: each.skill,
    score: [...asked].reduce(
      (sum, word) =>
        sum +
        rarity(word) *
          Math.max(0, ...fields.map((field) => (each.fields[field].has(word) ? weights[field] : 0))),
      0,
    ),
  }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ skill }) => skill);
};
