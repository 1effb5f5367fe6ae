import type { Command, Direction } from "./commands.ts";
import { referenceOf } from "./references.ts";

const ARM = "\\$arm";
const GO = "(?:move|go|bring|drive|send|put|come|fly|position|hover|travel|return|shift)";

/** Motions of the arm and the hand themselves: home, open, close, up, above something, to a point. */
export const robotMotion = (clause: string): Command | null => {
  if (
    new RegExp(
      `^(?:${GO}|take|park|reset)?(?: ${ARM})?(?: %toward| back)?(?: @to| @in| @at)?(?: the| your| its)? ?(?:home|(?:home|rest|resting|start|starting|initial|neutral|default|ready|original) (?:position|pose|place|configuration)|rest)(?: position| pose)?$`,
    ).test(clause) ||
    new RegExp(`^(?:park|reset|home|retract)(?: the)?(?: ${ARM})?$`).test(clause)
  )
    return { kind: "home" };
  if (/^(?:open|close) it(?: %up)?$/.test(clause))
    return { kind: "gripper", open: clause.startsWith("open"), width: null };
  const hand = clause
    .replace(/\b(?:fully|completely|all the way|wide|wider|again)\b/g, "")
    .replace(/\s+/g, " ")
    .trim();
  const opened = new RegExp(`^open(?: %up)?(?: ${ARM})?(?: %up)?(?: (?:@to )?#(\\S+)(?: wide)?)?$`).exec(
    hand,
  );
  if (opened)
    return { kind: "gripper", open: true, width: opened[1] === undefined ? null : Number(opened[1]) };
  if (new RegExp(`^(?:close|shut|clench)(?: ${ARM})?(?: %up)?$`).test(hand))
    return { kind: "gripper", open: false, width: null };
  if (new RegExp(`^(?:release|relax) ${ARM}$`).test(hand))
    return { kind: "gripper", open: true, width: null };
  return above(clause) ?? relative(clause) ?? toPoint(clause);
};

const above = (clause: string): Command | null => {
  const found =
    new RegExp(
      `^${GO}(?: ${ARM})?(?: %up)?(?: @to)?(?: #\\S+)?(?: right| directly| just)? @above (.+)$`,
    ).exec(clause) ??
    new RegExp(`^(?:go|(?:move|bring|drive|send) ${ARM}|come|hover|move)(?: @on)? @to (.+)$`).exec(clause);
  const target = found && referenceOf(found[1] ?? "");
  return target ? { kind: "above", target } : null;
};

const relative = (clause: string): Command | null => {
  const verb = new RegExp(`^(raise|lift|lower|${GO})(?: ${ARM})?(.*)$`).exec(clause);
  if (!verb || (/^(?:raise|lift|lower)/.test(clause) && !/\$arm/.test(clause))) return null;
  if (/^(?:put|bring|position|shift|take)/.test(clause) && !/\$arm/.test(clause)) return null;
  const rest =
    /^(?: %(left|right|away|toward|up|down))?(?: #(\S+))?(?: %(left|right|away|toward|up|down))?$/.exec(
      verb[2] ?? "",
    );
  if (!rest) return null;
  const implied = verb[1] === "raise" || verb[1] === "lift" ? "up" : verb[1] === "lower" ? "down" : undefined;
  const direction = rest[1] ?? rest[3] ?? implied;
  if (direction === undefined || (rest[1] !== undefined && rest[3] !== undefined)) return null;
  return {
    kind: "tool",
    direction: direction as Direction,
    distance: rest[2] === undefined ? 0.1 : Number(rest[2]),
  };
};

const toPoint = (clause: string): Command | null => {
  const found = new RegExp(`^${GO}(?: ${ARM})? (?:@to|@at) (?:@at )?&(\\S+)$`).exec(clause);
  const [x, y, z] = (found?.[1] ?? "").split("/").map(Number);
  return found && x !== undefined && y !== undefined ? { kind: "tool_at", x, y, z: z ?? null } : null;
};
