/** A place in a program: line from 1, and characters before it in that line. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The same lines with the indentation that they share taken off, so that they can run on their own. */
export const dedent = (code: string): string => {
  const lines = code.replaceAll("\t", "    ").split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const shared = Math.min(...indents);
  if (!Number.isFinite(shared) || shared === 0) return code;
  return lines.map((line) => line.slice(shared)).join("\n");
};

/**
 * What of a program a selection means to run: a piece of one line as it stands, and whole lines where it reaches over
 * several, dedented. Null when nothing is in it.
 */
export const selectedCode = (code: string, a: Place, b: Place): string | null => {
  const [from, to] = a.line < b.line || (a.line === b.line && a.column <= b.column) ? [a, b] : [b, a];
  const lines = code.split("\n");
  // A selection that ends before a line's first character has nothing of that line.
  const last = to.column === 0 && to.line > from.line ? to.line - 1 : to.line;
  const text =
    from.line === to.line
      ? (lines[from.line - 1] ?? "").slice(from.column, to.column).trim()
      : dedent(lines.slice(from.line - 1, last).join("\n")).replace(/^(?:[ \t]*\n)+|\s+$/g, "");
  return text === "" ? null : text;
};
