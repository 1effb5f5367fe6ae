import { otherVerbs, pickVerbs, putVerbs } from "./vocabulary.ts";

const verb = `(?:${pickVerbs}|${putVerbs}|${otherVerbs})`;
const sequence =
  /(?:[,;.!]* *\b(?:and |but )?(?:then|after that|afterwards|after this|finally|subsequently|lastly)\b,? *)+|[;!?] *|\.(?=\s|$) *|, *next,? +/g;
const joined = new RegExp(
  `(?:, *(?:and +)?| +and +|, *but +)(?=(?:please |also |now |just )*(?:do not|${verb})\\b(?! to the (?:plate|bowl|box)))`,
  "g",
);

/** The parts of a normalised instruction that each say one thing to do. */
export const clausesOf = (line: string): string[] =>
  line
    .replace(sequence, " | ")
    .replace(joined, " | ")
    .split("|")
    .map((clause) =>
      clause
        .replace(/^[\s,]*(?:(?:please|also|now|just|and) +)*|[\s,]+$/g, "")
        .replace(/,? (?:please|too|as well|again)$/, ""),
    )
    .filter((clause) => clause !== "");
