/** A piece of Python. "unreadable": what Python refuses, or may read otherwise than this lexer does. */
export interface PythonToken {
  readonly kind: "name" | "number" | "string" | "op" | "newline" | "unreadable";
  /** Names as Python compares them: in Unicode's normal form KC. */
  readonly text: string;
  readonly line: number;
  /** Where it begins and ends in the source, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

const NAME = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}_]*/uy;
const NUMBER = /(?:\d[\w.]*(?:(?<=[eE])[+-]\d[\w.]*)?|\.\d[\w.]*)/y;
const STRING_START = /(?:[rbuft]|[rbft][rbft])?("""|'''|"|')/iy;
/** A run that is one token to the reader; what operators mean does not matter, only that `=` and `==` differ. */
const OPERATOR = /(?:[=!<>:+\-*/%&|^@]=|->|\*\*=?|\/\/=?|<<=?|>>=?|[^])/uy;

/** Index after the literal that opens before `from`; -1 when it is not closed where Python wants it to be. */
const endOfString = (source: string, from: number, quote: string, to: number): number => {
  for (let at = from; at < to; at += 1) {
    const char = source[at] ?? "";
    if (char === "\\") at += 1;
    else if (source.startsWith(quote, at)) return at + quote.length <= to ? at + quote.length : -1;
    else if (quote.length === 1 && (char === "\n" || char === "\r")) return -1;
  }
  return -1;
};

/**
 * Splits Python into tokens, the expressions inside f-strings too; comments and the text of strings are left out.
 * Line ends inside brackets are none. Never throws: what cannot be read is a token of its own kind.
 */
export const lexPython = (source: string): PythonToken[] => new Lexer(source).tokens;

class Lexer {
  readonly tokens: PythonToken[] = [];
  readonly #source: string;
  readonly #lineStarts: number[] = [0];
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
    // To Python a lone carriage return ends a line, and a comment with it.
    for (const match of source.matchAll(/\r\n|\r|\n/g)) this.#lineStarts.push(match.index + match[0].length);
    this.#read(0, source.length);
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  #push(kind: PythonToken["kind"], start: number, end: number, text = this.#source.slice(start, end)): void {
    this.tokens.push({ kind, text, line: this.#lineOf(start), start, end });
  }

  #match(pattern: RegExp, at: number, to: number): RegExpExecArray | null {
    pattern.lastIndex = at;
    const match = pattern.exec(this.#source);
    return match && at + match[0].length <= to ? match : null;
  }

  #read(from: number, to: number): void {
    const source = this.#source;
    for (let at = from; at < to; ) {
      const char = source[at] ?? "";
      if (char === "\n" || char === "\r") {
        if (this.#depth === 0) this.#push("newline", at, at + 1, "\n");
        at += 1;
      } else if (char === " " || char === "\t" || char === "\f") at += 1;
      else if (char === "\\" && /[\r\n]/.test(source[at + 1] ?? ""))
        at += source.startsWith("\r\n", at + 1) ? 3 : 2;
      else if (char === "#") while (at < to && source[at] !== "\n" && source[at] !== "\r") at += 1;
      else at = this.#token(at, to);
    }
  }

  #token(at: number, to: number): number {
    const string = this.#match(STRING_START, at, to);
    if (string) return this.#string(at, string[0], string[1] ?? "", to);
    const name = this.#match(NAME, at, to);
    if (name) {
      this.#push("name", at, at + name[0].length, name[0].normalize("NFKC"));
      return at + name[0].length;
    }
    const number = this.#match(NUMBER, at, to);
    if (number) {
      this.#push("number", at, at + number[0].length);
      return at + number[0].length;
    }
    const operator = this.#match(OPERATOR, at, to)?.[0] ?? this.#source[at] ?? "";
    if ("([{".includes(operator)) this.#depth += 1;
    else if (")]}".includes(operator)) this.#depth = Math.max(0, this.#depth - 1);
    const known = /^[\x21-\x7e]+$/.test(operator) && !/^[$?`\\]/.test(operator);
    this.#push(known ? "op" : "unreadable", at, at + operator.length);
    return at + operator.length;
  }

  #string(at: number, opening: string, quote: string, to: number): number {
    const inner = at + opening.length;
    const end = endOfString(this.#source, inner, quote, to);
    if (end < 0) {
      this.#push("unreadable", at, to);
      return to;
    }
    if (/[ft]/i.test(opening.slice(0, -quote.length))) this.#formatted(inner, end - quote.length);
    this.#push("string", at, end);
    return end;
  }

  /** The expressions of an f-string, each between braces. */
  #formatted(from: number, to: number): void {
    const source = this.#source;
    let depth = 0;
    let began = from;
    for (let at = from; at < to; at += 1) {
      const char = source[at];
      if (depth === 0 && (char === "{" || char === "}") && source[at + 1] === char) at += 1;
      else if (char === "{") {
        if (depth === 0) began = at;
        depth += 1;
      } else if (char === "}" && depth > 0) {
        depth -= 1;
        if (depth === 0) this.#read(began, at + 1);
      }
    }
    // Newer Pythons allow the string's own quotes in there, and then end it elsewhere.
    if (depth > 0) this.#push("unreadable", began, to);
  }
}
