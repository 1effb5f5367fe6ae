import type { Question, Relation } from "./commands.ts";
import { referenceOf, referencesOf } from "./references.ts";

const REL = "@(on|in|beside|left_of|right_of|behind|front_of|above|under)";
type Rule = readonly [RegExp, (...groups: (string | undefined)[]) => Question | null];

const what = (text: string | undefined) => referenceOf((text ?? "").replace(/^(?:are |is )/, ""));
const is = (
  thing: string | undefined,
  relation: string | undefined,
  target: string | undefined,
): Question | null => {
  const [a, b] = [what(thing), what(target)];
  if (!a || !b) return null;
  return b.unknown === "table"
    ? { kind: "exists", what: a }
    : { kind: "is", what: a, relation: relation as Relation, target: b };
};
const about = (kind: "color" | "shape" | "size", text: string | undefined): Question | null => {
  const reference = what(text);
  return reference && { kind, what: reference };
};
const count = (text: string | undefined): Question | null => {
  const reference = what(
    (text ?? "")
      .replace(
        /(?: (?:are there|is there|do you see|can you see|are visible|there|do we have|@on the table|are|is))+$/g,
        "",
      )
      .replace(/ (?:are there|do you see|can you see|are|lie|is) (?=@)/, " ")
      .replace(/ @on the table$/, ""),
  );
  return reference && { kind: "count", what: reference };
};
const which = (text: string | undefined): Question | null => {
  const reference = what(text);
  if (!reference || reference.unknown !== null) return null;
  return { kind: "which", what: { ...reference, all: reference.pick === null } };
};

const rules: readonly Rule[] = [
  [
    /^(?:what (?:can|could) you do|help(?: me)?|hello|hi|hey|good (?:morning|evening|day)|thank you|thanks|what do you (?:know|understand)|what are you able @to do|who are you|what are you|how do (?:you work|i use you))$/,
    () => ({ kind: "help" }),
  ],
  [
    /^(?:what (?:(?:do|can|could) you see(?: @on the table| there| right now)?|is (?:there|@on the table|there @on the table|@in front of you|@front_of (?:you|\$arm)|visible)|(?:objects?|things?|items?)(?: (?:are|is|do you see|can you see|are there|are visible|there))*(?: @on the table| there)?)|what do you see .*table|(?:describe|list|name|show(?: me)?)(?: me)?(?: all| everything)?(?: of)?(?: the)?(?: (?:scene|table|objects?|things?|items?|workspace|what you see|you see|everything|all the objects|what is @on the table))*(?: you (?:can )?see)?(?: @on the table)?|look(?: around| @at the table)?|tell me what(?: do)? you (?:can )?see|what is there(?: @on the table)?|see anything)$/,
    () => ({ kind: "scene" }),
  ],
  [
    /^(?:what (?:are you holding|is @in (?:your hand|\$arm)|do you (?:hold|have @in \$arm)|have you got|does \$arm hold|is \$arm holding)|(?:are you|is \$arm) (?:currently )?holding (?:anything|something|an? object)|(?:is|do you have) (?:anything|something|there anything) @in \$arm|is \$arm empty|are you empty handed)$/,
    () => ({ kind: "held" }),
  ],
  [
    /^(?:is \$arm (?:open|closed|opened|shut)(?: or (?:open|closed))?|how (?:wide|far)(?: open)? is \$arm(?: open)?)$/,
    () => ({ kind: "gripper" }),
  ],
  [/^where (?:is|are) (?:\$arm|you)(?: now)?$/, () => ({ kind: "arm" })],
  [/^how many (.+)$/, (text) => count(text)],
  [/^(?:count) (.+)$/, (text) => count(text)],
  [
    /^(?:where (?:is|are|can i find|do you see)|what is the (?:position|location|place|pose) of|locate|find|tell me where|show me where) (.+?)(?: (?:is|are|located|now|right now|at))*$/,
    (text) => {
      const things = referencesOf(text ?? "");
      return things && { kind: "where", what: things };
    },
  ],
  [
    /^where (.+?) (?:is|are)(?: now)?$/,
    (text) => {
      const things = referencesOf(text ?? "");
      return things && { kind: "where", what: things };
    },
  ],
  [
    /^how (?:far|distant)(?: apart)?(?: %away)? (?:is|are) (.+?)(?: %away)? (?:@from|@to|and) (.+?)(?: apart)?$/,
    (a, b) => {
      const pair = [what(a), what(b)];
      return pair[0] && pair[1] ? { kind: "far", a: pair[0], b: pair[1] } : null;
    },
  ],
  [
    /^how far(?: %away| apart)? (?:is|are) (.+?)(?: %away| apart)?$/,
    (a) => {
      const things = referencesOf(a ?? "");
      return things?.[0] ? { kind: "far", a: things[0], b: things[1] ?? null } : null;
    },
  ],
  [
    /^(?:what is the )?distance (?:@between|@from) (.+?) (?:and|@to) (.+)$/,
    (a, b) => {
      const pair = [what(a), what(b)];
      return pair[0] && pair[1] ? { kind: "far", a: pair[0], b: pair[1] } : null;
    },
  ],
  [
    /^(?:what|which) color (?:is|are|has|does) (.+?)(?: have)?$|^what is the color of (.+)$/,
    (a, b) => about("color", a ?? b),
  ],
  [
    /^(?:what|which) shape (?:is|are|has|does) (.+?)(?: have)?$|^what is the shape of (.+)$/,
    (a, b) => about("shape", a ?? b),
  ],
  [
    /^how (?:big|tall|wide|large|high|small|long) (?:is|are) (.+)$|^what is the (?:size|height|width) of (.+)$|^what size is (.+)$/,
    (a, b, c) => about("size", a ?? b ?? c),
  ],
  [
    /^(?:what|who|which)(?: things?| objects?| one)? (?:is|are|lies|stands) (?:the )?(@(?:on|in|beside|left_of|right_of|behind|front_of|under|nearest|farthest) .+)$/,
    (text) => which(`things ${text}`),
  ],
  [
    /^(?:which|what) (.+?) (?:is|are|lies|stands)(?: the)? (@.+|[a-z ]+|%at_\w+)(?: \$arm| %toward)?$/,
    (thing, rest) =>
      which(
        `${thing?.replace(/ (?:of them|of these)$/, "")} ${rest?.replace(/ (?:@to|@from) you$| you$/, "")}`,
      ),
  ],
  [/^(?:what|which)(?: one)? is (?:the )?(\w+(?:est|most)) (\w+)$/, (pick, noun) => which(`${pick} ${noun}`)],
  [
    new RegExp(`^(?:is|are) (?:there )?(.+?) ${REL} (.+)$`),
    (a, relation, b) =>
      /^(?:an?|any|something|anything|nothing) ?/.test(a ?? "")
        ? exists(`${(a ?? "").replace(/^(?:something|anything)/, "things")} @${relation} ${b}`)
        : is(a, relation, b),
  ],
  [
    /^(?:(?:is|are) there|(?:do|can|could|would|will) you see|do you (?:have|find)|can you find|see|have you seen) (.+?)(?: @on the table| here| anywhere)?$/,
    (text) => exists(text),
  ],
];

const exists = (text: string | undefined): Question | null => {
  const reference = what(text);
  return reference && { kind: "exists", what: reference };
};

/** The question that a marked sentence asks, null when it asks none that is understood. */
export const questionOf = (sentence: string): Question | null => {
  for (const [pattern, make] of rules) {
    const found = pattern.exec(sentence);
    const question = found && make(...found.slice(1));
    if (question) return question;
  }
  return null;
};
