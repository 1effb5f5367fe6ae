import type { SweepReport } from "../../../protocol/index.ts";
import { categoriesOf, categoryText, levelsOf } from "../words.ts";
import { dotPlot, legend } from "./dot-plot.ts";
import { episodeList, filterStyle, listHref } from "./episode-list.ts";
import { forestPlots } from "./forest-plot.ts";
import { headline, pageHead } from "./headline.ts";
import { histograms } from "./histogram.ts";
import { howToRead } from "./how-to-read.ts";
import { Html, html } from "./html.ts";
import { numbersTable } from "./numbers-table.ts";
import { pageStyle } from "./page-style.ts";
import { successPlot } from "./success-plot.ts";
import { trainingTable } from "./training-table.ts";

const section = (id: string, title: string, words: string, content: Html): Html =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${words === "" ? null : html`<p class="words">${words}</p>`}${content}</section>`;

const sections = (report: SweepReport, folder: string): Html => {
  const { conditions, differences } = report;
  const byCategory = categoriesOf(report).map((category) => ({
    name: categoryText(category),
    numbers: conditions.map(({ by_category }) => by_category[category]),
    href: (condition: number) => listHref(category, condition),
  }));
  const byLevel = levelsOf(report).map((level) => ({
    name: `level ${level}`,
    numbers: conditions.map(({ by_level }) => by_level[level]),
    href: () => `#level-${level}`,
  }));
  return html`${section("success", "Success by mode", "Share of episodes that succeeded; the line is the interval.", successPlot(report))}
${differences.length > 0 ? section("differences", "Paired differences", "The same task and seed under both modes: points of success, and how many more (+) or fewer (−) turns and actions.", forestPlots(report)) : null}
${section("categories", "By category", "Success in each kind of task. A number leads to its episodes.", html`${legend(report)}${dotPlot(report, "category", byCategory)}`)}
${section("levels", "By level", "From one step (1) to long horizons (5).", dotPlot(report, "level", byLevel))}
${section("effort", "Turns and actions", "How many episodes took how many. The full part of a bar succeeded.", html`<div class="two">${histograms(report, "turns")}${histograms(report, "actions")}</div>`)}
${section("numbers", "All numbers", "", numbersTable(report))}
${section("training", "Training data", "What export --select would take of this sweep, by the rules of CodeActInstruct.", trainingTable(report))}
<section id="episodes" aria-labelledby="episodes-title"><h2 id="episodes-title">Episodes</h2><p class="words">What came of each. The command under “replay” opens it in the viewer: scene, conversation and code, moment by moment.</p>${episodeList(report, folder)}</section>`;
};

/**
 * A sweep's report as one file that needs nothing else: no script, no other server. All text of tasks and models is
 * written as text.
 *
 * @param options.folder the sweep's, as a shell where the reader works would name it
 */
export const reportPage = (report: SweepReport, { folder }: { readonly folder: string }): string => {
  const style = new Html(`<style>${pageStyle}\n${filterStyle(report)}</style>`);
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"><title>ROBOT-M3: ${report.sweep.planner === "model" ? report.sweep.model : report.sweep.planner}</title>${style}</head>
<body>${pageHead(report)}<main>${headline(report)}
${report.conditions.length > 0 ? sections(report, folder) : null}
${section("reading", "How to read this", "", howToRead(report))}</main></body></html>
`;
  return page.text;
};
