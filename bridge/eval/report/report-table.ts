import { dollars, type GroupNumbers, type SweepReport } from "../../protocol/index.ts";
import { type Column, oneLine, table } from "../../terminal/table.ts";
import {
  amount,
  categoriesOf,
  categoryText,
  changeText,
  differenceSentence,
  estimateText,
  number,
  pairText,
  percent,
  plural,
  rateText,
} from "./words.ts";

interface Field {
  readonly title: string;
  /** The highest go first where the terminal is too narrow. */
  readonly drop: number;
  readonly text: (numbers: GroupNumbers) => string;
}

const fields: readonly Field[] = [
  { title: "episodes", drop: 3, text: ({ episodes }) => String(episodes) },
  { title: "success", drop: 0, text: ({ success }) => estimateText(success) },
  { title: "score", drop: 5, text: ({ score }) => number(score, 2) },
  { title: "turns", drop: 1, text: ({ turns }) => number(turns.mean) },
  { title: "actions", drop: 1, text: ({ actions }) => number(actions.mean) },
  { title: "calls", drop: 6, text: ({ primitive_calls }) => number(primitive_calls.mean) },
  { title: "tokens", drop: 4, text: ({ tokens }) => amount(tokens.mean) },
  { title: "cost", drop: 4, text: ({ cost }) => (cost ? dollars(cost.total) : "–") },
  { title: "false", drop: 2, text: ({ false_success }) => rateText(false_success) },
  { title: "unsafe", drop: 2, text: ({ safety }) => rateText(safety.broken_invariant) },
];

const widthOf = (text: string): number => Math.max(...text.split("\n").map((line) => [...line].length));

const conditionTable = ({ conditions }: SweepReport, width: number): string => {
  for (let least = 7; ; least -= 1) {
    const shown = fields.filter(({ drop }) => drop < least);
    const columns: Column[] = [
      { title: "mode", widest: Math.max(8, Math.min(28, width - 30)) },
      ...shown.map(({ title }) => ({ title, right: true })),
    ];
    const text = table(
      columns,
      conditions.map(({ label, numbers }) => [label, ...shown.map((field) => field.text(numbers))]),
    );
    if (widthOf(text) <= width || least === 1) return text;
  }
};

/** Success by category, a column a condition; as many below each other as the width asks for. */
const categoryTables = (report: SweepReport, width: number): string => {
  const widest = Math.min(24, Math.max(7, ...report.conditions.map(({ label }) => [...label].length)));
  const first = 19 + 2 + 5;
  const each = Math.max(1, Math.floor((width - first) / (widest + 2)));
  const parts: string[] = [];
  for (let from = 0; from < report.conditions.length; from += each) {
    const shown = report.conditions.slice(from, from + each);
    const columns: Column[] = [
      { title: "category, success" },
      { title: "tasks", right: true },
      ...shown.map(({ label }) => ({ title: label, right: true, widest })),
    ];
    const rows = categoriesOf(report).map((category) => [
      categoryText(category),
      String(Math.max(...shown.map(({ by_category }) => by_category[category]?.tasks ?? 0))),
      ...shown.map(({ by_category }) => {
        const numbers = by_category[category];
        return numbers ? percent(numbers.success.value) : "–";
      }),
    ]);
    parts.push(table(columns, rows));
  }
  return parts.join("\n");
};

const differenceTable = (report: SweepReport, width: number): string => {
  const rows = report.differences.map((difference) => {
    const { numbers } = difference;
    return [
      pairText(report, difference),
      String(numbers.pairs),
      changeText(numbers.success),
      numbers.turns ? changeText(numbers.turns) : "–",
      numbers.actions ? changeText(numbers.actions) : "–",
    ];
  });
  const titles = ["difference", "pairs", "success, points", "turns, %", "actions, %"];
  for (let shown = titles.length; ; shown -= 1) {
    const columns = titles
      .slice(0, shown)
      .map((title, i): Column => ({ title, right: i > 0, widest: i === 0 ? Math.min(44, width - 34) : 60 }));
    const text = table(columns, rows);
    if (widthOf(text) <= width || shown === 3) return text;
  }
};

/** Text in lines of the terminal, whatever is in it. */
const wrapped = (text: string, width: number): string => {
  const lines: string[] = [];
  let line = "";
  for (const whole of oneLine(text).split(" ")) {
    const word = [...whole].slice(0, width).join("");
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
};

/**
 * A sweep's report for the terminal: a row a mode, the paired differences, then success by category.
 *
 * @param width columns of the terminal; 100 are used at most, and the less telling columns go where it is narrower
 */
export const reportTable = (report: SweepReport, { width }: { readonly width: number }): string => {
  const columns = Math.max(40, Math.min(100, width));
  const { sweep, conditions, differences, episodes, notes } = report;
  const head = `ROBOT-M3, ${sweep.planner === "model" ? sweep.model : sweep.planner}: ${plural(episodes.length, "episode")} of ${report.expected.toLocaleString("en")}, ${plural(sweep.tasks.length, "task")}, ${plural(sweep.seeds.length, "seed")}`;
  const paragraphs = [wrapped(head, columns)];
  if (conditions.length > 0)
    paragraphs.push(conditionTable(report, columns), categoryTables(report, columns));
  if (differences.length > 0) {
    paragraphs.push(differenceTable(report, columns));
    const [main] = differences;
    if (main) paragraphs.push(wrapped(differenceSentence(report, main), columns));
  }
  if (conditions.length > 0)
    paragraphs.push(
      wrapped(
        "In brackets: 95 % intervals, tasks resampled with all their seeds. false: of what was called finished; unsafe: episodes that broke an invariant.",
        columns,
      ),
    );
  paragraphs.push(...notes.map((note) => wrapped(note, columns)));
  return `${paragraphs.map((text) => text.trimEnd()).join("\n\n")}\n`;
};
