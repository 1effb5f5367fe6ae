/** A value that a call can be given without a program: what JSON can say. */
export type Literal =
  | null
  | boolean
  | number
  | string
  | readonly Literal[]
  | { readonly [key: string]: Literal };

/** Python's own parser gives up where brackets are nested about 90 deep. */
export const DEEPEST = 40;

/**
 * A value as a Python literal on one line. Whatever the value holds, the text is that one literal to Python: what a
 * string literal could end at, or a line, is escaped, and so is all that is not seen.
 *
 * @throws RangeError for a number that is not finite, and for what is nested too deep
 */
export const pythonLiteral = (value: Literal, depth = 0): string => {
  if (depth > DEEPEST) throw new RangeError(`is nested more than ${DEEPEST} deep`);
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "number") return pythonNumber(value);
  if (typeof value === "string") return pythonString(value);
  if (isList(value)) return `[${value.map((item) => pythonLiteral(item, depth + 1)).join(", ")}]`;
  const items = Object.entries(value).map(
    ([key, item]) => `${pythonString(key)}: ${pythonLiteral(item, depth + 1)}`,
  );
  return `{${items.join(", ")}}`;
};

export const isList = (value: Literal): value is readonly Literal[] => Array.isArray(value);

const pythonNumber = (value: number): string => {
  if (!Number.isFinite(value)) throw new RangeError(`holds ${value}, which is no finite number`);
  return Object.is(value, -0) ? "-0.0" : String(value);
};

/** What stands for itself; the rest (controls, what changes the direction of text, half characters) is escaped. */
const PLAIN = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const NAMED: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const pythonString = (value: string): string => {
  let text = "";
  for (const char of value) text += NAMED[char] ?? (PLAIN.test(char) ? char : escaped(char));
  return `"${text}"`;
};

const escaped = (char: string): string => {
  const code = char.codePointAt(0) ?? 0;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
};
