import type { Call } from "./calls.ts";
import type { Catalogue } from "./catalogue.ts";

/** Calls that one action may hold; more is no plan that anyone looked at. */
export const MOST_CALLS = 50;

/**
 * Calls as a program, a statement each, in order. The value of a single call is echoed as that of a last expression
 * is; of several each is printed, with its number and name.
 *
 * @throws UnreadableCall when one of them is wrong; none of them is run then
 */
export const compileCalls = (calls: readonly Call[], catalogue: Catalogue): string => {
  const statements = calls.map((call) => catalogue.python(call));
  if (statements.length < 2) return statements.join("");
  return statements
    .map((statement, at) => `print("${at + 1}. ${calledName(statement)}:", repr(${statement}))`)
    .join("\n");
};

const calledName = (statement: string): string => statement.slice(0, statement.indexOf("("));
