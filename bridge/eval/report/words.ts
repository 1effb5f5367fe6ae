import {
  type Difference,
  type DifferenceNumbers,
  type Estimate,
  type Share,
  type SweepReport,
  TaskCategory,
} from "../../protocol/index.ts";

/** A space that does not break a line. */
const SPACE = "\u00a0";
const MINUS = "\u2212";

/** Digits after the point as given, with a true minus, and no minus before what rounds to nothing. */
export const number = (value: number, digits = 1): string => {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
};

const signed = (value: number, digits: number): string => {
  const text = number(value, digits);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
};

/** "83.3 %". */
export const percent = (fraction: number): string => `${number(100 * fraction)}${SPACE}%`;

/** " (77.0 to 89.1)", in per cent; "" for an interval without width, which would look like certainty and is none. */
export const intervalText = ({ low, high }: Estimate): string =>
  low === null || high === null || low === high ? "" : ` (${number(100 * low)} to ${number(100 * high)})`;

/** "83.3 % (77.0 to 89.1)". */
export const estimateText = (estimate: Estimate): string =>
  `${percent(estimate.value)}${intervalText(estimate)}`;

/** "+12.1 (4.0 to 20.1)": hundredths, with a sign. */
export const changeText = ({ value, low, high }: Estimate): string => {
  const own = signed(100 * value, 1);
  if (low === null || high === null || low === high) return own;
  return `${own} (${signed(100 * low, 1)} to ${signed(100 * high, 1)})`;
};

/** "12 of 40 (30.0 %)"; a dash where there were none of which to be. */
export const shareText = ({ count, of }: Share): string =>
  of === 0 ? "–" : `${count} of ${of} (${percent(count / of)})`;

/** "30.0 %"; a dash where there were none. */
export const rateText = ({ count, of }: Share): string => (of === 0 ? "–" : percent(count / of));

/** 9,140 or 12.3: three digits that mean something. */
export const amount = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en") : number(value);

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** "long horizon". */
export const categoryText = (category: string): string => category.replaceAll("_", " ");

/** The categories that a report has, in the benchmark's order. */
export const categoriesOf = (report: SweepReport): TaskCategory[] =>
  TaskCategory.options.filter((category) =>
    report.conditions.some(({ by_category }) => by_category[category] !== undefined),
  );

/** "1", "2" … as far as the report has them. */
export const levelsOf = (report: SweepReport): string[] =>
  [...new Set(report.conditions.flatMap(({ by_level }) => Object.keys(by_level)))].sort();

export const labelOf = (report: SweepReport, condition: number): string =>
  report.conditions[condition]?.label ?? "";

/** "code − json", with what is the same of both in brackets where the sweep has several models. */
export const pairText = ({ conditions }: SweepReport, { first, second }: Difference): string => {
  const [a, b] = [conditions[first], conditions[second]];
  if (!a || !b) return "";
  if (a.mode === b.mode) return `${a.model} ${MINUS} ${b.model} (${a.mode})`;
  return `${a.mode} ${MINUS} ${b.mode}${a.label === a.mode ? "" : ` (${a.model})`}`;
};

const leavesOutZero = ({ low, high }: Estimate): boolean =>
  low !== null && high !== null && (low > 0 || high < 0);

/** One sentence that says no more than the intervals allow. */
export const differenceSentence = (report: SweepReport, difference: Difference): string => {
  const { numbers, first, second } = difference;
  const [a, b] = [labelOf(report, first), labelOf(report, second)];
  const { success } = numbers;
  const points = number(Math.abs(100 * success.value));
  const interval =
    success.low === null || success.high === null
      ? ""
      : ` (${report.method.level * 100}${SPACE}% interval ${number(100 * success.low)} to ${number(100 * success.high)})`;
  const head = leavesOutZero(success)
    ? `${a} succeeds ${points} points ${success.value > 0 ? "more" : "less"} often than ${b}${interval}`
    : `${a} and ${b} cannot be told apart by success: ${signed(100 * success.value, 1)} points${interval}`;
  return `${head}${effortWords(numbers, b)}.`;
};

const effortWords = ({ actions }: DifferenceNumbers, other: string): string => {
  if (!actions) return "";
  if (!leavesOutZero(actions)) return `, with about as many actions`;
  return `, with ${number(Math.abs(100 * actions.value), 0)}${SPACE}% ${actions.value < 0 ? "fewer" : "more"} actions than ${other}`;
};
