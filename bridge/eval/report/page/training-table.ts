import { dropRules } from "../../../episode/export/select.ts";
import type { SweepReport } from "../../../protocol/index.ts";
import { type Html, html } from "./html.ts";
import { sign } from "./marks.ts";

/** What `export --select` would take of the sweep as training data, by rule. */
export const trainingTable = ({ conditions }: SweepReport): Html => {
  const cells = (numberOf: (condition: SweepReport["conditions"][number]) => number): Html[] =>
    conditions.map((condition) => html`<td class="n">${numberOf(condition)}</td>`);
  return html`<div class="scroll" role="region" aria-label="Training data" tabindex="0"><table>
<thead><tr><th scope="col">episodes</th>${conditions.map(({ label }, i) => html`<th scope="col" class="n">${sign(i)} ${label}</th>`)}</tr></thead>
<tbody><tr class="sum"><th scope="row">kept</th>${cells(({ training }) => training.kept)}</tr>
${dropRules.map(({ rule, text }) => html`<tr><th scope="row">dropped: ${text}</th>${cells(({ training }) => training.dropped[rule] ?? 0)}</tr>`)}
<tr><th scope="row">not recorded</th>${cells(({ training }) => training.no_file)}</tr>
<tr><th scope="row">cannot be told from the results<small>answered in words after failures; export reads the files</small></th>${cells(({ training }) => training.unknown)}</tr></tbody></table></div>`;
};
