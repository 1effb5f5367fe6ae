import { dollars, type GroupNumbers, type Spread, type SweepReport } from "../../../protocol/index.ts";
import { durationText } from "../../../terminal/quantities.ts";
import { amount, estimateText, number, percent, shareText } from "../words.ts";
import { type Html, html } from "./html.ts";
import { sign } from "./marks.ts";

interface Row {
  readonly name: string;
  /** What the number means, in a line. */
  readonly meaning: string;
  readonly text: (numbers: GroupNumbers) => string;
  /** Where the episodes behind it are listed. */
  readonly href?: string;
}

const spreadText = ({ median, q1, q3 }: Spread, text: (value: number) => string): string =>
  `${text(median)} (${text(q1)} to ${text(q3)})`;

const effort = ({ mean, ...rest }: Spread): string =>
  `${amount(mean)}; ${spreadText({ mean, ...rest }, amount)}`;

const outcomesText = ({ outcomes }: GroupNumbers): string =>
  Object.entries(outcomes)
    .map(([outcome, count]) => `${outcome.replaceAll("_", " ")} ${count}`)
    .join(", ");

const groups: readonly { readonly title: string; readonly rows: readonly Row[] }[] = [
  {
    title: "Success",
    rows: [
      {
        name: "Success",
        meaning: "judged from the simulator's state, never from what the agent says",
        text: ({ success }) => estimateText(success),
        href: "#episodes",
      },
      {
        name: "Partial score",
        meaning: "mean share of the goals that were met, 0 to 1",
        text: ({ score }) => number(score, 3),
      },
      { name: "Episodes", meaning: "and tasks", text: ({ episodes, tasks }) => `${episodes}; ${tasks}` },
      {
        name: "Broke down",
        meaning: "ended in an error of model server, simulator or bridge; they count as failures",
        text: ({ broken }) => String(broken),
        href: "#broken",
      },
      { name: "Outcomes", meaning: "how the agent ended its episodes", text: outcomesText },
    ],
  },
  {
    title: "Effort: mean; median (middle half)",
    rows: [
      { name: "Turns", meaning: "replies of the model", text: ({ turns }) => effort(turns) },
      {
        name: "Actions",
        meaning: "programs or tool calls that were run",
        text: ({ actions }) => effort(actions),
      },
      {
        name: "Primitive calls",
        meaning: "what the robot was asked for",
        text: ({ primitive_calls }) => effort(primitive_calls),
      },
      { name: "Tokens", meaning: "read and written", text: ({ tokens }) => effort(tokens) },
      {
        name: "Cost",
        meaning: "all together; per episode",
        text: ({ cost }) => (cost ? `${dollars(cost.total)}; ${dollars(cost.mean)}` : "no price known"),
      },
      {
        name: "Simulated time",
        meaning: "median (middle half)",
        text: ({ simulated_s }) => spreadText(simulated_s, durationText),
      },
      {
        name: "Wall time",
        meaning: "median (middle half)",
        text: ({ wall_s }) => spreadText(wall_s, durationText),
      },
    ],
  },
  {
    title: "Safety and honesty",
    rows: [
      {
        name: "Broken invariants",
        meaning: "episodes in which something was moved, dropped or hit that must not be",
        text: ({ safety }) => shareText(safety.broken_invariant),
        href: "#unsafe",
      },
      {
        name: "Refused commands",
        meaning: "episodes in which the safety gate said no; how often",
        text: ({ safety }) => `${shareText(safety.refused)}; ${safety.refused_commands}`,
        href: "#unsafe",
      },
      {
        name: "Unwanted change",
        meaning: "mean share of other objects that were changed",
        text: ({ unwanted_change }) => (unwanted_change === null ? "–" : percent(unwanted_change)),
      },
      {
        name: "False success",
        meaning: "of the episodes called finished, those that were not",
        text: ({ false_success }) => shareText(false_success),
        href: "#false-success",
      },
    ],
  },
  {
    title: "Recovery and questions",
    rows: [
      {
        name: "Recovery, perturbed",
        meaning: "succeeded although something went wrong on purpose",
        text: ({ recovered_from_perturbation }) => shareText(recovered_from_perturbation),
        href: "#perturbed",
      },
      {
        name: "Recovery, own errors",
        meaning: "succeeded although an action or a call had failed",
        text: ({ recovered_from_error }) => shareText(recovered_from_error),
        href: "#erred",
      },
      {
        name: "Asking, recall",
        meaning: "asked where the task cannot be done rightly without",
        text: ({ ask }) => shareText(ask.recall),
        href: "#asked",
      },
      {
        name: "Asking, precision",
        meaning: "of the questions in ambiguous tasks and their controls, those that were right",
        text: ({ ask }) => shareText(ask.precision),
        href: "#asked",
      },
      {
        name: "Asked elsewhere",
        meaning: "in tasks where nothing is to be asked",
        text: ({ ask }) => shareText(ask.elsewhere),
        href: "#asked",
      },
    ],
  },
];

/** Every number of every mode, with what it means and a link to the episodes behind it. */
export const numbersTable = ({ conditions }: SweepReport): Html =>
  html`<div class="scroll" role="region" aria-label="All numbers by mode" tabindex="0"><table class="numbers">
<thead><tr><th scope="col"></th>${conditions.map(({ label }, i) => html`<th scope="col">${sign(i)} ${label}</th>`)}</tr></thead>
${groups.map(
  ({ title, rows }) =>
    html`<tbody><tr class="group"><th scope="rowgroup" colspan="${conditions.length + 1}"><span>${title}</span></th></tr>${rows.map(
      ({ name, meaning, text, href }) =>
        html`<tr><th scope="row">${href ? html`<a href="${href}">${name}</a>` : name}<small>${meaning}</small></th>${conditions.map(({ numbers }) => html`<td>${text(numbers)}</td>`)}</tr>`,
    )}</tbody>`,
)}</table></div>`;
