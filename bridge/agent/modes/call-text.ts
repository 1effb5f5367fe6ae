import { type Call, UnreadableCall } from "./calls.ts";
import { DEEPEST, type Literal } from "./python-literal.ts";

/** A call read from text, and where in the text it ends. */
export interface ReadCall {
  readonly call: Call;
  readonly end: number;
}

/**
 * Reads `name(argument, name=argument)` whose arguments are Python literals: numbers, strings, lists, tuples, dicts,
 * True, False and None. Nothing is evaluated.
 *
 * @throws UnreadableCall for everything else, naming what was found and what may stand there
 */
export const readCallText = (text: string, from: number): ReadCall => new CallReader(text, from).read();

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const DOTTED = /[A-Za-z_][A-Za-z0-9_]*(?:\s*\.\s*[A-Za-z_][A-Za-z0-9_]*)*/y;
const NUMBER = /[+-]?(?:(?:\d(?:_?\d)*)?\.\d(?:_?\d)*|\d(?:_?\d)*\.?)(?:[eE][+-]?\d(?:_?\d)*)?/y;
const STRING_START = /([A-Za-z]{0,2})("""|'''|"|')/y;
const SIMPLE: Record<string, string> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const CODED: Record<string, RegExp> = {
  x: /[0-9a-fA-F]{2}/y,
  u: /[0-9a-fA-F]{4}/y,
  U: /[0-9a-fA-F]{8}/y,
};

class CallReader {
  readonly #text: string;
  #at: number;

  constructor(text: string, from: number) {
    this.#text = text;
    this.#at = from;
  }

  read(): ReadCall {
    const name = this.#match(DOTTED)?.replace(/\s/g, "");
    if (name === undefined) throw this.#wrong("the name of a primitive");
    this.#space();
    if (!this.#take("(")) throw this.#wrong(`the arguments of ${name} in brackets`);
    const positional: Literal[] = [];
    const named: (readonly [string, Literal])[] = [];
    this.#items(")", () => {
      const keyword = this.#keyword();
      if (keyword !== null) named.push([keyword, this.#value(0)]);
      else if (named.length > 0) throw this.#wrong(`name=value, as after ${named.at(-1)?.[0]}=`);
      else positional.push(this.#value(0));
    });
    return { call: { name, positional, named }, end: this.#at };
  }

  /** The name of an argument, with its `=`. */
  #keyword(): string | null {
    const start = this.#at;
    const name = this.#match(NAME);
    this.#space();
    if (name !== undefined && this.#text[this.#at] === "=" && this.#text[this.#at + 1] !== "=") {
      this.#at += 1;
      this.#space();
      return name;
    }
    this.#at = start;
    return null;
  }

  #value(depth: number): Literal {
    if (depth > DEEPEST)
      throw new UnreadableCall(`The arguments are nested more than ${DEEPEST} deep. Make them flatter.`);
    const char = this.#text[this.#at] ?? "";
    if (char === "[" || char === "(") return this.#list(char, depth);
    if (char === "{") return this.#dict(depth);
    const number = this.#match(NUMBER);
    if (number !== undefined) return this.#number(number);
    STRING_START.lastIndex = this.#at;
    if (STRING_START.test(this.#text)) return this.#strings();
    const word = this.#peekWord();
    if (word === "None" || word === "True" || word === "False") {
      this.#at += word.length;
      return word === "None" ? null : word === "True";
    }
    throw this.#wrong("a number, a quoted string, a list, a dict, True, False or None");
  }

  #number(text: string): number {
    const value = Number(text.replaceAll("_", ""));
    // 1e999 and the like; also what goes on as a name or an expression does not end here.
    if (!Number.isFinite(value)) throw new UnreadableCall(`${text} is too large a number.`);
    if (/[\w.]/.test(this.#text[this.#at] ?? "")) throw this.#wrong("a plain number, such as 0.25");
    return value;
  }

  #list(open: string, depth: number): Literal {
    this.#at += 1;
    const items: Literal[] = [];
    let commas = 0;
    this.#items(
      open === "[" ? "]" : ")",
      () => items.push(this.#value(depth + 1)),
      () => {
        commas += 1;
      },
    );
    const [only] = items;
    // Brackets around one value are no tuple.
    return open === "(" && items.length === 1 && commas === 0 && only !== undefined ? only : items;
  }

  #dict(depth: number): Literal {
    this.#at += 1;
    const entries: [string, Literal][] = [];
    this.#items("}", () => {
      STRING_START.lastIndex = this.#at;
      if (!STRING_START.test(this.#text)) throw this.#wrong("a quoted string as key of the dict");
      const key = this.#strings();
      this.#space();
      if (!this.#take(":")) throw this.#wrong(`: after the key ${JSON.stringify(key)}`);
      this.#space();
      entries.push([key, this.#value(depth + 1)]);
    });
    return Object.fromEntries(entries);
  }

  /** Items with commas between, and one behind the last when it is there, up to the closing bracket. */
  #items(close: string, item: () => void, comma: () => void = () => {}): void {
    for (;;) {
      this.#space();
      if (this.#take(close)) return;
      item();
      this.#space();
      if (this.#take(close)) return;
      if (!this.#take(",")) throw this.#wrong(`a comma or ${close} after an argument`);
      comma();
    }
  }

  /** A string literal, and those that stand beside it. */
  #strings(): string {
    let value = "";
    for (;;) {
      STRING_START.lastIndex = this.#at;
      const start = STRING_START.exec(this.#text);
      if (!start) return value;
      const [opening, prefix = "", quote = ""] = start;
      if (!/^(|r|u)$/i.test(prefix)) throw this.#wrong("a plain quoted string, without a letter before it");
      this.#at += opening.length;
      value += this.#stringBody(quote, /r/i.test(prefix));
      this.#space();
    }
  }

  #stringBody(quote: string, raw: boolean): string {
    const text = this.#text;
    let value = "";
    while (this.#at < text.length) {
      if (text.startsWith(quote, this.#at)) {
        this.#at += quote.length;
        return value;
      }
      const char = text[this.#at] ?? "";
      if (quote.length === 1 && (char === "\n" || char === "\r")) break;
      this.#at += 1;
      if (char !== "\\") value += char;
      else if (raw) value += char + (text[this.#at++] ?? "");
      else value += this.#escape();
    }
    throw new UnreadableCall(`A string in the arguments is not closed with ${quote}.`);
  }

  #escape(): string {
    const kind = this.#text[this.#at] ?? "";
    this.#at += 1;
    if (kind === "\n") return "";
    const plain = SIMPLE[kind];
    if (plain !== undefined) return plain;
    const coded = CODED[kind];
    if (coded) {
      const code = Number.parseInt(this.#match(coded) ?? "", 16);
      if (!(code <= 0x10ffff)) throw new UnreadableCall(`A string holds \\${kind} without its digits.`);
      return String.fromCodePoint(code);
    }
    if (kind === "N") throw new UnreadableCall("A string holds \\N{…}; write the character itself.");
    if (/[0-7]/.test(kind)) {
      this.#at -= 1;
      return String.fromCodePoint(Number.parseInt(this.#match(/[0-7]{1,3}/y) ?? "0", 8));
    }
    // To Python, too, a backslash before anything else is a backslash.
    return `\\${kind}`;
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at += 1;
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found) this.#at += found.length;
    return found || undefined;
  }

  #peekWord(): string {
    NAME.lastIndex = this.#at;
    return NAME.exec(this.#text)?.[0] ?? "";
  }

  #wrong(wanted: string): UnreadableCall {
    const line = this.#text.slice(this.#at).split("\n", 1)[0] ?? "";
    const found = line.trim() === "" ? "the line ends" : `there is ${line.slice(0, 40)}`;
    return new UnreadableCall(
      `The call cannot be read: ${wanted} is wanted where ${found}. Only literal values may stand in it, no variables, expressions or calls.`,
    );
  }
}
