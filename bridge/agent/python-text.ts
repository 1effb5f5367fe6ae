export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds where a pattern first matches in Python source, string literals left out.
 *
 * @param pattern a sticky (`y`) expression, tried at every position that is in neither string nor comment
 * @param inComments the same for positions inside comments
 * @returns null when it matches nowhere outside strings
 */
export const findOutsideStrings = (
  source: string,
  from: number,
  pattern: RegExp,
  inComments?: RegExp,
): Span | null => {
  let inComment = false;
  for (let at = from; at < source.length; ) {
    const here = inComment ? inComments : pattern;
    if (here) {
      here.lastIndex = at;
      const match = here.exec(source);
      if (match) return { start: at, end: at + match[0].length };
    }
    const char = source[at];
    if (char === "\n") inComment = false;
    else if (char === "#") inComment = true;
    else if (!inComment && (char === '"' || char === "'")) {
      at = endOfString(source, at);
      continue;
    }
    at += 1;
  }
  return null;
};

/** Index after the literal that opens at `start`; an unclosed one ends at its line's end (triple: at the source's). */
const endOfString = (source: string, start: number): number => {
  const quote = source[start] ?? "";
  const triple = source.startsWith(quote.repeat(3), start);
  const close = triple ? quote.repeat(3) : quote;
  let at = start + close.length;
  while (at < source.length) {
    if (source[at] === "\\") at += 2;
    else if (source.startsWith(close, at)) return at + close.length;
    else if (!triple && source[at] === "\n") return at;
    else at += 1;
  }
  return source.length;
};

/** Takes the first line's indentation off every line that has it; lines inside strings may have less. */
export const dedent = (source: string): string => {
  const lines = source.split("\n");
  const indent = /^[ \t]*/.exec(lines.find((line) => line.trim() !== "") ?? "")?.[0] ?? "";
  if (indent === "") return source;
  return lines.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line)).join("\n");
};

const STATEMENT =
  /^(import|from|def|class|for|while|if|elif|else|try|except|finally|with|return|raise|assert|del|pass|break|continue|global|async|await|match|lambda)\b|^@\w/;
const ASSIGNMENT = /^[\w.,*()[\]"' ]+(:[^=]+)?([-+*/%@&|^]|\/\/|\*\*|>>|<<)?=(?!=)/;
const CALL = /^[A-Za-z_][\w.]*(\(|\[.*\]\.?\w*\()/;

/**
 * Whether an unlabelled block reads as Python rather than as words, a table or printed output. A guess by the shape of
 * its unindented lines: each must be a statement, an assignment or a call.
 */
export const looksLikePython = (source: string): boolean => {
  let depth = 0;
  let seen = 0;
  for (const line of source.replace(/("""|''')[\s\S]*?\1/g, '""').split("\n")) {
    const inner = depth > 0 || /^[ \t)\]}]/.test(line);
    const code = line.replace(/(["'])(?:\\.|(?!\1).)*\1/g, '""').replace(/#.*$/, "");
    for (const char of code) depth += "([{".includes(char) ? 1 : ")]}".includes(char) ? -1 : 0;
    if (inner || code.trim() === "" || code.trim() === '""') continue;
    if (!STATEMENT.test(code) && !ASSIGNMENT.test(code) && !CALL.test(code)) return false;
    if (
      /^(if|for|while|from|with|import|match|return|try|else)\b/.test(code) &&
      !/[:(=]|^(import|from) [\w.]+|^return/.test(code)
    )
      return false;
    seen += 1;
  }
  return seen > 0;
};
