import { readCallText } from "../../agent/modes/call-text.ts";
import { type Call, UnreadableCall } from "../../agent/modes/calls.ts";
import { controlFlow } from "../../agent/modes/control-flow.ts";
import { pythonLiteral } from "../../agent/modes/python-literal.ts";
import { act } from "../../agent/offline-planner/reply.ts";
import type { ActionModeName, ManualEntry } from "../../protocol/index.ts";

/** Why a script cannot be said in a mode. */
export class Unspeakable extends Error {}

/**
 * What a scripted planner replies, turn by turn, for its actions in a mode. In the modes whose action is one call, an
 * action of several calls takes as many turns.
 *
 * @param manual tells the names of arguments that are given by position
 * @throws Unspeakable for an action that the mode has no words for
 */
export const repliesOf = (
  script: readonly string[],
  mode: ActionModeName,
  manual: readonly ManualEntry[],
): readonly string[] => {
  if (mode === "code") return script.map((action) => act("", action));
  if (mode === "code-flat") return script.map(flatReply);
  const actions = script.map(plainCalls);
  if (mode === "json-parallel")
    return actions.map((calls) => calls.map((call) => objectText(call, manual)).join("\n"));
  return actions.flat().map((call) => (mode === "text" ? callText(call) : objectText(call, manual)));
};

const flatReply = (action: string): string => {
  const found = controlFlow(action);
  if (found) throw new Unspeakable(`it has ${found.what}, and code-flat is code without`);
  return act("", action);
};

/**
 * The calls of an action that is nothing but calls with literal arguments, each a statement. That a value is printed
 * says nothing here: of a call that stands alone, every mode shows it.
 */
export const plainCalls = (action: string): readonly Call[] => {
  const calls: Call[] = [];
  const kept = new Set<string>();
  for (let at = nextStatement(action, 0); at < action.length; ) {
    try {
      const printed = matched(/print\(\s*([A-Za-z_]\w*)\s*\)/y, action, at);
      if (printed && kept.has(printed[1] ?? "")) at += printed[0].length;
      else at = readStatement(action, at, calls, kept);
      const next = nextStatement(action, at);
      // Something else goes on with the value of the call.
      if (next < action.length && !/[\n;]/.test(action.slice(at, next))) throw new UnreadableCall("");
      at = next;
    } catch (error) {
      if (!(error instanceof UnreadableCall)) throw error;
      const line = action.slice(at).split("\n", 1)[0]?.trim() ?? "";
      throw new Unspeakable(`it is a program and not only calls ("${line.slice(0, 60)}")`);
    }
  }
  return calls;
};

/** Reads `call`, `name = call` or `print(call)`; gives where it ends. */
const readStatement = (action: string, from: number, calls: Call[], kept: Set<string>): number => {
  const assigned = matched(/([A-Za-z_]\w*)[ \t]*=(?!=)[ \t]*/y, action, from);
  const printing = matched(/print\(\s*(?=[A-Za-z_][\w.]*\()/y, action, from);
  const { call, end } = readCallText(action, from + (assigned ?? printing ?? [""])[0].length);
  calls.push(call);
  if (assigned) kept.add(assigned[1] ?? "");
  if (!printing) return end;
  const closed = matched(/\s*\)/y, action, end);
  if (!closed) throw new UnreadableCall("");
  return end + closed[0].length;
};

const matched = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

/** Index behind blanks, comments and what parts statements. */
const nextStatement = (text: string, from: number): number => {
  return from + (matched(/(?:\s|;|#[^\n]*)*/y, text, from)?.[0].length ?? 0);
};

const callText = ({ name, positional, named }: Call): string => {
  const given = [
    ...positional.map((value) => pythonLiteral(value)),
    ...named.map(([key, value]) => `${key}=${pythonLiteral(value)}`),
  ];
  return `Action: ${name}(${given.join(", ")})`;
};

const objectText = ({ name, positional, named }: Call, manual: readonly ManualEntry[]): string => {
  const parameters = manual.find((entry) => entry.name === name)?.parameters ?? [];
  const placed = positional.map((value, at) => {
    const parameter = parameters[at];
    if (!parameter) throw new Unspeakable(`the manual has no name for argument ${at + 1} of ${name}`);
    return [parameter.name, value] as const;
  });
  return JSON.stringify({ tool: name, args: Object.fromEntries([...placed, ...named]) });
};
