import { arranging } from "./arranging.ts";
import type { Command, Direction, Reference, Relation } from "./commands.ts";
import { referenceOf, referencesOf } from "./references.ts";
import { asCommand, exceptedFirst, REL, spelledOut } from "./rewording.ts";
import { robotMotion } from "./robot-motions.ts";
import { pickVerbs, putVerbs } from "./vocabulary.ts";

const DIR = "%(left|right|away|toward)";
const DEFAULT_DISTANCE = 0.1;

type Rule = readonly [RegExp, (...groups: (string | undefined)[]) => Command | null];

const relationOf = (marker: string): Relation => {
  const word = marker.slice(1);
  return word === "to" || word === "above" ? "on" : (word as Relation);
};
const refs = (text: string | undefined): Reference[] | null => referencesOf(text ?? "");
const isTable = (text: string | undefined): boolean =>
  /^(?:the |your |my )?(?:table|desk|tabletop|table top|ground|floor|surface|bench)$/.test(text ?? "");
const it: Reference = {
  text: "it",
  color: null,
  shapes: null,
  unknown: null,
  all: false,
  count: null,
  pick: null,
  from: null,
  other: false,
  pronoun: true,
  except: [],
  where: null,
};

const place = (
  what: string | undefined,
  marker: string | undefined,
  target: string | undefined,
): Command | null => {
  const things = what === undefined ? [it] : refs(what);
  if (!things) return null;
  if (marker === "@on" && isTable(target)) return { kind: "put_down", what: things };
  const onto = refs(target);
  if (onto?.length !== 1 || !marker) return null;
  return { kind: "place", what: things, relation: relationOf(marker), target: onto };
};
const shift = (
  what: string | undefined,
  direction: string | undefined,
  length: string | undefined,
  push: boolean,
): Command | null => {
  const things = refs(what);
  return things && direction
    ? {
        kind: "shift",
        what: things,
        direction: direction as Direction,
        distance: length === undefined ? DEFAULT_DISTANCE : Number(length),
        push,
      }
    : null;
};
const down = (what: string | undefined): Command | null => {
  const things = what === undefined ? [it] : refs(what);
  return things && { kind: "put_down", what: things };
};
const at = (what: string | undefined, point: string | undefined): Command | null => {
  const things = what === undefined ? [it] : refs(what);
  const [x, y] = (point ?? "").split("/").map(Number);
  return things && x !== undefined && y !== undefined ? { kind: "place_at", what: things, x, y } : null;
};
const off = (what: string | undefined, from: string | undefined): Command | null => {
  const things = refs(what);
  const source = referenceOf(from ?? "");
  return things && source && !isTable(from) && source.unknown === null
    ? { kind: "take_out", what: things, from: source }
    : null;
};

const WHERE_IT_WAS =
  "(?:where (?:it|they|that) (?:was|were|came @from|stood|had been)(?: before| @at first| originally)?|(?:its|their|the) (?:original|old|former|previous|initial|first) (?:place|position|spot|location)s?)";
const restored = (what: string | undefined): Command | null => {
  const things = refs(what);
  return things && { kind: "restore", what: things };
};

const PUT = `(?:${putVerbs}|pick up|pick|take|grab|grasp|lift|fetch|pull|collect)`;
const rules: readonly Rule[] = [
  // back to where it was
  [
    new RegExp(
      `^(?:put|place|set|return|bring|take|move) (?:%toward|back) ([^@%#]+?)(?: (?:@to )?${WHERE_IT_WAS})?$`,
    ),
    (what) => restored(what),
  ],
  [/^(?:put|place|set|return) ([^@%#]+?) (?:%toward|back)$/, (what) => restored(what)],
  [
    new RegExp(`^(?:${putVerbs}|take) ([^@%#]+?)(?: %toward| back)? (?:@to )?${WHERE_IT_WAS}$`),
    (what) => restored(what),
  ],
  // push
  [
    new RegExp(`^(?:push|slide|nudge|shove|poke) (.+?) ${DIR}(?: (?:@to the )?#(\\S+))?$`),
    (what, way, far) => shift(what, way, far, true),
  ],
  [
    new RegExp(`^(?:push|slide|nudge|shove|poke) (.+?) #(\\S+) ${DIR}$`),
    (what, far, way) => shift(what, way, far, true),
  ],
  [
    /^(?:push|slide|nudge|shove) (.+?)(?: #(\S+))?$/,
    (what, far) => (/[@%]/.test(what ?? "") ? null : shift(what, "away", far, true)),
  ],
  [new RegExp(`^(?:drag|pull) (.+?) ${DIR}(?: #(\\S+))?$`), (what, way, far) => shift(what, way, far, false)],
  [new RegExp(`^(?:drag|pull) (.+?) #(\\S+) ${DIR}$`), (what, far, way) => shift(what, way, far, false)],
  // move by
  [
    new RegExp(`^(?:${putVerbs}) (.+?) ${DIR}(?: #(\\S+))?$`),
    (what, way, far) => shift(what, way, far, false),
  ],
  [new RegExp(`^(?:${putVerbs}) (.+?) #(\\S+) ${DIR}$`), (what, far, way) => shift(what, way, far, false)],
  // put down
  [new RegExp(`^(?:${putVerbs}) (?:(.+?) )?%down(?: @on (?:the )?(?:table|desk))?$`), (what) => down(what)],
  [/^(?:put|set|lay|place) %down (?:the )?(?!@)([^@%#]+)$/, (what) => down(what)],
  [/^(?:drop|release) ((?!\$arm)[^@%#&]+)$/, (what) => down(what)],
  [/^let go(?: of)?(?: (?!\$arm)([^@%#&]+))?$/, (what) => down(what)],
  [/^put (.+?) (?:%away|%toward)$/, (what) => down(what)],
  [/^(?:take|get|remove|pull|bring) ([^@%#&]+?) (?:out|@off)$/, (what) => down(what)],
  // at a point
  [new RegExp(`^${PUT} (?:(.+?) )?(?:%down )?(?:@at|@to|@on) &(\\S+)$`), (what, point) => at(what, point)],
  // out of, off
  [
    new RegExp(`^(?:${PUT}) (.+?) @from (.+?) (${REL}) (.+)$`),
    (what, from, marker, target) => place(`${what} @on ${from}`, marker, target),
  ],
  [
    new RegExp(`^(?:${PUT}|remove|empty|clear|clean|unload) (.+?) (?:@off|@from) (.+)$`),
    (what, from) => off(what, from),
  ],
  // two or more named in one go: stack order
  [new RegExp(`^${PUT} (.+?) %(?:piled|top)(?: @off (.+))?$`), (what) => stackOf(what)],
  [new RegExp(`^${PUT} (.+?) %together$`), (what) => gatherOf(what)],
  // put X on Y, with what stands between them as "down" and "up" left out
  [
    new RegExp(`^(?:${putVerbs}|take|pull) (?:(.+?) )?(?:%(?:down|up|toward) )?(?:@to )?(${REL}) (.+)$`),
    (what, marker, target) => chain(what, marker, target),
  ],
  [
    new RegExp(`^(?:pick up|pick|grab|grasp|fetch|collect|lift) (.+?) (?:%up )?(@on|@in|@to|@beside) (.+)$`),
    (what, marker, target) => pickAnd(what, marker, target),
  ],
  [
    new RegExp(
      `^(?:raise|lift|hold|pick(?: up)?|${putVerbs}) (?:%up )?(?!\\$arm)([^@%#]+?)(?: %up)?(?: #(\\S+))(?: %up| @above the table)?$`,
    ),
    (what, height) => liftOf(what, height),
  ],
  [new RegExp(`^(?:raise|${putVerbs}) (?!\\$arm)([^@%#]+?) %up$`), (what) => liftOf(what, undefined)],
  [/^raise (?!\$arm)([^@%#]+)$/, (what) => liftOf(what, undefined)],
  [new RegExp(`^(?:${pickVerbs}) (?:%up )?(.+?)(?: %up)?$`), (what) => pickOf(what)],
  [/^get (?:%up )?(?!me\b)([^@%#&]+)$/, (what) => pickOf(what)],
];

const pickOf = (what: string | undefined): Command | null => {
  const things = refs((what ?? "").replace(/ %at_(left|right)$/, " %at_$1"));
  return things && { kind: "pick", what: things };
};
const liftOf = (what: string | undefined, height: string | undefined): Command | null => {
  const things = refs(what);
  return (
    things && {
      kind: "lift",
      what: things,
      distance: height === undefined ? DEFAULT_DISTANCE : Number(height),
    }
  );
};
const stackOf = (what: string | undefined): Command | null => {
  const things = refs(what);
  return things && { kind: "stack", order: things, bottom: null, top: null };
};
const gatherOf = (what: string | undefined): Command | null => {
  const things = refs(what);
  return things && { kind: "gather", what: things };
};
/** "pick the cube on the plate" names the cube by its place; "grab the cube into the box" names the place to go to. */
const pickAnd = (
  what: string | undefined,
  marker: string | undefined,
  target: string | undefined,
): Command | null => {
  if (marker === "@to") return place(what, marker, target);
  const reference = referenceOf(`${what} ${marker} ${target}`);
  return reference && { kind: "pick", what: [reference] };
};
/** "the red cube on the green cube on the blue cube" is a stack; "the cube on the plate in the box" has a place in its name. */
const chain = (
  what: string | undefined,
  marker: string | undefined,
  target: string | undefined,
): Command | null => {
  const further = new RegExp(`^(.+?) (${REL}) (.+)$`).exec(target ?? "");
  if (!further || marker === "@between")
    return marker === "@between" ? between(what, target) : place(what, marker, target);
  const [, middle, second, last] = further;
  if (marker === "@on" && second === "@on" && !isTable(last)) {
    const rest = `${middle} @on ${last}`.split(/ @on /);
    const order = [what ?? "it", ...rest].map((part) => referenceOf(part));
    if (order.some((part) => part === null)) return null;
    return { kind: "stack", order: (order as Reference[]).toReversed(), bottom: null, top: null };
  }
  if (isTable(last) && second === "@on") return place(what, marker, middle);
  return place(`${what} ${marker} ${middle}`, second, last);
};
const between = (what: string | undefined, target: string | undefined): Command | null => {
  const things = what === undefined ? [it] : refs(what);
  const ends = refs(target);
  return things && ends && (ends.length === 2 || (ends.length === 1 && ends[0]?.all))
    ? { kind: "place", what: things, relation: "between", target: ends }
    : null;
};

/** The commands that one marked clause gives, null when a word of it is not understood. */
export const commandsOf = (marked: string): Command[] | null => {
  const clauses = spelledOut(
    exceptedFirst(
      asCommand(marked)
        .replace(/\b(?:itself|over there)\b/g, "")
        .replace(/\s+/g, " ")
        .trim(),
    ),
  );
  const commands = clauses.map((clause) => commandOf(clause));
  return commands.some((command) => command === null) ? null : (commands as Command[]);
};

const commandOf = (spoken: string): Command | null => {
  // "put down the cube on the plate"
  const clause = spoken.replace(/^((?:put|set|lay|place) )%down (?=[^@%]+ @(?!on (?:the )?table))/, "$1");
  const special = robotMotion(clause) ?? arranging(clause);
  if (special) return special;
  if (/\$arm/.test(clause.replace(/^(?:hold|take|get|keep|put) .+ @in \$arm$/, ""))) return null;
  for (const [pattern, make] of rules) {
    const found = pattern.exec(clause);
    const command = found && make(...found.slice(1));
    if (command) return command;
  }
  return null;
};
