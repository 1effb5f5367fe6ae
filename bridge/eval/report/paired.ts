import type { Difference, DifferenceNumbers, EvalResult, TaskCategory } from "../../protocol/index.ts";
import { clusterEstimate } from "./bootstrap.ts";
import { groupBy } from "./group-by.ts";
import { brokeDown, succeeded } from "./group-numbers.ts";
import { mcnemarExact } from "./mcnemar.ts";

/** The same task and seed under both conditions. */
type Pair = readonly [first: EvalResult, second: EvalResult];

const placeOf = ({ job }: EvalResult): string => JSON.stringify([job.task, job.seed]);

const pairsOf = (first: readonly EvalResult[], second: readonly EvalResult[]): Pair[] => {
  const partners = new Map(second.map((result) => [placeOf(result), result]));
  return first.flatMap((result) => {
    const partner = partners.get(placeOf(result));
    return partner ? [[result, partner] as const] : [];
  });
};

const one = (result: EvalResult): number => (succeeded(result) ? 1 : 0);

/** Of the first sum by the second; null where that is none. */
const quotient =
  (valueOf: (quotient: number) => number) =>
  (total: ArrayLike<number>): number | null => {
    const by = total[1] ?? 0;
    return by === 0 ? null : valueOf((total[0] ?? 0) / by);
  };

/**
 * Paired differences with percentile bootstrap intervals (Efron and Tibshirani 1993): tasks are resampled, each with all
 * its pairs, so that what makes a task hard for both falls out. Turns and actions are the quotient of the means, less 1.
 */
const numbersOf = (pairs: readonly Pair[]): DifferenceNumbers | null => {
  const tasks = [...groupBy(pairs, ([{ job }]) => job.task).values()];
  const sum = (task: readonly Pair[], numberOf: (pair: Pair) => number): number =>
    task.reduce((total, pair) => total + numberOf(pair), 0);
  const whole = (numberOf: (result: EvalResult) => number, side: 0 | 1) => (pair: Pair) =>
    pair.some(brokeDown) ? 0 : numberOf(pair[side]);
  const relative = (numberOf: (result: EvalResult) => number) =>
    clusterEstimate(
      tasks.map((task) => [sum(task, whole(numberOf, 0)), sum(task, whole(numberOf, 1))]),
      quotient((of) => of - 1),
    );
  const success = clusterEstimate(
    tasks.map((task) => [sum(task, ([first, second]) => one(first) - one(second)), task.length]),
    quotient((of) => of),
  );
  if (!success) return null;
  return {
    pairs: pairs.length,
    tasks: tasks.length,
    success,
    turns: relative(({ turns }) => turns),
    actions: relative(({ actions }) => actions),
  };
};

const byCategory = (pairs: readonly Pair[]): Partial<Record<TaskCategory, DifferenceNumbers>> =>
  Object.fromEntries(
    [...groupBy(pairs, ([{ category }]) => category)].flatMap(([category, group]) => {
      const numbers = numbersOf(group);
      return numbers ? [[category, numbers] as const] : [];
    }),
  );

/** What the first condition does otherwise than the second; null where no task and seed is in both. */
export const pairedDifference = (
  first: readonly EvalResult[],
  second: readonly EvalResult[],
): Omit<Difference, "first" | "second"> | null => {
  const pairs = pairsOf(first, second);
  const numbers = numbersOf(pairs);
  if (!numbers) return null;
  const only_first = pairs.filter(([a, b]) => succeeded(a) && !succeeded(b)).length;
  const only_second = pairs.filter(([a, b]) => !succeeded(a) && succeeded(b)).length;
  return {
    numbers,
    both_succeeded: numbersOf(pairs.filter(([a, b]) => succeeded(a) && succeeded(b))),
    by_category: byCategory(pairs),
    mcnemar: { only_first, only_second, p: mcnemarExact(only_first, only_second) },
  };
};
