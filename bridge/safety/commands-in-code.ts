import { isPrimitiveName, motionPrimitives, primitiveNames } from "../protocol/index.ts";
import {
  dynamicNames,
  innerAttributes,
  keywords,
  plainBuiltins,
  plainDunders,
  plainMethods,
  plainModules,
  usualModuleNames,
} from "./known-python.ts";
import { namesInCode } from "./names-in-code.ts";
import { lexPython, type PythonToken } from "./python-lexer.ts";

/** A place in a program that commands a motion, or may do so. */
export interface CommandInCode {
  readonly name: string;
  readonly line: number | null;
  readonly text: string;
}

/** The manipulations that come with the Python library; plain Python over the primitives. */
export const skillNames: ReadonlySet<string> = new Set([
  "pick",
  "place_on",
  "place_at",
  "place_in",
  "push",
  "stack",
]);

const MOST_SHOWN = 50;
const TEXT_CHARACTERS = 160;
const LIBRARY = "codeact_primitives";
const rootsOf = (names: Iterable<string>): ReadonlySet<string> =>
  new Set([...names].filter((name) => name.includes(".")).map((name) => name.split(".")[0] ?? ""));
const robotRoots = rootsOf([...primitiveNames, "skills.pick"]);
const movingRoots = rootsOf([...motionPrimitives, "skills.pick"]);
// Marks that hide or reorder what stands in the text; all but tab and line ends that Python allows in strings.
const HIDDEN =
  /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/**
 * What a program commands, as far as its text tells: every call or mention of a motion primitive, a skill or a ROS
 * command, and everything whose doing the text does not tell (dynamic access, unknown functions, other modules).
 * Empty only when the text shows nothing that may move. A judgement for the person; the gate does not rely on it.
 *
 * @param harmless functions of earlier actions that were found to command nothing
 */
export const commandsInCode = (code: string, harmless: ReadonlySet<string> = new Set()): CommandInCode[] => {
  const { found } = new Reader(code, harmless);
  if (found.length <= MOST_SHOWN) return found;
  const more = found.length - MOST_SHOWN;
  return [...found.slice(0, MOST_SHOWN), { name: "…", line: null, text: `and ${more} more` }];
};

class Reader {
  readonly #found: CommandInCode[] = [];
  readonly #doubts = new Map<number, { readonly name: string; readonly why: Set<string> }>();
  readonly #code: string;
  readonly #lines: readonly string[];
  readonly #tokens: readonly PythonToken[];
  readonly #defined: ReadonlySet<string>;
  readonly #assigned: ReadonlySet<string>;
  /** Names that are imported here from modules that reach nothing. */
  readonly #imported = new Set<string>();
  readonly #harmless: ReadonlySet<string>;

  constructor(code: string, harmless: ReadonlySet<string>) {
    this.#code = code;
    this.#harmless = harmless;
    this.#lines = code.split(/\r\n|\r|\n/);
    this.#tokens = lexPython(code);
    for (const [index, line] of this.#lines.entries())
      if (HIDDEN.test(line)) this.#doubt("hidden character", index + 1, "a character that is not seen");
    ({ defined: this.#defined, assigned: this.#assigned } = namesInCode(this.#tokens));
    for (let at = 0; at < this.#tokens.length; at += 1) at = this.#read(at);
  }

  #text(at: number): string {
    return this.#tokens[at]?.text ?? "";
  }

  #isName(at: number): boolean {
    const token = this.#tokens[at];
    return token?.kind === "name" && !keywords.has(token.text);
  }

  #beginsStatement(at: number): boolean {
    const before = this.#tokens[at - 1];
    return !before || before.kind === "newline" || before.text === ";" || before.text === ":";
  }

  #add(name: string, line: number, text: string): void {
    this.#found.push({ name, line, text: clipped(text, TEXT_CHARACTERS) });
  }

  /** What cannot be told of a line is told once, with the first reason's name. */
  #doubt(name: string, line: number, why: string): void {
    const doubt = this.#doubts.get(line);
    if (doubt) doubt.why.add(why);
    else this.#doubts.set(line, { name, why: new Set([why]) });
  }

  /** Everything found, by line. */
  get found(): CommandInCode[] {
    const doubts = [...this.#doubts].map(([line, { name, why }]) => {
      const source = clipped(this.#lines[line - 1]?.trim() ?? "", TEXT_CHARACTERS);
      return { name, line, text: `${source} (${[...why].join("; ")})` };
    });
    return [...this.#found, ...doubts].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  }

  /** Reads what begins at a token; the index of the last token that was read. */
  #read(at: number): number {
    const token = this.#tokens[at] as PythonToken;
    if (token.kind === "unreadable") this.#doubt("unreadable", token.line, "cannot be read with certainty");
    if (token.text === "(" && token.kind === "op") this.#call(at);
    if (token.text === "@" && this.#beginsStatement(at)) this.#decorator(at);
    if (token.kind !== "name") return at;
    if (this.#beginsStatement(at) && (token.text === "import" || token.text === "from"))
      return this.#import(at);
    if (keywords.has(token.text)) return at;
    return this.#text(at - 1) === "." ? this.#attribute(at) : this.#name(at);
  }

  #name(at: number): number {
    const { text: name, line } = this.#tokens[at] as PythonToken;
    if (dynamicNames.has(name)) this.#doubt(name, line, "what it reaches shows only when it runs");
    else if (name.startsWith("__") && !plainDunders.has(name))
      this.#doubt(name, line, "reaches Python's insides");
    else if (robotRoots.has(name)) return this.#robot(at);
    else if (skillNames.has(name) && !this.#isOnlyRead(at, at)) this.#add(name, line, this.#source(at, at));
    else if (name === LIBRARY) this.#doubt(name, line, "reaches every command");
    return at;
  }

  /** `arm` and its like: with a member that reads, nothing; else a command, or a doubt. */
  #robot(at: number): number {
    const { text: root, line } = this.#tokens[at] as PythonToken;
    const last = this.#text(at + 1) === "." ? at + 2 : at;
    if (this.#isOnlyRead(at, last)) return last;
    if (last === at) {
      if (movingRoots.has(root)) this.#doubt(root, line, `${root} is handed on or renamed`);
      return at;
    }
    const name = `${root}.${this.#text(last)}`;
    // A function that was kept earlier may do anything.
    if (name === "skills.load") this.#doubt(name, line, "what it brings is not in this code");
    const moves = isPrimitiveName(name) ? motionPrimitives.has(name) : root === "skills";
    if (moves) this.#add(name, line, this.#source(at, last));
    else if (!isPrimitiveName(name)) this.#doubt(name, line, `${name} is not known`);
    return last;
  }

  /** Whether it stands alone in help(…) or inspect.getsource(…), which read it only. */
  #isOnlyRead(from: number, to: number): boolean {
    const reader = this.#text(from - 2);
    const reads =
      (reader === "help" && this.#text(from - 3) !== ".") ||
      (reader === "getsource" && this.#text(from - 3) === "." && this.#text(from - 4) === "inspect");
    const renamed = this.#assigned.has(reader) || this.#defined.has(reader);
    return reads && !renamed && this.#text(from - 1) === "(" && this.#text(to + 1) === ")";
  }

  #attribute(at: number): number {
    const { text: name, line } = this.#tokens[at] as PythonToken;
    const owner = this.#text(at - 2);
    const own = owner === "self" || owner === "cls";
    const inner = name.startsWith("__") ? !plainDunders.has(name) : name.startsWith("_") && !own;
    if (inner || innerAttributes.has(name)) this.#doubt(name, line, "reaches Python's insides");
    return at;
  }

  #call(at: number): void {
    const callee = this.#tokens[at - 1];
    if (!callee || callee.kind === "newline") return;
    const { line } = callee;
    if (callee.kind === "string" || [")", "]", "}"].includes(callee.text))
      return this.#doubt("call", line, "what is called shows only when it runs");
    if (!this.#isName(at - 1)) return;
    const name = callee.text;
    if (["def", "class"].includes(this.#text(at - 2))) return;
    if (this.#text(at - 2) !== ".") {
      const known =
        this.#defined.has(name) ||
        this.#imported.has(name) ||
        this.#harmless.has(name) ||
        plainBuiltins.has(name) ||
        isPrimitiveName(name);
      const told = skillNames.has(name) || dynamicNames.has(name);
      if (!told && (!known || this.#assigned.has(name)))
        this.#doubt(name, line, `what ${name} does is not in this code`);
      return;
    }
    let root = at - 1;
    while (this.#text(root - 1) === "." && this.#isName(root - 2)) root -= 2;
    const owner = this.#text(root - 1) === "." ? "" : this.#text(root);
    const ofModule = (this.#imported.has(owner) || usualModuleNames.has(owner)) && !this.#assigned.has(owner);
    if (robotRoots.has(owner) && at - 1 - root === 2) return; // read where the owner stands
    if (ofModule || plainMethods.has(name) || this.#defined.has(name)) return;
    this.#doubt(`.${name}`, line, `what ${name} does is not in this code`);
  }

  #decorator(at: number): void {
    const { line, text } = this.#tokens[at + 1] ?? { line: 1, text: "" };
    const known = this.#defined.has(text) || this.#imported.has(text) || usualModuleNames.has(text);
    if (!known && !plainBuiltins.has(text) && text !== "dataclass")
      this.#doubt(`@${text}`, line, "it is called");
  }

  /** An import statement to its end; `from codeact_primitives import arm` gives `arm` its usual name and is fine. */
  #import(at: number): number {
    let end = at;
    const isEnd = (token: PythonToken | undefined): boolean =>
      !token || token.kind === "newline" || token.text === ";";
    while (!isEnd(this.#tokens[end])) end += 1;
    const { line } = this.#tokens[at] as PythonToken;
    const parts = this.#tokens.slice(at, end).map(({ text }) => text);
    const from = parts[0] === "from";
    const names = from ? parts.slice(parts.indexOf("import") + 1) : parts.slice(1);
    const modules = from
      ? [parts.slice(1, parts.indexOf("import")).join("")]
      : names
          .join(" ")
          .split(",")
          .map((one) => one.replaceAll(" . ", ".").trim().split(" ")[0] ?? "");
    const ofLibrary = from && modules[0] === LIBRARY;
    const unknown = modules.find((module) => !plainModules.has(module.split(".")[0] ?? ""));
    const inner = [...modules.join(".").split("."), ...names].find(
      (name) => innerAttributes.has(name) || name.startsWith("_"),
    );
    if (names.includes("*") || (ofLibrary ? names.includes("as") : unknown !== undefined))
      this.#doubt("import", line, "what it brings is not in this code");
    else if (inner !== undefined && inner !== "__future__") this.#doubt("import", line, `brings ${inner}`);
    else if (!ofLibrary) for (const name of names) this.#imported.add(name);
    return end - 1;
  }

  /** The source of a name, and of its call when it is one. */
  #source(from: number, last: number): string {
    let end = last;
    if (this.#text(last + 1) === "(") {
      let depth = 0;
      for (end = last + 1; end < this.#tokens.length; end += 1) {
        if (this.#text(end) === "(") depth += 1;
        else if (this.#text(end) === ")" && --depth === 0) break;
      }
    }
    const to = this.#tokens[Math.min(end, this.#tokens.length - 1)]?.end;
    const source = this.#code.slice(this.#tokens[from]?.start, to);
    return end === last ? `${source} (named, and may be called by another name)` : source;
  }
}

const clipped = (text: string, most: number): string => {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
};
