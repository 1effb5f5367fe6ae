import { withMetres } from "./numbers.ts";
import { withoutTypos } from "./typos.ts";
import { otherVerbs, pickVerbs, putVerbs } from "./vocabulary.ts";

const greetings =
  "hey|hi|hello|ok|okay|so|well|now|alright|right|great|good|thanks|thank you|robot|codeact|please|pls|kindly|" +
  "just|also|next|first|finally|then|and|but|quickly|carefully|slowly|gently";
const requests = [
  `(?:${greetings})(?: there| robot)?[,!.:]* +`,
  "(?:would you mind|do you mind|how about|what about) (?=\\w+ing\\b)",
  "(?:could|can|would|will|may) (?:you|we|i)(?: please| kindly| just| maybe| perhaps| possibly)* (?:have you )?(?!see\\b)",
  "do me a favou?r and ",
  "be so (?:kind|good) (?:as )?(?:to|and) ",
  "try to |go ahead and |let us |let's |your (?:task|job) is to ",
  "i(?: would)? (?:want|like|need)(?: for)? (?:you|the robot|the arm) to ",
  "you (?:should|must|need to|have to) ",
  "it would be (?:nice|great|good) if you (?:could )?|i wonder if you could ",
];
const afterthoughts =
  "please|pls|now|thanks|thank you|for me|right now|immediately|if you (?:can|could|please|would)|will you|" +
  "would you|could you|carefully|gently|slowly|quickly|instead|again|too|as well|ok|okay|robot|my friend|" +
  "very much|a lot";
const POLITE_START = new RegExp(`^(?:${requests.join("|")})`);
const POLITE_END = new RegExp(`[ ,]+(?:${afterthoughts})$`);

/** Lower case, plain quotes, lengths in metres, misspellings corrected, politeness and self-corrections taken out. */
export const normalise = (text: string): string => {
  let line = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[‘’`´]/g, "'")
    .replace(/["“”«»*]/g, " ")
    .replace(/…|\.{2,}/g, " ... ")
    .replace(/[–—]/g, " - ")
    .replace(/_/g, " ")
    .replace(/(?<=[a-z])-(?=[a-z])/g, " ")
    .replace(/(?<=\d)-(?=[a-z])/g, " ")
    .replace(/\bdon't\b|\bdo'nt\b|\bdont\b/g, "do not")
    .replace(/\bwhat's\b/g, "what is")
    .replace(/\bwhere's\b/g, "where is")
    .replace(/\bthere's\b/g, "there is")
    .replace(/\bi'd\b/g, "i would")
    .replace(/\bwanna\b/g, "want to")
    .replace(/\bgimme\b/g, "give me")
    .replace(/\bcolour/g, "color")
    .replace(/\s+/g, " ")
    .trim();
  line = withMetres(withoutTypos(line).replace(/\bcolour/g, "color"))
    .replace(/\s+/g, " ")
    .trim();
  line = corrected(line);
  for (let before = ""; before !== line; ) {
    before = line;
    line = line
      .replace(/^[\s,.;:!-]+|[\s,.;:!?)-]+$/g, "")
      .replace(POLITE_START, "")
      .replace(POLITE_END, "");
  }
  return line.replace(
    /^([a-z]+?)([a-z]?)ing\b/,
    (word, stem: string, last: string) => verbOf(stem, last) ?? word,
  );
};

/** "moving" says move, "putting" says put. */
const verbOf = (stem: string, last: string): string | null =>
  [`${stem}${last}`, `${stem}${last}e`, stem.endsWith(last) ? stem : ""].find((verb) => verbs.has(verb)) ??
  null;
const verbs = new Set(`${pickVerbs}|${putVerbs}|${otherVerbs}`.split(/[| ]/));

/** "the red box ... I mean the cube" says "the cube": the words meant replace the last noun phrase before them. */
const corrected = (line: string): string =>
  line.replace(
    /^(.*)\b(?:the|a|an|my|your|that) [^,]*?[ ,.-]+(?:no,? |sorry,? |oops,? |or )*(?:i mean|i meant|or rather|rather|make that)\b,? (.*)$/,
    "$1$2",
  );
