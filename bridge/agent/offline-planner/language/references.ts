import type { Reference, Relation } from "./commands.ts";
import { unmarked } from "./markers.ts";
import { numberOf } from "./numbers.ts";
import { anyNouns, colors, determiners, fillers, notNouns, nouns, superlatives } from "./vocabulary.ts";

const PRONOUNS =
  /^(?:it|that|this|them|those|these|that one|this one|the same|the same one|all of them|both of them|them all|it all)$/;

/** Reads "the red cube and the ball"; null when a part of it cannot be words for an object. */
export const referencesOf = (text: string): Reference[] | null => {
  const line = text.trim().replace(/^(?:both|all) (?=.* and )/, "");
  const [kept = "", ...excepted] = line.split(
    /,? (?:except(?: for)?|but(?: not)?|other than|apart from|excluding|besides) /,
  );
  const except = excepted.length > 0 ? referencesOf(excepted.join(" and ")) : [];
  if (!except) return null;
  const parts = kept
    .split(/ *, *(?:and )?| and (?:also )?| as well as | plus | & /)
    .filter((part) => part.trim() !== "");
  const read = parts.map((part) => referenceOf(part));
  if (read.length === 0 || read.some((part) => part === null)) return null;
  const references = read as Reference[];
  // "the red and green cubes": the noun at the end serves the colours before it.
  const last = references.at(-1);
  return references.map((reference) => ({
    ...reference,
    ...(reference.shapes === null &&
    reference.color !== null &&
    !/\b(?:one|thing|object|item)\b/.test(reference.text) &&
    references.length > 1 &&
    last
      ? { shapes: last.shapes }
      : {}),
    ...(references.length > 1
      ? {
          all:
            reference.all &&
            !(last?.all && reference.color !== null && !/\ball\b|\bevery/.test(reference.text)),
        }
      : {}),
    except,
  }));
};

/** Reads words for one object, or for a set of them ("all cubes"). */
export const referenceOf = (text: string): Reference | null => {
  const spoken = text.trim();
  if (spoken === "") return null;
  const measured = /^(.+?) (?:(?:that|which) (?:is|are) )?(?:the )?@(nearest|farthest) (.+)$/.exec(spoken);
  if (measured) {
    const [what, from] = [referenceOf(measured[1] ?? ""), referenceOf(measured[3] ?? "")];
    if (!what || !from) return null;
    return { ...what, text: unmarked(spoken), pick: measured[2] as "nearest" | "farthest", from, all: false };
  }
  const relation =
    /^(.+?) (?:(?:that|which) (?:is|are|lies|lie|stands|sits) |(?:lying|standing|sitting|resting|located) )?@(on|in|beside|left_of|right_of|behind|front_of|under) (.+)$/.exec(
      spoken,
    );
  if (relation) {
    const [what, target] = [referenceOf(relation[1] ?? ""), referenceOf(relation[3] ?? "")];
    if (!what || !target) return null;
    const onTable = target.unknown === "table";
    return {
      ...what,
      text: unmarked(spoken),
      where: onTable ? null : { relation: relation[2] as Relation, target },
    };
  }
  if (/[@#&$|]/.test(spoken)) return null;
  return wordsOf(spoken);
};

const wordsOf = (spoken: string): Reference | null => {
  const found: { -readonly [Key in keyof Reference]: Reference[Key] } = {
    text: unmarked(spoken),
    color: null,
    shapes: null,
    unknown: null,
    all: false,
    count: null,
    pick: null,
    from: null,
    other: false,
    pronoun: PRONOUNS.test(spoken),
    except: [],
    where: null,
  };
  if (found.pronoun) return found;
  const line = spoken
    .replace(/\b(?:that|which) (?:is|are)\b/g, " ")
    .replace(/%at_(left|right)/g, "$1")
    .replace(/\b((?:clos|near|furth|farth)est) %(?:toward|away)\b/g, "$1")
    .replace(/\b(\w+) most\b/g, "$1most")
    .replace(/%/g, "");
  const unknown: string[] = [];
  let noun = false;
  const words = line.split(/\s+/).filter(Boolean);
  for (const [index, word] of words.entries()) {
    const shapes = nouns.get(word);
    const number = numberOf(word);
    const lastWord = index === words.length - 1;
    if (shapes && noun === false) {
      found.shapes = shapes;
      // "the box shaped block" is a block.
      noun = words[index + 1] !== "shaped" && words[index + 1] !== "like";
      if (!noun) found.shapes = null;
      if (noun && word.endsWith("s") && word !== "dice") found.all = true;
    } else if (word === "orange" && (lastWord || found.color !== null) && !noun && unknown.length === 0)
      found.color ??= "orange";
    else if (colors.has(word)) {
      if (found.color !== null && found.color !== colors.get(word)) unknown.push(word);
      found.color = colors.get(word) ?? null;
    } else if (superlatives.has(word)) found.pick = superlatives.get(word) ?? null;
    else if (["all", "every", "each", "everything", "both", "whole"].includes(word)) {
      found.all = true;
      if (word === "both") found.count = 2;
      if (word === "everything") noun = true;
    } else if (word === "other" || word === "others" || word === "rest" || word === "another") {
      found.other = true;
      if (word === "others" || word === "rest") found.all = true;
    } else if (number !== null && !(word === "one" && (lastWord || found.color !== null))) {
      if (number > 1) found.count = number;
      if (number > 1) found.all = true;
    } else if (anyNouns.has(word)) {
      noun = true;
      if (word.endsWith("s")) found.all = true;
    } else if (!determiners.has(word) && !fillers.has(word)) unknown.push(word);
  }
  if (found.pick !== null && found.count === null) found.all = false;
  if (unknown.length > 0) found.unknown = unknown.join(" ");
  if (unknown.some((word) => notNouns.has(word))) return null;
  const tells =
    found.color !== null ||
    found.shapes !== null ||
    found.unknown !== null ||
    found.pick !== null ||
    found.other ||
    found.all ||
    noun;
  return tells && unknown.length <= 3 ? found : null;
};
