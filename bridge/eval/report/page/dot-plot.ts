import type { GroupNumbers, SweepReport } from "../../../protocol/index.ts";
import { estimateText, intervalText, percent, plural } from "../words.ts";
import { type Html, html } from "./html.ts";
import { axis, gridLines, mark, sign, track, whisker } from "./marks.ts";
import { percentScale } from "./scale.ts";

/** A group of tasks, such as a category, and what is said of it under each condition. */
export interface Group {
  readonly name: string;
  readonly numbers: readonly (GroupNumbers | undefined)[];
  /** Where the episodes behind a number are listed. */
  readonly href: (condition: number) => string;
}

const LINE = 15;

const groupRow = ({ name, numbers }: Group, labels: readonly string[]): Html => {
  const height = LINE * numbers.length + 9;
  const words = numbers.map((own, i) => (own ? `${labels[i]} ${estimateText(own.success)}` : ""));
  const dots = numbers.map((own, i) => {
    const y = LINE * (i + 0.5) + 4.5;
    return own
      ? html`${whisker(percentScale, own.success, y)}${mark(percentScale, i, own.success.value, y)}`
      : null;
  });
  return html`<div class="label">${name}</div>${track(height, `${name}: ${words.filter((text) => text !== "").join(", ")}`, [gridLines(percentScale), ...dots])}`;
};

const groupTable = (title: string, groups: readonly Group[], labels: readonly string[]): Html =>
  html`<div class="scroll" role="region" aria-label="Success by ${title}" tabindex="0"><table>
<thead><tr><th scope="col">${title}</th><th scope="col" class="n">tasks</th>${labels.map((label, i) => html`<th scope="col" class="n">${sign(i)} ${label}</th>`)}</tr></thead>
<tbody>${groups.map(
    ({ name, numbers, href }) =>
      html`<tr><th scope="row">${name}</th><td class="n">${Math.max(...numbers.map((own) => own?.tasks ?? 0))}</td>${numbers.map(
        (own, i) =>
          html`<td class="n">${own ? html`<a href="${href(i)}" title="${own.succeeded} of ${plural(own.episodes, "episode")}">${percent(own.success.value)}</a><small>${intervalText(own.success)}</small>` : "–"}</td>`,
      )}</tr>`,
  )}</tbody></table></div>`;

/** Success by groups of tasks: dots with intervals, and beside them the same as a table with links. */
export const dotPlot = ({ conditions }: SweepReport, title: string, groups: readonly Group[]): Html => {
  const labels = conditions.map(({ label }) => label);
  return html`<div class="${conditions.length > 3 ? "below" : "beside"}"><div class="plot striped">${groups.map((group) => groupRow(group, labels))}<div class="label"></div>${axis(percentScale)}</div>
${groupTable(title, groups, labels)}</div>`;
};

/** Which sign is which condition. */
export const legend = ({ conditions }: SweepReport): Html =>
  html`<ul class="legend">${conditions.map(({ label }, i) => html`<li>${sign(i)} ${label}</li>`)}</ul>`;
