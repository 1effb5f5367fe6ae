import type { SweepReport } from "../../../protocol/index.ts";
import { estimateText, percent } from "../words.ts";
import { type Html, html } from "./html.ts";
import { axis, colourOf, gridLines, mark, sign, track, whisker } from "./marks.ts";
import { along, percentScale } from "./scale.ts";

/** Success by mode: a bar each, with its interval. */
export const successPlot = ({ conditions }: SweepReport): Html => {
  const rows = conditions.map(
    ({ label, numbers }, i) => html`<div class="label">${sign(i)} ${label}</div>
${track(34, `${label}: ${estimateText(numbers.success)} succeeded`, [
  gridLines(percentScale),
  html`<rect class="part ${colourOf(i)}" x="0" y="7" rx="4" width="${along(percentScale, numbers.success.value)}" height="20"/>`,
  whisker(percentScale, numbers.success, 17, "strong"),
  mark(percentScale, i, numbers.success.value, 17),
])}
<div class="value">${percent(numbers.success.value)}</div>`,
  );
  return html`<div class="plot with-values">${rows}<div class="label"></div>${axis(percentScale)}<div></div></div>`;
};
