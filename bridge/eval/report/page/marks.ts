import type { Estimate } from "../../../protocol/index.ts";
import { at, type Html, html } from "./html.ts";
import { along, type Scale } from "./scale.ts";

/** Colours that the style sheet has for conditions; more than these share them, by another shape. */
const COLOURS = 5;

export const colourOf = (condition: number): string => `c${condition % COLOURS}`;

const shapes = [
  "M5 0A5 5 0 1 1-5 0A5 5 0 1 1 5 0Z",
  "M-4.500-4.500H4.500V4.500H-4.500Z",
  "M0-6.200L6.200 0L0 6.200L-6.200 0Z",
  "M0-6L5.800 4.600H-5.800Z",
  "M0 6L5.800-4.600H-5.800Z",
  "M-6-2H-2V-6H2V-2H6V2H2V6H-2V2H-6Z",
  "M-4.800-4.800H4.800L0 0L4.800 4.800H-4.800L0 0Z",
];

const shapeOf = (condition: number): string => shapes[condition % shapes.length] ?? "";

/** The sign of a condition beside its name: colours alone tell nothing to who does not see them. */
export const sign = (condition: number): Html =>
  html`<svg class="sign ${colourOf(condition)}" width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true"><path d="${shapeOf(condition)}"/></svg>`;

/** The sign at a value of the scale. */
export const mark = (scale: Scale, condition: number, value: number, y: number): Html =>
  html`<svg x="${along(scale, value)}" y="${at(y)}" overflow="visible"><path class="mark ${colourOf(condition)}" d="${shapeOf(condition)}"/></svg>`;

/** The line of an interval with its ends. */
export const whisker = (scale: Scale, { low, high }: Estimate, y: number, kind = ""): Html | null => {
  if (low === null || high === null) return null;
  const [a, b] = [along(scale, low), along(scale, high)];
  return html`<g class="whisker ${kind}"><line x1="${a}" x2="${b}" y1="${at(y)}" y2="${at(y)}"/><line x1="${a}" x2="${a}" y1="${at(y - 4)}" y2="${at(y + 4)}"/><line x1="${b}" x2="${b}" y1="${at(y - 4)}" y2="${at(y + 4)}"/></g>`;
};

/** Upright lines at the scale's ticks, through a row of a plot. */
export const gridLines = (scale: Scale): Html =>
  html`<g class="grid">${scale.ticks.map((tick) => html`<line class="${tick === 0 ? "zero" : ""}" x1="${along(scale, tick)}" x2="${along(scale, tick)}" y1="0" y2="100%"/>`)}</g>`;

/** The ticks' numbers, below the rows of a plot. */
export const axis = (scale: Scale): Html => {
  const anchor = (i: number): string => (i === 0 ? "start" : i === scale.ticks.length - 1 ? "end" : "middle");
  return html`<svg class="track axis" height="20" aria-hidden="true">${scale.ticks.map(
    (tick, i) =>
      html`<text x="${along(scale, tick)}" y="15" text-anchor="${anchor(i)}">${scale.text(tick)}</text>`,
  )}</svg>`;
};

/** A row's drawing: as wide as there is room, its text alternative for who does not see it. */
export const track = (height: number, words: string, content: readonly (Html | null)[]): Html =>
  html`<svg class="track" height="${height}" role="img" aria-label="${words}">${content}</svg>`;
