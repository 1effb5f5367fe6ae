/** Markup that is safe to write. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const named: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as text, whatever is in it; control characters and those that turn the direction of writing become spaces. */
export const escaped = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, " ")
    .replaceAll(/[&<>"']/g, (letter) => named[letter] ?? "");

type Part = Html | string | number | null | false | readonly Part[];

const written = (part: Part): string => {
  if (part === null || part === false) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(written).join("");
  return escaped(String(part));
};

/** A template whose values are escaped, unless they are made by such a template themselves. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.map((text, i) => text + (i < parts.length ? written(parts[i] ?? null) : "")).join(""));

/** A coordinate in an SVG: few digits, so that pages stay small. */
export const at = (value: number): string => String(Number(value.toFixed(2)));
