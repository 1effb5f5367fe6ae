import { lexPython, type PythonToken } from "../../safety/python-lexer.ts";

/** What is not straight-line Python, as it is called in words to the model. */
const WORDS: Record<string, string> = {
  if: "an if",
  elif: "an elif",
  else: "an else",
  for: "a for loop or comprehension",
  while: "a while loop",
  def: "a function definition",
  lambda: "a lambda",
  try: "a try statement",
  except: "a try statement",
  finally: "a try statement",
  with: "a with statement",
  class: "a class definition",
  and: "an and, which runs its second part only sometimes",
  or: "an or, which runs its second part only sometimes",
  assert: "an assert, which ends the action only sometimes",
  async: "an async statement",
  await: "an await",
  yield: "a yield",
};
/** Soft keywords: names elsewhere than at the start of a statement that opens a block. */
const SOFT = new Set(["match", "case"]);
/** Functions that run other code, once for each of several things. */
const RUNNERS = new Set(["map", "filter", "reduce", "starmap", "exec", "eval", "compile"]);
/** Those that are something else in other modules, as in re.compile(). */
const BARE_ONLY = new Set(["map", "filter", "exec", "eval", "compile"]);

/** The first construct of a program that makes it more than straight-line Python: what and on which line; null: none. */
export const controlFlow = (code: string): { readonly what: string; readonly line: number } | null => {
  const tokens = lexPython(code);
  for (const [at, { kind, text, line }] of tokens.entries()) {
    if (kind !== "name") continue;
    const attribute = tokens[at - 1]?.text === ".";
    if (Object.hasOwn(WORDS, text)) return { what: WORDS[text] ?? text, line };
    if (SOFT.has(text) && startsStatement(tokens[at - 1]) && opensBlock(tokens, at))
      return { what: `a ${text} statement`, line };
    if (RUNNERS.has(text) && tokens[at + 1]?.text !== "=" && !(attribute && BARE_ONLY.has(text)))
      return { what: `${text}()`, line };
  }
  return null;
};

const startsStatement = (before: PythonToken | undefined): boolean =>
  !before || before.kind === "newline" || before.text === ";";

/** Whether the line ends with a colon. */
const opensBlock = (tokens: readonly PythonToken[], from: number): boolean => {
  let at = from;
  while (tokens[at + 1] && tokens[at + 1]?.kind !== "newline") at += 1;
  return tokens[at]?.text === ":";
};
