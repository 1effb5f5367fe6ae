import type { CallFate } from "../executor/call-fate.ts";
import type { ActionResult } from "../executor/types.ts";
import { clip } from "./clip.ts";

export interface ObservationOptions {
  /** Turns that remain after this observation. */
  readonly turnsLeft: number;
  /** Tells of what else the reply held and was not run; empty for nothing. */
  readonly othersNotRun: string;
  /** Whether the model gets the pictures themselves. */
  readonly imagesShown: boolean;
  /** Wall seconds that one action may take. */
  readonly actionTimeoutS: number;
  /** The code that ran, where a person edited the model's; null where it ran as written. */
  readonly editedCode?: string | null;
  /** A remark of the loop itself, empty for none. */
  readonly note: string;
  /** Characters kept of a long output, from its start and from its end each. */
  readonly keep?: number;
}

const RECEIPTS_KEPT = { first: 5, last: 15 };

/**
 * What the model is told of an action, word for word: output, value, traceback, receipts of measured motion, pictures,
 * how the action ended when it did not end by itself, and the turns left. Only what was observed; no judgement.
 */
export const observationText = (result: ActionResult, options: ObservationOptions): string => {
  const keep = options.keep ?? 2000;
  const parts: string[] = [];
  if (options.editedCode) parts.push(editedText(options.editedCode, keep));
  const output = result.output.trimEnd();
  if (output !== "") parts.push(clip(output, keep, keep));
  if (result.value !== null) parts.push(`Value of the last expression: ${clip(result.value, keep, keep)}`);
  if (result.error) parts.push(clip(tracebackOf(result.error), keep, keep));
  if (result.receipts.length > 0) parts.push(`Measured motion:\n${receiptLines(result.receipts).join("\n")}`);
  if (result.images.length > 0) parts.push(pictures(result, options.imagesShown));
  if (result.ended) parts.push(`${result.ended.by}() was called: ${result.ended.text}`);
  if (parts.length === (options.editedCode ? 1 : 0) && result.ended_by === "done")
    parts.push("The code printed nothing and returned nothing.");
  parts.push(...howItEnded(result, options.actionTimeoutS), ...whatItMet(result));
  if (!result.state_kept)
    parts.push("Python was started anew: variables, functions and imports of earlier turns are lost.");
  else if (endedFromOutside(result)) parts.push("Variables are kept.");
  if (options.othersNotRun !== "") parts.push(options.othersNotRun);
  if (options.note !== "") parts.push(options.note);
  parts.push(turnsLeftLine(options.turnsLeft));
  return `Observation:\n${parts.join("\n\n")}`;
};

const editedText = (code: string, keep: number): string =>
  `A person edited your code before it ran. What ran in place of it:\n\`\`\`python\n${clip(code.trimEnd(), keep, keep)}\n\`\`\``;

/** An observation of a turn in which no code ran; it costs the turn. */
export const correctionText = (correction: string, turnsLeft: number): string =>
  `Observation:\n${correction}\n\n${turnsLeftLine(turnsLeft)}`;

const turnsLeftLine = (left: number): string =>
  left === 1
    ? "1 turn left: call finish(summary) if the task is done, else give_up(reason), or answer in words."
    : `${left === 0 ? "No" : left} turns left.`;

const tracebackOf = ({ type, message, traceback }: NonNullable<ActionResult["error"]>): string => {
  const text = traceback.trimEnd();
  const named = text.split("\n").some((line) => line === type || line.startsWith(`${type}: `));
  return named ? text : `${text}\n${type}: ${message}`.trim();
};

const receiptLines = (receipts: readonly string[]): string[] => {
  const { first, last } = RECEIPTS_KEPT;
  const lines = receipts.map((receipt) => `- ${receipt}`);
  if (lines.length <= first + last) return lines;
  return [
    ...lines.slice(0, first),
    `- [… ${lines.length - first - last} more receipts left out …]`,
    ...lines.slice(-last),
  ];
};

const pictures = (result: ActionResult, shown: boolean): string => {
  const sources = result.images.map((image) => image.source).join(", ");
  return shown
    ? `Pictures: ${sources}.`
    : `Pictures: ${sources}. The person sees them; you get none, so read what you need from them in code.`;
};

const howItEnded = (result: ActionResult, timeoutS: number): string[] => {
  const parts: string[] = [];
  const why = result.reason === "" ? "" : ` (${result.reason})`;
  switch (result.ended_by) {
    case "interrupted":
      parts.push(`The action was interrupted before its end${why}. Look where the robot is before going on.`);
      break;
    case "timeout":
      parts.push(
        `The action was interrupted at its time limit of ${timeoutS} s. Look where the robot is, and do less in one action.`,
      );
      break;
    case "limit":
      parts.push(`The action was ended at a limit: ${result.reason}.`);
      break;
    case "died":
      if (!result.error) parts.push(`The Python interpreter died while the code ran${why}.`);
      break;
    case "exit":
      parts.push(
        "The program called exit(), which ends the action only. To end the task call finish(summary).",
      );
      break;
    default:
  }
  return parts;
};

const endedFromOutside = ({ ended_by }: ActionResult): boolean =>
  ended_by === "interrupted" || ended_by === "timeout" || ended_by === "limit";

/** The statement at which an action was ended from outside, and what became of the motion under way. */
const whatItMet = (result: ActionResult): string[] => {
  const { interrupted_at, fates } = result;
  const parts: string[] = [];
  if (interrupted_at) parts.push(`It was at line ${interrupted_at.line}: ${interrupted_at.source}`);
  if (fates.length > 0) parts.push(fates.map(fateLine).join("\n"));
  else if (endedFromOutside(result))
    parts.push("No call of a primitive was under way; motions with a receipt had ended before.");
  return parts;
};

const fateLine = ({ name, line, fate, moves, text }: CallFate): string => {
  const call = `${name}${line === null ? "" : ` (line ${line})`}`;
  const told = text === "" ? "" : `: ${text.replace(/^cut short, /, "")}`;
  switch (fate) {
    case "executed":
      return `- ${call} was under way and was executed to its end${told}`;
    case "cut_short":
      return moves ? `- ${call} was under way and was cut short${told}` : `- ${call} was ended${told}`;
    case "never_sent":
      return `- ${call} was never sent${moves ? "; nothing moved for it" : ""}${told}`;
    default:
      return `- ${call} was under way, and how far it went is not known${told}`;
  }
};
