const GAP = "  ";

/** Text that cannot move the cursor, colour the terminal or break a line. */
export const oneLine = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

const shortened = (text: string, length: number): string => {
  const letters = [...text];
  return letters.length > length ? `${letters.slice(0, length - 1).join("")}…` : text;
};

export interface Column {
  readonly title: string;
  readonly right?: boolean;
  /** Characters at most; the rest is cut. */
  readonly widest?: number;
}

/** Rows under their titles, a line each. */
export const table = (columns: readonly Column[], rows: readonly (readonly string[])[]): string => {
  const cells = [columns.map(({ title }) => title), ...rows].map((row) =>
    columns.map(({ widest = Number.POSITIVE_INFINITY }, i) => shortened(oneLine(row[i] ?? ""), widest)),
  );
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => [...(row[i] ?? "")].length)));
  const line = (row: readonly string[]): string =>
    columns
      .map(({ right }, i) => {
        const cell = row[i] ?? "";
        const space = " ".repeat((widths[i] ?? 0) - [...cell].length);
        return right ? space + cell : cell + space;
      })
      .join(GAP)
      .trimEnd();
  return `${cells.map(line).join("\n")}\n`;
};
