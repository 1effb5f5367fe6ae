/** Prepositions, directions and parts of the robot as one word each: @on, %left, $arm. The longest wording goes first. */
const markers: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:nearest|closest) to (?!you\b|me\b|us\b|yourself\b|the (?:robot|arm|base|gripper|edge)\b)/g,
    "@nearest ",
  ],
  [
    /\b(?:furthest|farthest) (?:away )?from (?!you\b|me\b|us\b|yourself\b|the (?:robot|arm|base|gripper|edge)\b)/g,
    "@farthest ",
  ],
  [/(?<!\bthe )\bback (?=(?:on|onto|in|into|inside)\b)/g, ""],
  [/\b(?:to|at|on|into) (?:the |its )?left(?: hand)?(?: side)? of\b|\bleft of\b/g, "@left_of"],
  [/\b(?:to|at|on|into) (?:the |its )?right(?: hand)?(?: side)? of\b|\bright of\b/g, "@right_of"],
  [/\bin front of\b|\bto the front of\b/g, "@front_of"],
  [/\bbehind\b|\bat the back of\b|\bin back of\b/g, "@behind"],
  [/\b(?:in|on|at) the (?:middle|center|centre|bottom) of\b/g, "@on"],
  [/\b(?:on|at|in) the (left|right)(?: hand)?(?: side)?\b/g, "%at_$1"],
  [
    /\b(?:to|towards?) (?:the|your|my|its) (left|right)(?: hand)?(?: side)?\b|\b(left|right)(?:wards?)?\b(?! (?:cube|block|ball|one|most))/g,
    "%$1$2",
  ],
  [
    /\b(?:straight |further )?away(?: from (?:you|me|yourself|the robot|the arm|the base|us))?(?! from\b)\b|\b(?:further )?forwards?\b|\bfurther(?: (?:out|back))?\b/g,
    "%away",
  ],
  [
    /\b(?:back )?(?:towards?|closer to|nearer to|to) (?:you|me|yourself|the robot|the arm|the base|us)\b|\bbackwards?\b|\b(?:closer|nearer)(?! to)\b|\bback\b(?! (?:to|home|in|on|onto|into)\b)/g,
    "%toward",
  ],
  [
    /\b(?:the |your )?(?:robot(?:'s)? |robotic )?(?:end effector|gripper|grippers|arm|hand|tool|fingers?|claw|jaws?|robot|yourself)\b/g,
    "$arm",
  ],
  [/\b(?:at|on) (?:the )?(?:very )?bottom\b|\bat the base\b/g, "%bottom"],
  [/\b(?:at|on) (?:the )?(?:very )?top\b(?! of)/g, "%top"],
  [/\b(?:on|onto|to) (?:the )?top of (?:each other|one another)\b|\bonto? each other\b/g, "%piled"],
  [/\bnext to (?:each other|one another)\b|\btogether\b|\bside by side\b/g, "%together"],
  [/\bon ?to the top of\b|\bon top of\b|\batop(?: of)?\b|\bon ?to\b|\bupon\b|\bon\b/g, "@on"],
  [
    /\b(?:right |directly |close )?(?:next to|beside|besides|alongside|adjacent to|by the side of|at the side of)\b|\b(?:close|near|next) to\b|\bnear\b|\bby(?! #|\b *(?:color|shape|its|their|size|\$arm))/g,
    "@beside",
  ],
  [/\bunderneath\b|\bunder\b|\bbelow\b|\bbeneath\b/g, "@under"],
  [/\bover (?=to\b|next\b|there\b|@)/g, ""],
  [/\babove\b|\bover\b/g, "@above"],
  [/\bin ?between\b|\bbetween\b/g, "@between"],
  [/\bout of\b|\boutside(?: of)?\b|\boff(?: of| from)?\b/g, "@off"],
  [/\bin ?to\b|\binside(?: of)?\b|\bwithin\b|\bin\b/g, "@in"],
  [/\b(?:away )?from\b/g, "@from"],
  [/\bup(?:wards?)?\b|\bhigher\b/g, "%up"],
  [/\bdown(?:wards?)?\b/g, "%down"],
  [
    /\bto (?:the )?(?=&)|\bat\b(?: (?:the )?(?:position|point|coordinates?|place|location|spot))?|\b(?:position|coordinates?|point)(?= &)/g,
    "@at",
  ],
  [/\bto(?:wards?)?\b/g, "@to"],
  [/\bby(?= #)/g, ""],
  [
    /\b(?:a (?:little )?bit|a little|slightly|a touch|a tad|somewhat|a few centimet(?:er|re)s)(?= *(?:%|$|more))/g,
    "#0.05",
  ],
];

export const marked = (clause: string): string =>
  markers
    // Markers are in capitals until the end, so that no later pattern finds a word in one.
    .reduce(
      (line, [pattern, marker]) =>
        line.replace(
          pattern,
          (...found) =>
            ` ${marker.toUpperCase().replace(/\$(\d)/g, (_, group) => String(found[Number(group)] ?? "").toUpperCase())} `,
        ),
      ` ${clause} `,
    )
    .toLowerCase()
    .replace(/(@\w+) +(?:@at|@to) +(?=&)/g, "@at ")
    .replace(/\s+/g, " ")
    .trim();

/** The same words without their markers, to quote. */
export const unmarked = (clause: string): string =>
  clause
    .replace(/[@%](\w+)/g, (_, word: string) => word.replaceAll("_", " "))
    .replace(/\$arm/g, "the gripper")
    .replace(/#(\S+)/g, "$1 m")
    .trim();
