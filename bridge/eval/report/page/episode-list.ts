import type { EpisodeLine, SweepReport } from "../../../protocol/index.ts";
import { groupBy } from "../group-by.ts";
import { categoriesOf, categoryText, labelOf, levelsOf, number, plural } from "../words.ts";
import { type Html, html } from "./html.ts";
import { sign } from "./marks.ts";

/** Rows of a page at most: what a browser opens at once. */
const MOST_ROWS = 3000;

interface Filter {
  readonly id: string;
  readonly title: string;
  readonly of: (line: EpisodeLine) => boolean;
}

const filtersOf = (report: SweepReport): Filter[] => [
  { id: "failed", title: "Failed", of: ({ success }) => !success },
  { id: "false-success", title: "Said done, was not", of: (line) => line.false_success },
  { id: "unsafe", title: "Unsafe or refused", of: ({ unsafe }) => unsafe },
  { id: "perturbed", title: "Perturbed", of: ({ perturbed }) => perturbed },
  { id: "asked", title: "Asked", of: ({ asked }) => asked },
  { id: "erred", title: "Met an error", of: ({ erred }) => erred },
  { id: "broken", title: "Broke down", of: ({ broken }) => broken },
  ...levelsOf(report).map((level) => ({
    id: `level-${level}`,
    title: `Level ${level}`,
    of: (line: EpisodeLine) => line.level === Number(level),
  })),
];

/** Where the episodes of a category under a condition are listed. */
export const listHref = (category: string, condition: number): string => `#list-${category}-${condition}`;

const outcomeWords: Record<EpisodeLine["outcome"], string> = {
  finished: "said done",
  answered: "answered",
  needs_user: "waits for a person",
  gave_up: "gave up",
  stopped: "stopped",
  turn_limit: "out of turns",
  error: "broke down",
};

const chip = ({ success, outcome, broken }: EpisodeLine): Html =>
  success
    ? html`<b class="chip good">✓ success</b>`
    : html`<b class="chip bad">✗ ${broken ? "broke down" : outcomeWords[outcome]}</b>`;

/** A word of a shell; a leading ~/ stays the home folder. */
const shellWord = (text: string): string => {
  if (text.startsWith("~/")) return `~/${shellWord(text.slice(2))}`;
  return /^[\w@%+=:,./-]+$/.test(text) && !text.startsWith("-") ? text : `'${text.replaceAll("'", "'\\''")}'`;
};

/** The command that opens an episode in the viewer. */
const replayCommand = (folder: string, file: string): string =>
  `npx codeact-ros replay ${shellWord(`${folder === "." ? "" : `${folder.replace(/\/$/, "")}/`}episodes/${file}`)}`;

const row = (line: EpisodeLine, filters: readonly Filter[], folder: string): Html => {
  const classes = filters.flatMap(({ id, of }) => (of(line) ? [`is-${id}`] : []));
  const open =
    line.file === null
      ? "–"
      : html`<a href="episodes/${encodeURIComponent(line.file)}" download>file</a> <details class="command"><summary>replay</summary><code>${replayCommand(folder, line.file)}</code></details>`;
  return html`<tr class="${classes.join(" ")}"><th scope="row">${line.task}<small>seed ${line.seed}, level ${line.level}</small></th><td>${chip(line)}</td><td class="n">${line.score === null ? "–" : number(line.score, 2)}</td><td class="n">${line.turns}</td><td class="n">${line.actions}</td><td class="why">${line.failed}</td><td class="open">${open}</td></tr>\n`;
};

const listOf = (
  report: SweepReport,
  lines: readonly EpisodeLine[],
  filters: readonly Filter[],
  { folder, most }: { readonly folder: string; readonly most: number },
): Html => {
  const [{ category, condition } = { category: "", condition: 0 }] = lines;
  // failures first where not all can be shown: they are what one looks for
  const shown =
    lines.length <= most
      ? lines
      : [...lines].sort((a, b) => Number(a.success) - Number(b.success)).slice(0, most);
  const label = labelOf(report, condition);
  return html`<h4 id="list-${category}-${condition}">${sign(condition)} ${label} <small>${plural(lines.length, "episode")}, ${plural(lines.filter(({ success }) => success).length, "success", "successes")}</small></h4>
<table class="list"><caption class="unseen">${categoryText(category)}, ${label}</caption><thead><tr><th scope="col">task</th><th scope="col">result</th><th scope="col" class="n">score</th><th scope="col" class="n">turns</th><th scope="col" class="n">actions</th><th scope="col">what failed first</th><th scope="col">episode</th></tr></thead><tbody>
${shown.map((line) => row(line, filters, folder))}</tbody></table>${
    shown.length < lines.length
      ? html`<p class="note">${plural(lines.length - shown.length, "more episode")} in report.json.</p>`
      : null
  }`;
};

/** CSS that shows only what a link asked for: filters without a script. */
export const filterStyle = (report: SweepReport): string =>
  filtersOf(report)
    .map(
      ({
        id,
      }) => `#${id}:target~.lists tbody tr:not(.is-${id}),#${id}:target~.lists>details:not(.has-${id}){display:none}
#${id}:target~.lists>details::details-content{content-visibility:visible;block-size:auto}
#${id}:target~.filters a[href="#${id}"]{background:var(--accent);color:var(--accent-ink);border-color:var(--accent)}`,
    )
    .join("\n");

/** Every episode, by category and mode: what came of it, its file, and the command that opens it in the viewer. */
export const episodeList = (report: SweepReport, folder: string): Html => {
  const filters = filtersOf(report);
  const byCategory = groupBy(report.episodes, ({ category }) => category);
  const lists = new Set(report.episodes.map(({ category, condition }) => `${category} ${condition}`)).size;
  const most = report.episodes.length <= MOST_ROWS ? MOST_ROWS : Math.max(1, Math.floor(MOST_ROWS / lists));
  const categories = categoriesOf(report).map((category) => {
    const lines = byCategory.get(category) ?? [];
    const failures = lines.filter(({ success }) => !success).length;
    const has = filters.filter(({ of }) => lines.some(of)).map(({ id }) => `has-${id}`);
    return html`<details class="${has.join(" ")}"><summary><b>${categoryText(category)}</b> <span>${plural(lines.length, "episode")}, ${failures === 0 ? "all succeeded" : `${failures.toLocaleString("en")} failed`}</span></summary>
${[...groupBy(lines, ({ condition }) => condition).values()].map((own) => listOf(report, own, filters, { folder, most }))}</details>`;
  });
  return html`${filters.map(({ id }) => html`<span class="target" id="${id}"></span>`)}
<nav class="filters" aria-label="Show"><a href="#episodes">All</a>${filters.map(({ id, title, of }) => {
    const count = report.episodes.filter(of).length;
    return count > 0 ? html`<a href="#${id}">${title} <span>${count.toLocaleString("en")}</span></a>` : null;
  })}</nav>
<div class="lists">${categories}</div>`;
};
