/** What a piece of Python is, as far as its colour goes. */
export type TokenKind =
  | "plain"
  | "comment"
  | "string"
  | "number"
  | "keyword"
  | "builtin"
  | "robot"
  | "function"
  | "operator";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

export const keywordNames = words(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield match case",
);
export const builtinNames = words(
  "abs all any bool dict enumerate filter float int isinstance len list map max min open print range repr reversed round set sorted str sum super tuple type zip Exception ValueError TypeError KeyError RuntimeError KeyboardInterrupt",
);
/** Names that the robot's Python library puts into every program. */
const robot = words(
  "arm gripper camera scene base sensors ros user memory skills pick place_on place_at place_in push stack wait finish give_up",
);

const TOKEN = new RegExp(
  [
    /(?<comment>#[^\n]*)/,
    /(?<string>(?:\b(?:[rbuf]|rb|br|fr|rf))?(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?))/,
    /(?<number>\b(?:0[xob][\da-f_]+|\d[\d_]*(?:\.[\d_]*)?(?:e[+-]?\d+)?j?)\b|\.\d+)/,
    /(?<word>[\p{L}_][\p{L}\p{N}_]*)/u,
    /(?<operator>[-+*/%=<>!&|^~@:]+)/,
    /(?<plain>\s+|[^])/,
  ]
    .map((part) => part.source)
    .join("|"),
  "giuy",
);

/** Splits Python, whole or half-written, into coloured pieces; joined they are the source again. */
export const pythonTokens = (source: string): Token[] => {
  const tokens: Token[] = [];
  let before = "";
  for (const match of source.matchAll(TOKEN)) {
    const [text] = match;
    const groups = match.groups ?? {};
    const kind =
      groups["word"] === undefined
        ? ((Object.keys(groups).find((name) => groups[name] !== undefined) ?? "plain") as TokenKind)
        : wordKind(text, before, source[match.index + text.length] ?? "");
    const last = tokens.at(-1);
    if (last?.kind === kind) tokens[tokens.length - 1] = { kind, text: last.text + text };
    else tokens.push({ kind, text });
    if (text.trim() !== "") before = text;
  }
  return tokens;
};

const wordKind = (word: string, before: string, next: string): TokenKind => {
  if (before === ".") return next === "(" ? "function" : "plain";
  if (keywordNames.has(word)) return "keyword";
  if (robot.has(word)) return "robot";
  if (builtinNames.has(word)) return "builtin";
  return next === "(" ? "function" : "plain";
};

/** The same pieces, line by line. */
export const pythonLines = (source: string): Token[][] => {
  const lines: Token[][] = [[]];
  for (const { kind, text } of pythonTokens(source)) {
    for (const [i, part] of text.split("\n").entries()) {
      if (i > 0) lines.push([]);
      if (part !== "") lines.at(-1)?.push({ kind, text: part });
    }
  }
  return lines;
};
