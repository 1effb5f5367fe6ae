import { dollars, type SweepReport } from "../../../protocol/index.ts";
import { amount, differenceSentence, intervalText, number, percent, plural } from "../words.ts";
import { type Html, html } from "./html.ts";
import { sign } from "./marks.ts";

/** How many sentences of differences stand at the top. */
const SENTENCES = 3;

const who = ({ sweep, conditions }: SweepReport): string => {
  if (sweep.planner !== "model") return `planner ${sweep.planner}`;
  const models = [...new Set(conditions.map(({ model }) => model))];
  return models.length > 0 ? models.join(", ") : sweep.model;
};

/** What was measured, when and by what. */
export const pageHead = (report: SweepReport): Html => {
  const { sweep, episodes, expected } = report;
  return html`<header><svg class="logo" viewBox="0 0 32 32" width="36" height="36" aria-hidden="true"><rect width="32" height="32" rx="8"/><g><path d="M8 25h9M12.500 25v-6l-3-6 8.500-5.500 5 6.500"/><path d="M20.500 16.500l5-4"/></g><circle cx="18" cy="7.500" r="2.400"/></svg>
<div><h1>ROBOT-M3 <span>${who(report)}</span></h1>
<p>${plural(episodes.length, "episode")}${episodes.length < expected ? ` of ${expected.toLocaleString("en")}` : ""} · ${plural(sweep.tasks.length, "task")} · ${plural(sweep.seeds.length, "seed")} · ${sweep.created.slice(0, 10)} · codeact-ros ${sweep.version}</p></div></header>`;
};

/** The numbers that one came for: a card a mode, and what the modes do otherwise. */
export const headline = (report: SweepReport): Html => {
  const { conditions, differences, notes } = report;
  const sentences = differences.slice(0, SENTENCES).map((own) => differenceSentence(report, own));
  return html`${notes.length > 0 ? html`<aside class="notes" aria-label="Notes">${notes.map((note) => html`<p>${note}</p>`)}</aside>` : null}
${conditions.length === 0 ? html`<p class="lead">No episode has ended yet.</p>` : null}
${sentences.length > 0 ? html`<div class="lead">${sentences.map((sentence) => html`<p>${sentence}</p>`)}</div>` : null}
<div class="cards">${conditions.map(({ label, numbers }, i) => {
    const { success, turns, actions, tokens, cost } = numbers;
    return html`<article class="card c${i % 5}"><h2>${sign(i)} ${label}</h2><p class="big">${percent(success.value)}</p><p class="interval">${intervalText(success) === "" ? "success" : `success, ${report.method.level * 100} % interval ${intervalText(success).slice(2, -1)}`}</p>
<dl><div><dt>turns</dt><dd>${number(turns.mean)}</dd></div><div><dt>actions</dt><dd>${number(actions.mean)}</dd></div><div><dt>tokens</dt><dd>${amount(tokens.mean)}</dd></div><div><dt>cost</dt><dd>${cost ? dollars(cost.mean) : "–"}</dd></div></dl></article>`;
  })}</div>`;
};
