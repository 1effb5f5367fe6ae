import type { Superlative } from "./commands.ts";

const table = <Value extends string>(groups: Readonly<Record<Value, string>>): Map<string, Value> =>
  new Map(
    Object.entries<string>(groups).flatMap(([value, words]) =>
      [value, ...words.split(" ")].filter(Boolean).map((word) => [word, value as Value] as const),
    ),
  );

/** Colour words by what a detector calls the colour. */
export const colors = table({
  red: "crimson scarlet reddish",
  green: "greenish",
  blue: "bluish navy",
  yellow: "yellowish golden gold",
  orange: "",
  purple: "violet lilac",
  white: "ivory",
  brown: "tan brownish",
  black: "",
  gray: "grey silver",
  pink: "magenta",
  cyan: "turquoise teal",
});

/** Nouns by the shapes that they may mean. */
export const nouns: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    cube: "cube block brick cubes blocks bricks die dice",
    cylinder: "cylinder can tube cylinders cans tubes tin tins pillar rod rods peg pegs column roll",
    ball: "ball balls sphere spheres orb orbs globe marble",
    plate: "plate plates dish dishes saucer saucers disc disk platter",
    bowl: "bowl bowls basin",
    box: "box boxes bin bins crate carton basket tub boxs",
    "box,bowl": "container containers receptacle",
  }).flatMap(([shapes, words]) => words.split(" ").map((word) => [word, shapes.split(",")] as const)),
);

/** Nouns for an object of any shape. */
export const anyNouns = new Set(
  "thing things object objects item items one ones stuff toy toys piece pieces everything all both".split(
    " ",
  ),
);

export const superlatives = table<Superlative>({
  leftmost: "left",
  rightmost: "right",
  nearest: "closest front",
  farthest: "furthest back",
  biggest: "largest big large bigger larger widest",
  smallest: "small little tiny smaller littlest",
  tallest: "tall taller",
  shortest: "short shorter flattest",
  highest: "topmost uppermost top upper",
  lowest: "bottom bottommost",
});

export const determiners = new Set("the a an my your our that this these those any some of its".split(" "));
/** Words of a noun phrase that tell nothing apart here. */
export const fillers = new Set(
  "shaped colored coloured wooden plastic round square shiny open topped available remaining single just only also too again there which is are".split(
    " ",
  ),
);

/** Words that cannot be part of a name: a phrase with one of them says more than which object is meant. */
export const notNouns = new Set(
  "or nor not and but if unless until till while when whenever because since before after twice once times through across without with up down again is are was were be been do does did have has had you i we he she they who why how".split(
    " ",
  ),
);

export const pickVerbs =
  "pick up|pick|grab|grasp|grip|take hold of|get hold of|take|lift up|lift|hold|fetch|collect|seize|retrieve|clutch|catch";
export const putVerbs =
  "put|place|set|lay|drop|move|get|bring|transfer|stick|pop|deposit|shift|rest|carry|relocate|position|transport|leave|load|stow|store|insert|add|return|sit|balance|plop|have";
export const otherVerbs =
  "push|slide|nudge|shove|drag|pull|stack|pile|sort|group|organize|organise|arrange|separate|gather|swap|exchange|switch|interchange|clear|empty|clean|unload|open|close|shut|release|let|go|come|raise|lower|hover|home|build|make|remove|park|reset|line|finish";

/** Words besides the above that an instruction may hold; a misspelt word is taken for the nearest of all of them. */
const others = `
  them they their those these this that its his her here around side sides top tops any some same such
  between against across along through until while when how who whose why yes no not nor never also only
  just still even ever often maybe perhaps tidy back fire moon sun fell fall turn twist spin rotate flip
  wash fly eat paint kick hit beat bend bite blow burn bury call chop cook count cry dance dig draw dream
  fill find fix fold hide joke jump kiss know laugh learn like look love melt mix ought over peel play
  pour read ride roll run say scan sell send shake shoot show sing sink sleep smash smell speak spell
  spill split spread steal swim talk taste teach tear tell thing think throw tie toss touch trust type use
  visit vote wait walk warn watch wear weigh win work write please could would can will you and then onto
  into inside next beside behind above below under underneath near left right front away towards toward
  forward forwards backward backwards home gripper hand arm robot tool fingers what where which many much
  there table tower colour color shape size distance from with bottom middle position positions places
  centimeters centimetres centimeter centimetre millimeters millimetres meters metres inches inch want
  need should except other others first second third last one two three four five six seven eight nine ten
  twenty thirty everything everyone without water window wall floor sandwich lid cup mug bottle cake cat
  car lake late tale make close closed holding empty down upwards downwards higher further farther nearer
  closer each every another mean rather sure order stand grape bell bold gold sold told cold role pole
  hole mole case cave cane date face fake game gate lane mate name pace page race rage safe sale save take
  tape wake wave wide wine wire wise pin pen pan pot fan cut hat keep hot lamp light start stop halt
  nothing dont happen happening hello thanks thank kind kindly now immediately quickly slowly carefully
  gently anything something describe list about tall big small large furthest nearest leftmost rightmost
  hard best rest east west nest test pull full hull dull help hill tide slice slide glide plane plant
  planet place plated plates black block clock flock brick trick prick brink drink drop crop prop stuck
  stick stack snack smack slack track truck crack
`
  .trim()
  .split(/\s+/);

export const known: ReadonlySet<string> = new Set([
  ...others,
  ...colors.keys(),
  ...nouns.keys(),
  ...anyNouns,
  ...superlatives.keys(),
  ...determiners,
  ...fillers,
  ...`${pickVerbs}|${putVerbs}|${otherVerbs}`.split(/[| ]/),
]);
/** Words that a misspelt one is corrected to: those that mean something in a command. */
export const corrections: readonly string[] = [
  ...new Set([
    ...colors.keys(),
    ...[...nouns.keys()].filter((word) => word.length > 3 && word !== "boxs"),
    ..."thing things object objects everything".split(" "),
    ...superlatives.keys(),
    ...`${pickVerbs}|${putVerbs}|${otherVerbs}`.split(/[| ]/),
    ..."please could onto into inside next beside behind between above left right front away towards forward gripper robot table tower colour color shape bottom centimeters centimetres position then what where which many".split(
      " ",
    ),
  ]),
].filter((word) => word.length >= 3);
