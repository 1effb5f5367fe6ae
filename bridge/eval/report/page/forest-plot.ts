import type { Difference, Estimate, SweepReport } from "../../../protocol/index.ts";
import { categoriesOf, categoryText, changeText, number, pairText } from "../words.ts";
import { type Html, html } from "./html.ts";
import { axis, gridLines, mark, track, whisker } from "./marks.ts";
import { changeScale } from "./scale.ts";

interface Measure {
  readonly title: string;
  readonly of: (difference: Difference) => Estimate | null;
}

const measures: readonly Measure[] = [
  { title: "Success, points", of: ({ numbers }) => numbers.success },
  { title: "Turns, %", of: ({ numbers }) => numbers.turns },
  { title: "Actions, %", of: ({ numbers }) => numbers.actions },
];

const forest = (report: SweepReport, { title, of }: Measure): Html => {
  const ends = report.differences.flatMap((difference) => {
    const own = of(difference);
    return own ? [own.value, own.low ?? own.value, own.high ?? own.value] : [];
  });
  const scale = changeScale(ends);
  const rows = report.differences.map((difference) => {
    const own = of(difference);
    const words = own ? changeText(own) : "no number";
    return html`<div class="label">${pairText(report, difference)}</div>${track(28, `${pairText(report, difference)}: ${title} ${words}`, [gridLines(scale), own && whisker(scale, own, 14), own && mark(scale, difference.first, own.value, 14)])}`;
  });
  return html`<div><h3>${title}</h3><div class="plot tight">${rows}<div class="label"></div>${axis(scale)}</div></div>`;
};

const pText = (p: number): string => (p < 0.0001 ? "< 0.0001" : number(p, p < 0.1 ? 4 : 2));

const differenceTable = (report: SweepReport): Html =>
  html`<div class="scroll" role="region" aria-label="Paired differences" tabindex="0"><table>
<thead><tr><th scope="col">pair</th><th scope="col" class="n">pairs</th><th scope="col" class="n">success, points</th><th scope="col" class="n">turns, %</th><th scope="col" class="n">actions, %</th><th scope="col" class="n">only first did<br>: only second</th><th scope="col" class="n">McNemar’s<br>exact p</th></tr></thead>
<tbody>${report.differences.map((difference) => {
    const { numbers, both_succeeded: both, mcnemar } = difference;
    const text = (own: Estimate | null | undefined): string => (own ? changeText(own) : "–");
    const whereBoth = (own: Estimate | null | undefined): Html => html`<small>both did: ${text(own)}</small>`;
    return html`<tr><th scope="row">${pairText(report, difference)}</th><td class="n">${numbers.pairs}<small>both did: ${both?.pairs ?? 0}</small></td><td class="n">${text(numbers.success)}</td><td class="n">${text(numbers.turns)}${whereBoth(both?.turns)}</td><td class="n">${text(numbers.actions)}${whereBoth(both?.actions)}</td><td class="n">${mcnemar.only_first} : ${mcnemar.only_second}</td><td class="n">${pText(mcnemar.p)}</td></tr>`;
  })}</tbody></table></div>`;

const categoryTable = (report: SweepReport): Html => {
  const categories = categoriesOf(report);
  return html`<details class="more"><summary>Differences of success by category, in points</summary><div class="scroll" role="region" aria-label="Differences by category" tabindex="0"><table>
<thead><tr><th scope="col">category</th>${report.differences.map((difference) => html`<th scope="col" class="n">${pairText(report, difference)}</th>`)}</tr></thead>
<tbody>${categories.map(
    (category) =>
      html`<tr><th scope="row">${categoryText(category)}</th>${report.differences.map(({ by_category }) => {
        const own = by_category[category];
        return html`<td class="n">${own ? changeText(own.success) : "–"}</td>`;
      })}</tr>`,
  )}</tbody></table></div></details>`;
};

/** What one mode does otherwise than another on the same tasks and seeds: plots, and the same as tables. */
export const forestPlots = (report: SweepReport): Html =>
  html`<div class="forests">${measures.map((measure) => forest(report, measure))}</div>${differenceTable(report)}${categoryTable(report)}`;
