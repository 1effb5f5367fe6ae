import { keywords } from "./known-python.ts";
import type { PythonToken } from "./python-lexer.ts";

/** What the text of a program says of its own names. */
export interface NamesInCode {
  /** Functions and classes whose body is in the code. */
  readonly defined: ReadonlySet<string>;
  /** Names that get a value, of which only running tells what it is. */
  readonly assigned: ReadonlySet<string>;
}

/** Finds the names that a program defines and assigns; scopes are not told apart. */
export const namesInCode = (tokens: readonly PythonToken[]): NamesInCode => {
  const defined = new Set<string>();
  const assigned = new Set<string>();
  const text = (at: number): string => tokens[at]?.text ?? "";
  const isName = (at: number): boolean => tokens[at]?.kind === "name" && !keywords.has(text(at));
  const mark = (at: number): void => {
    if (isName(at) && text(at - 1) !== ".") assigned.add(text(at));
  };
  /** The names from a token to where `ends` says so. */
  const markUntil = (from: number, ends: (at: number) => boolean): void => {
    for (let at = from; at < tokens.length && !ends(at); at += 1) mark(at);
  };
  const endsStatement = (at: number): boolean => {
    const token = tokens[at];
    return !token || token.kind === "newline" || token.text === ";";
  };
  /** The targets before an `=` outside of brackets; of an annotated one the annotation is none. */
  const markTargets = (equals: number): void => {
    let from = equals;
    while (!endsStatement(from - 1) && text(from - 1) !== ":") from -= 1;
    const annotated = text(from - 1) === ":" && isName(from - 2) && endsStatement(from - 3);
    if (annotated) mark(from - 2);
    else for (let at = from; at < equals; at += 1) mark(at);
  };
  let depth = 0;
  let importing = false;
  for (const [at, { kind, text: here }] of tokens.entries()) {
    if (endsStatement(at)) importing = false;
    else if (here === "import") importing = true;
    if (importing) continue; // what an import brings is told by the module
    if (kind === "op" && "([{".includes(here)) depth += 1;
    else if (kind === "op" && ")]}".includes(here)) depth -= 1;
    else if (here === "def" || here === "class") {
      if (isName(at + 1)) defined.add(text(at + 1));
      if (here === "def") markUntil(at + 2, (end) => text(end) === ")");
    } else if (here === "lambda") markUntil(at + 1, (end) => text(end) === ":");
    else if (here === "for") markUntil(at + 1, (end) => text(end) === "in");
    else if (here === "as" || text(at + 1) === ":=") mark(here === "as" ? at + 1 : at);
    else if (here === "=" && kind === "op" && depth === 0) {
      if (text(at + 1) === "lambda" && isName(at - 1)) defined.add(text(at - 1));
      else markTargets(at);
    }
  }
  return { defined, assigned };
};
