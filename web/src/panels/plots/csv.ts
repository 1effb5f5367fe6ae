import type { Curves } from "../../state/series-window.ts";
import type { Curve } from "./quantities.ts";
import type { Span } from "./source.ts";

/**
 * What a plot shows as a table: a row a measurement, times in seconds of the robot's clock. Names of robots are no
 * formulas to a spreadsheet, nor do they break a row.
 *
 * @param robotTime of a moment of the axis
 */
export const csvOf = (
  { times, values }: Curves,
  curves: readonly Curve[],
  quantity: string,
  span: Span,
  robotTime: (at: number) => number,
): string => {
  const header = ["time_s", ...curves.map(({ name, unit }) => cell(`${quantity} ${name} (${unit})`))];
  const lines = times.flatMap((at, row) => {
    if (at < span.from || at > span.to) return [];
    const numbers = values.map((column) => column[row]);
    if (numbers.every((value) => value === null || value === undefined)) return [];
    return [[robotTime(at).toFixed(6), ...numbers.map((value) => numeric(value))].join(",")];
  });
  return `${[header.join(","), ...lines].join("\r\n")}\r\n`;
};

const numeric = (value: number | null | undefined): string =>
  value === null || value === undefined ? "" : String(Number(value.toPrecision(7)));

const cell = (text: string): string => {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};

/** Hands the person a file that this page made. */
export const saveFile = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by then; a page that keeps them all grows.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
