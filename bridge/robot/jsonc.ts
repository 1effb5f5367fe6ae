/** A JSON string, or a comment of either kind, whichever begins first. */
const STRING_OR_COMMENT = /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** Reads JSON in which `// …` and `/* … *\/` are comments. @throws SyntaxError with the place, as JSON.parse */
export const parseJsonc = (text: string): unknown =>
  JSON.parse(
    // Blanks in place of comments, so that the place in an error message is right.
    text.replaceAll(STRING_OR_COMMENT, (part) =>
      part.startsWith('"') ? part : part.replaceAll(/[^\n]/g, " "),
    ),
  );

/**
 * Writes a value as JSON, two spaces deep, with comments before the fields that they are about.
 *
 * @param comments by path, such as "arm.home"
 */
export const writeJsonc = (value: unknown, comments: ReadonlyMap<string, string>): string =>
  `${written(value, "", "", comments)}\n`;

const MOST_ON_A_LINE = 90;

const written = (
  value: unknown,
  path: string,
  indent: string,
  comments: ReadonlyMap<string, string>,
): string => {
  const short = JSON.stringify(value);
  if (typeof value !== "object" || value === null) return short;
  const deeper = `${indent}  `;
  const isLeaf = Object.values(value).every((one) => typeof one !== "object" || one === null);
  const commented = [...comments.keys()].some((one) => one.startsWith(`${path}.`));
  if (path !== "" && isLeaf && !commented && short.length < MOST_ON_A_LINE) return spaced(value);
  const entries = Object.entries(value).map(([key, one]) => {
    const at = path === "" ? key : `${path}.${key}`;
    const said = comments.get(at);
    const before = said ? `${deeper}// ${said.replaceAll(/[\p{Cc}\u2028\u2029]/gu, " ")}\n` : "";
    const name = Array.isArray(value) ? "" : `${JSON.stringify(key)}: `;
    return `${before}${deeper}${name}${written(one, at, deeper, comments)}`;
  });
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return entries.length === 0 ? `${open}${close}` : `${open}\n${entries.join(",\n")}\n${indent}${close}`;
};

/** One line, with spaces where a person would have them. */
const spaced = (value: object): string => {
  const parts = Object.entries(value).map(([key, one]) =>
    Array.isArray(value) ? JSON.stringify(one) : `${JSON.stringify(key)}: ${JSON.stringify(one)}`,
  );
  if (parts.length === 0) return JSON.stringify(value);
  return Array.isArray(value) ? `[${parts.join(", ")}]` : `{ ${parts.join(", ")} }`;
};
