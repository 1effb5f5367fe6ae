import type { Command, Reference } from "./commands.ts";
import { referenceOf, referencesOf } from "./references.ts";

/** Commands about several objects at once: stack, sort, gather, swap, clear. */
export const arranging = (clause: string): Command | null =>
  stack(clause) ?? sort(clause) ?? gather(clause) ?? swap(clause) ?? clear(clause);

const stack = (clause: string): Command | null => {
  const whole = orderOf(clause);
  if (whole) return { kind: "stack", order: whole, bottom: null, top: null };
  // "the red, green and blue cubes, with green at the bottom": which separator ends the list is found by trying.
  for (const separator of clause.matchAll(/,? (?:with|and|so that|such that) |, /g)) {
    const order = orderOf(clause.slice(0, separator.index));
    const ends = order && endsOf(clause.slice(separator.index + separator[0].length));
    if (ends) return { kind: "stack", order, ...ends };
  }
  return null;
};

const END = "(?:with )?(?:the )?([^,]+?)(?: one)?(?: is| being| goes)? %(bottom|top)";
const endsOf = (words: string): { bottom: Reference | null; top: Reference | null } | null => {
  const found = new RegExp(`^${END}(?:,? (?:and |with )+${END}|, ${END})?$`).exec(words);
  if (!found) return null;
  const ends = { bottom: null as Reference | null, top: null as Reference | null };
  for (const at of [1, 3, 5]) {
    const [spoken, which] = [found[at], found[at + 1]];
    if (spoken === undefined) continue;
    const reference = referenceOf(spoken);
    if (!reference) return null;
    ends[which === "bottom" ? "bottom" : "top"] = reference;
  }
  return ends;
};

const orderOf = (clause: string): readonly Reference[] | null => {
  const built =
    /^(?:build|make|construct|create|erect)(?: me)? (?:a |one )?(?:tower|stack|pile)(?: (?:@off|of|@from|with|using|out of) (.+))?$/.exec(
      clause,
    );
  const set = built
    ? (built[1] ?? "all cubes")
    : /^(?:stack|pile)(?: %up)? (.+?)(?: %up)?(?: %piled)?$/.exec(clause)?.[1];
  if (set === undefined) return null;
  const upward = / @from (?:the )?bottom @to (?:the )?top$/;
  const downward = / @from (?:the )?top @to (?:the )?bottom$/;
  const spoken = set
    .replace(upward, "")
    .replace(downward, "")
    .replace(/,? (?:in (?:this|that) order|@in (?:this|that) order)$/, "")
    .replace(/ @(?:in|@in)(?:to)? (?:a |one )?(?:tower|stack|pile)$/, "");
  // Ends of a stack are read by the caller: they are no part of a name here.
  if (/%(?:bottom|top)\b/.test(spoken)) return null;
  if (/ @on /.test(spoken)) {
    const parts = spoken.split(/,? (?:and )?@on /).map((part) => referencesOf(part));
    if (parts.some((part) => part === null)) return null;
    return (parts as Reference[][]).toReversed().flat();
  }
  const things = referencesOf(spoken);
  if (!things) return null;
  return downward.test(set) ? things.toReversed() : things;
};

const sort = (clause: string): Command | null => {
  const found =
    /^(?:sort|group|organi[sz]e|arrange|separate|order|put|place)(?: (.+?))?(?: @in(?:to)? groups| %together)? (?:by|@beside|according @to|@on|based @on) (?:their |the |its )?(color|colors|shape|shapes|kind|type)$/.exec(
      clause,
    );
  if (!found) return null;
  const what = referencesOf(found[1] ?? "everything");
  return what && { kind: "sort", what, by: found[2]?.startsWith("color") ? "color" : "shape" };
};

const gather = (clause: string): Command | null => {
  const found = /^(?:gather|collect|group)(?: %up)? (.+?)(?: %together)?$/.exec(clause);
  const what = found && !/[@%]/.test(found[1] ?? "") ? referencesOf(found[1] ?? "") : null;
  return what && (what.length > 1 || what[0]?.all) ? { kind: "gather", what } : null;
};

const swap = (clause: string): Command | null => {
  const found =
    /^(?:swap|exchange|switch|interchange)(?: around)?(?: the)?(?: (?:places?|positions?|locations?) of)? (.+?)(?: around)?$/.exec(
      clause,
    );
  const pair = (found?.[1] ?? "")
    .replace(/ (?:with|for) /, " and ")
    .replace(/ (?:with )?(?:each other|places|positions)$/, "");
  const [a, b, ...more] = found ? (referencesOf(pair) ?? []) : [];
  return a && b && more.length === 0 ? { kind: "swap", a, b } : null;
};

const clear = (clause: string): Command | null => {
  const found = /^(?:clear|empty|unload|clean|free)(?: @off| %up| out)? (.+?)(?: @off| %up| out)?$/.exec(
    clause,
  );
  const target = found ? referenceOf(found[1] ?? "") : null;
  return target && { kind: "clear", target };
};
