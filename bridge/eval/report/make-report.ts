import {
  type Condition,
  type Difference,
  type EvalResult,
  type GroupNumbers,
  type SweepFacts,
  type SweepReport,
  TaskCategory,
} from "../../protocol/index.ts";
import { method } from "./bootstrap.ts";
import { episodeLine } from "./episode-line.ts";
import { groupBy } from "./group-by.ts";
import { groupNumbers } from "./group-numbers.ts";
import { pairedDifference } from "./paired.ts";
import { trainingCounts } from "./training.ts";

/** Episodes of one planner, model and mode. */
interface Sort {
  readonly condition: Condition;
  readonly results: readonly EvalResult[];
}

const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By task, seed, key: the order in which episodes ended must not show in a report. */
const sorted = (results: readonly EvalResult[]): EvalResult[] =>
  [...results].sort(
    (a, b) =>
      TaskCategory.options.indexOf(a.category) - TaskCategory.options.indexOf(b.category) ||
      textOrder(a.job.task, b.job.task) ||
      a.job.seed - b.job.seed ||
      textOrder(a.job.key, b.job.key),
  );

const numbersBy = <K extends string>(
  results: readonly EvalResult[],
  keyOf: (result: EvalResult) => K,
): Record<K, GroupNumbers> =>
  Object.fromEntries(
    [...groupBy(results, keyOf)]
      .map(([key, group]) => [key, groupNumbers(group)] as const)
      .sort(([a], [b]) => textOrder(a, b)),
  ) as Record<K, GroupNumbers>;

const sortsOf = (facts: SweepFacts, results: readonly EvalResult[]): Sort[] => {
  const groups = [
    ...groupBy(sorted(results), ({ job }) => JSON.stringify([job.planner, job.model, job.mode])).values(),
  ];
  const several = new Set(results.map(({ job }) => JSON.stringify([job.planner, job.model]))).size > 1;
  const rank = (mode: string): number => {
    const at = facts.modes.indexOf(mode);
    return at < 0 ? facts.modes.length : at;
  };
  return groups
    .map((group): Sort => {
      const { planner, model, mode } = group[0]?.job ?? { ...facts, mode: "" };
      const label = several ? `${mode} · ${model}` : mode;
      return {
        results: group,
        condition: {
          planner,
          model,
          mode,
          label,
          numbers: groupNumbers(group),
          by_category: numbersBy(group, ({ category }) => category),
          by_level: numbersBy(group, ({ level }) => String(level)),
          training: trainingCounts(group),
        },
      };
    })
    .sort(
      ({ condition: a }, { condition: b }) =>
        textOrder(a.model, b.model) || rank(a.mode) - rank(b.mode) || textOrder(a.mode, b.mode),
    );
};

/** Each two conditions that differ in one thing: the mode, or the model. */
const differencesOf = (sorts: readonly Sort[]): Difference[] =>
  sorts.flatMap((a, first) =>
    sorts.flatMap((b, second) => {
      const sameModel =
        a.condition.model === b.condition.model && a.condition.planner === b.condition.planner;
      if (second <= first || (!sameModel && a.condition.mode !== b.condition.mode)) return [];
      const difference = pairedDifference(a.results, b.results);
      return difference ? [{ first, second, ...difference }] : [];
    }),
  );

/**
 * All that a sweep comes to. The same results give the same report, in whatever order they ended.
 *
 * @param results one a key
 * @param notes what the reader of the files already has to say
 */
export const makeReport = (
  facts: SweepFacts,
  results: readonly EvalResult[],
  notes: readonly string[] = [],
): SweepReport => {
  const expected = facts.tasks.length * facts.seeds.length * facts.modes.length;
  const sorts = sortsOf(facts, results);
  const missing = expected - results.length;
  return {
    sweep: facts,
    method: { ...method },
    expected,
    notes: [
      ...notes,
      ...(missing > 0
        ? [`${missing} of ${expected} episodes are not there yet: the same command goes on with them.`]
        : []),
    ],
    conditions: sorts.map(({ condition }) => condition),
    differences: differencesOf(sorts),
    episodes: sorts
      .flatMap(({ results }, condition) => results.map((result) => ({ result, condition })))
      .sort(
        (a, b) =>
          TaskCategory.options.indexOf(a.result.category) - TaskCategory.options.indexOf(b.result.category) ||
          a.condition - b.condition ||
          textOrder(a.result.job.task, b.result.job.task) ||
          a.result.job.seed - b.result.job.seed,
      )
      .map(({ result, condition }) => episodeLine(result, condition)),
  };
};
