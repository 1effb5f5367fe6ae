import type { ManualEntry } from "../../../bridge/protocol/index.ts";
import { builtinNames, keywordNames, pythonTokens } from "../code/python-tokens.ts";
import { parametersOf, returnTypeOf } from "./primitive-docs.ts";

/** What a program may name here. */
export interface KnownNames {
  readonly docs: readonly ManualEntry[];
  readonly objects: readonly string[];
  readonly joints: readonly string[];
  readonly cameras: readonly string[];
}

export interface CompletionOption {
  readonly label: string;
  /** What is put in, where that is more than the label. */
  readonly apply?: string;
  readonly kind:
    | "function"
    | "namespace"
    | "class"
    | "keyword"
    | "variable"
    | "property"
    | "parameter"
    | "name";
  readonly detail?: string;
  readonly doc?: ManualEntry;
  readonly boost?: number;
}

export interface Completions {
  /** Where the word begins that is completed. */
  readonly from: number;
  readonly options: readonly CompletionOption[];
}

const WORD_BEFORE = /[\p{L}_][\p{L}\p{N}_]*$/u;
/** Calls whose strings are mostly names of joints, and of cameras. */
const OF_JOINTS = /(^|\.)move_joints$/;
const OF_CAMERAS = /^camera\./;

/** What could stand at `at` in a program, whole or half-written; null where nothing is to be offered. */
export const completionsAt = (
  code: string,
  at: number,
  asked: boolean,
  known: KnownNames,
): Completions | null => {
  const before = code.slice(0, at);
  const last = pythonTokens(before).at(-1);
  if (last?.kind === "comment") return null;
  if (last?.kind === "string" && isOpen(last.text)) return inString(before, last.text, known);
  const word = WORD_BEFORE.exec(before)?.[0] ?? "";
  const from = at - word.length;
  const owner = /([\p{L}_][\p{L}\p{N}_.]*)\.$/u.exec(before.slice(0, from))?.[1];
  if (owner !== undefined) return { from, options: membersOf(owner, code, known) };
  if (before.slice(0, from).endsWith(")."))
    // The call that has just been closed: all before its last bracket leaves it open.
    return { from, options: fieldsOf(returnedBy(callAround(before.slice(0, from - 2)), known.docs)) };
  if (word === "" && !asked) return null;
  if (/\d$/.test(before.slice(0, from))) return null;
  return { from, options: [...parametersAt(before.slice(0, from), known), ...namesIn(code, from, known)] };
};

const isOpen = (literal: string): boolean => {
  const [, quote = ""] = /^\w*("""|'''|"|')/.exec(literal) ?? [];
  const body = literal.slice(literal.indexOf(quote) + quote.length);
  return !(body.endsWith(quote) && !/(^|[^\\])\\(\\\\)*$/.test(body.slice(0, -quote.length)));
};

const inString = (before: string, literal: string, known: KnownNames): Completions | null => {
  const [opening = ""] = /^\w*(?:"""|'''|"|')/.exec(literal) ?? [];
  const typed = literal.slice(opening.length);
  if (/[^\w ./-]/.test(typed)) return null;
  const call = callAround(before.slice(0, before.length - literal.length)) ?? "";
  const entries = (names: readonly string[], detail: string, boost: number): CompletionOption[] =>
    names.map((label) => ({ label, kind: "name", detail, boost }));
  const options = [
    ...entries(known.objects, "object", 10),
    ...entries(known.joints, "joint", OF_JOINTS.test(call) ? 20 : 0),
    ...entries(known.cameras, "camera", OF_CAMERAS.test(call) ? 20 : 0),
  ];
  return options.length > 0 ? { from: before.length - typed.length, options } : null;
};

/** The name of the call whose brackets are open at the end of `before`. */
export const callAround = (before: string): string | null => {
  let depth = 0;
  let at = before.length;
  for (const { text, kind } of pythonTokens(before).toReversed()) {
    at -= text.length;
    if (kind === "string" || kind === "comment") continue;
    for (let i = text.length - 1; i >= 0; i -= 1) {
      const char = text[i] ?? "";
      if (")]}".includes(char)) depth += 1;
      if (!"([{".includes(char)) continue;
      if (depth > 0) depth -= 1;
      else if (char === "(") return /[\p{L}_][\p{L}\p{N}_.]*$/u.exec(before.slice(0, at + i))?.[0] ?? null;
    }
  }
  return null;
};

const parametersAt = (before: string, { docs }: KnownNames): CompletionOption[] => {
  const call = callAround(before);
  const entry = docs.find(({ name }) => name === call);
  if (!entry || /[=.]\s*$/.test(before)) return [];
  return parametersOf(entry).map((parameter) => {
    const [name = "", usual] = parameter.split("=");
    return {
      label: `${name}=`,
      kind: "parameter",
      boost: 15,
      ...(usual === undefined ? {} : { detail: `default ${usual}` }),
    };
  });
};

const memberOption = (entry: ManualEntry, label: string): CompletionOption => {
  const takes = parametersOf(entry).length > 0;
  return {
    label,
    apply: takes ? `${label}(` : `${label}()`,
    kind: "function",
    detail: entry.signature.slice(entry.name.length),
    doc: entry,
  };
};

/** What stands after the dot of a module, or of a variable that a primitive's result was given to. */
const membersOf = (owner: string, code: string, { docs }: KnownNames): CompletionOption[] => {
  const members = docs.filter(({ name }) => name.startsWith(`${owner}.`));
  if (members.length > 0)
    // In the order of the manual, which begins with what is wanted most.
    return members.map((entry, i) => ({
      ...memberOption(entry, entry.name.slice(owner.length + 1)),
      boost: Math.max(0, 20 - i),
    }));
  return fieldsOf(recordOf(owner, code, docs));
};

const fieldsOf = (record: ManualEntry | undefined): CompletionOption[] =>
  record
    ? parametersOf(record).map((field) => ({
        label: field,
        kind: "property",
        detail: record.name,
        doc: record,
      }))
    : [];

/** The record that a call gives back, where its docs tell. */
const returnedBy = (
  call: string | null | undefined,
  docs: readonly ManualEntry[],
): ManualEntry | undefined => {
  const made = docs.find(({ name }) => name === call);
  const type = made && returnTypeOf(made);
  return type ? docs.find(({ name }) => name === type) : undefined;
};

/** The record that a variable holds, by the last assignment or loop that gives it one. */
const recordOf = (variable: string, code: string, docs: readonly ManualEntry[]): ManualEntry | undefined => {
  const name = variable.replaceAll(".", "\\.");
  const given = new RegExp(`(?:^|[\\s;(])(?:for\\s+)?${name}\\s*(?:=|:=|\\bin\\b)\\s*([\\w.]+)\\(`, "gu");
  return returnedBy([...code.matchAll(given)].at(-1)?.[1], docs);
};

const namesIn = (code: string, from: number, { docs }: KnownNames): CompletionOption[] => {
  const modules = [...new Set(docs.flatMap(({ name }) => name.split(".").slice(0, -1)))];
  const whole = docs.filter(({ name }) => !name.includes("."));
  const known = new Set([...modules, ...whole.map(({ name }) => name), ...keywordNames, ...builtinNames]);
  const own = new Set<string>();
  for (const { index, 0: word } of code.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu))
    if (index !== from && word.length > 1 && !known.has(word)) own.add(word);
  return [
    ...whole.map(
      (entry): CompletionOption =>
        /^[A-Z]/.test(entry.name)
          ? { label: entry.name, kind: "class", detail: "", doc: entry }
          : { ...memberOption(entry, entry.name), boost: 5 },
    ),
    ...modules.map((label): CompletionOption => ({ label, kind: "namespace", boost: 8 })),
    ...assigned(own, code).map((label): CompletionOption => ({ label, kind: "variable", boost: 3 })),
    ...[...builtinNames].map((label): CompletionOption => ({ label, kind: "function", boost: -2 })),
    ...[...keywordNames].map((label): CompletionOption => ({ label, kind: "keyword", boost: -4 })),
  ];
};

/** Of some words of a program, those that are variables, functions or modules of its own. */
const assigned = (words: ReadonlySet<string>, code: string): string[] =>
  [...words].filter((word) =>
    new RegExp(`(?:^|[\\s,;(])(?:def |for |import |as )?${word}\\s*(?:=[^=]|:=|,|\\(|\\bin\\b|$)`, "mu").test(
      code,
    ),
  );

/** The docs of the name that a place of a program is in; null where it has none. */
export const docAt = (code: string, at: number, docs: readonly ManualEntry[]): ManualEntry | null => {
  const ahead = code.slice(at);
  // On the module of a call, the call is meant.
  const ends = [/^[\p{L}\p{N}_]*/u, /^[\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_]+)*/u];
  for (const end of ends) {
    const whole = code.slice(0, at) + (end.exec(ahead)?.[0] ?? "");
    const name = /[\p{L}_][\p{L}\p{N}_.]*$/u.exec(whole)?.[0];
    const found = docs.find((entry) => entry.name === name);
    if (found) return found;
  }
  return null;
};
