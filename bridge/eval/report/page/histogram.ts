import type { EpisodeLine, Spread, SweepReport } from "../../../protocol/index.ts";
import { number } from "../words.ts";
import { at, type Html, html } from "./html.ts";
import { colourOf, sign } from "./marks.ts";

const HEIGHT = 72;
const BINS = 20;

interface Bin {
  readonly from: number;
  readonly to: number;
}

/** A bin a number while they are few, else as many numbers in each as it takes. */
const binsOf = (lowest: number, highest: number): Bin[] => {
  const step = Math.max(1, Math.ceil((highest - lowest + 1) / BINS));
  const bins: Bin[] = [];
  for (let from = lowest; from <= highest; from += step) bins.push({ from, to: from + step - 1 });
  return bins;
};

const inBin = ({ from, to }: Bin, value: number): boolean => from <= value && value <= to;

const binText = ({ from, to }: Bin): string => (from === to ? String(from) : `${from}–${to}`);

const bars = (
  lines: readonly EpisodeLine[],
  numberOf: (line: EpisodeLine) => number,
  bins: readonly Bin[],
  condition: number,
): Html => {
  const counts = bins.map((bin) => {
    const inside = lines.filter((line) => inBin(bin, numberOf(line)));
    return { all: inside.length, done: inside.filter(({ success }) => success).length };
  });
  const most = Math.max(1, ...counts.map(({ all }) => all));
  const tall = (count: number): number => (count / most) * (HEIGHT - 4);
  const width = 100 / bins.length;
  return html`${counts.map(({ all, done }, i) =>
    all === 0
      ? null
      : html`<rect class="part ${colourOf(condition)}" x="${at(i * width + width * 0.08)}%" width="${at(width * 0.84)}%" y="${at(HEIGHT - tall(all))}" height="${at(tall(all))}"><title>${binText(bins[i] ?? { from: 0, to: 0 })}: ${all}, of which ${done} succeeded</title></rect><rect class="bar ${colourOf(condition)}" x="${at(i * width + width * 0.08)}%" width="${at(width * 0.84)}%" y="${at(HEIGHT - tall(done))}" height="${at(tall(done))}" pointer-events="none"/>`,
  )}`;
};

const ticks = (bins: readonly Bin[]): Html => {
  const every = Math.ceil(bins.length / 6);
  return html`<svg class="track axis" height="18" aria-hidden="true">${bins.map((bin, i) =>
    i % every === 0
      ? html`<text x="${at(((i + 0.5) * 100) / bins.length)}%" y="13" text-anchor="middle">${binText(bin)}</text>`
      : null,
  )}</svg>`;
};

const spreadText = ({ mean, median, q1, q3 }: Spread): string =>
  `mean ${number(mean)}, median ${number(median)}, middle half ${number(q1)} to ${number(q3)}`;

/** How many episodes took how many turns or actions, a strip a mode; the full part of a bar succeeded. */
export const histograms = ({ conditions, episodes }: SweepReport, what: "turns" | "actions"): Html => {
  const whole = episodes.filter(({ broken }) => !broken);
  const values = whole.map((line) => line[what]);
  const lowest = values.reduce((least, value) => Math.min(least, value), 1);
  const highest = values.reduce((most, value) => Math.max(most, value), 1);
  const bins = binsOf(lowest, highest);
  const strips = conditions.map(({ label, numbers }, i) => {
    const words = spreadText(numbers[what]);
    const own = whole.filter(({ condition }) => condition === i);
    return html`<figure class="strip"><figcaption><b>${sign(i)} ${label}</b> <span>${words}</span></figcaption><svg class="track base" height="${HEIGHT}" role="img" aria-label="${label}: ${what}, ${words}">${bars(own, (line) => line[what], bins, i)}</svg></figure>`;
  });
  return html`<div class="strips"><h3>${what === "turns" ? "Turns" : "Actions"} of an episode</h3>${strips}${ticks(bins)}</div>`;
};
