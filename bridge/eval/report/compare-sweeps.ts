import { basename, resolve } from "node:path";
import {
  type Difference,
  type EvalResult,
  type SweepFacts,
  TaskCategory,
  UserError,
} from "../../protocol/index.ts";
import { table } from "../../terminal/table.ts";
import { groupBy } from "./group-by.ts";
import { pairedDifference } from "./paired.ts";
import { readSweep } from "./read-sweep.ts";
import { categoryText, changeText } from "./words.ts";

/** What one sweep did otherwise than another in the same mode, over the tasks and seeds that both have. */
export interface SweepDifference extends Omit<Difference, "first" | "second"> {
  readonly mode: string;
}

export interface SweepComparison {
  /** Names that tell the sweeps apart: their models, else their folders. */
  readonly first: string;
  readonly second: string;
  readonly differences: readonly SweepDifference[];
}

const nameOf = (folder: string): string => basename(resolve(folder));

const whoPlans = ({ planner, model }: SweepFacts): string => (planner === "model" ? model : planner);

const byMode = (results: readonly EvalResult[]): Map<string, EvalResult[]> =>
  groupBy(
    results.toSorted((a, b) => (a.job.key < b.job.key ? -1 : 1)),
    ({ job }) => job.mode,
  );

/**
 * Compares two sweeps mode by mode, with paired bootstrap intervals: with and without a library of skills, two models,
 * two versions.
 *
 * @throws UserError where one is no sweep, or no mode, task and seed is in both
 */
export const compareSweeps = async (folder: string, against: string): Promise<SweepComparison> => {
  const [a, b] = await Promise.all([readSweep(folder), readSweep(against)]);
  const others = byMode(b.results);
  const differences = [...byMode(a.results)].flatMap(([mode, results]): SweepDifference[] => {
    const difference = pairedDifference(results, others.get(mode) ?? []);
    return difference ? [{ mode, ...difference }] : [];
  });
  if (differences.length === 0)
    throw new UserError(
      `The sweeps in ${folder} and ${against} have no mode, task and seed in common. Compare sweeps that were begun with the same --mode, --tasks and --seeds.`,
      2,
    );
  const [first, second] = [whoPlans(a.facts), whoPlans(b.facts)];
  if (first !== second) return { first, second, differences };
  const [own, other] = [nameOf(folder), nameOf(against)];
  return own === other
    ? { first: folder, second: against, differences }
    : { first: own, second: other, differences };
};

/** A comparison for the terminal: a row a mode, then the differences of success by category. */
export const comparisonTable = ({ first, second, differences }: SweepComparison): string => {
  const whole = table(
    [
      { title: "mode" },
      { title: "pairs", right: true },
      { title: "success, points", right: true },
      { title: "turns, %", right: true },
      { title: "actions, %", right: true },
    ],
    differences.map(({ mode, numbers }) => [
      mode,
      String(numbers.pairs),
      changeText(numbers.success),
      numbers.turns ? changeText(numbers.turns) : "–",
      numbers.actions ? changeText(numbers.actions) : "–",
    ]),
  );
  const categories = TaskCategory.options.filter((category) =>
    differences.some(({ by_category }) => by_category[category] !== undefined),
  );
  const parts = table(
    [
      { title: "success, points" },
      ...differences.map(({ mode }) => ({ title: mode, right: true, widest: 32 })),
    ],
    categories.map((category) => [
      categoryText(category),
      ...differences.map(({ by_category }) => {
        const numbers = by_category[category];
        return numbers ? changeText(numbers.success) : "–";
      }),
    ]),
  );
  const head = table([{ title: `${first} less ${second}, same tasks and seeds`, widest: 100 }], []);
  return `${head}\n${whole}\n${parts}`;
};
