import { at } from "./html.ts";

/** A line of numbers and where on it a plot's width (0 to 100 %) begins and ends. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  readonly text: (tick: number) => string;
}

/** "42.5%": a coordinate that a plot of any width understands. */
export const along = ({ from, to }: Scale, value: number): string =>
  `${at(Math.max(0, Math.min(100, (100 * (value - from)) / (to - from))))}%`;

/** 0 to 100 per cent. */
export const percentScale: Scale = {
  from: 0,
  to: 1,
  ticks: [0, 0.25, 0.5, 0.75, 1],
  text: (tick) => `${tick * 100} %`,
};

const steps = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

/** Around zero, wide enough for these values, its ends round. */
export const changeScale = (values: readonly number[]): Scale => {
  const widest = Math.max(0, ...values.map(Math.abs).filter(Number.isFinite));
  const end = steps.find((step) => step >= widest) ?? widest;
  const text = (tick: number): string =>
    `${tick > 0 ? "+" : tick < 0 ? "\u2212" : ""}${at(Math.abs(100 * tick))}`;
  return { from: -end, to: end, ticks: [-end, 0, end], text };
};
