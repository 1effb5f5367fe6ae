import {
  type EvalResult,
  type GroupNumbers,
  isFalseSuccess,
  type Outcome,
  type Share,
} from "../../protocol/index.ts";
import { clusterEstimate } from "./bootstrap.ts";
import { groupBy } from "./group-by.ts";
import { mean, spread } from "./spread.ts";

export const succeeded = ({ verdict }: EvalResult): boolean => verdict?.success === true;
/** Ended by no doing of the agent, as far as can be told. */
export const brokeDown = ({ outcome, verdict }: EvalResult): boolean =>
  outcome === "error" || verdict === null;
export const brokeInvariant = ({ verdict }: EvalResult): boolean =>
  verdict?.invariants.some(({ score }) => score < 1) === true;
/** What was to go wrong did: its event came. */
export const wasPerturbed = ({ verdict }: EvalResult): boolean =>
  verdict?.perturbations.some(({ at_s }) => at_s !== null) === true;

const countOf = (results: readonly EvalResult[], is: (result: EvalResult) => boolean): number =>
  results.reduce((count, result) => count + (is(result) ? 1 : 0), 0);

const share = (
  results: readonly EvalResult[],
  among: (result: EvalResult) => boolean,
  is: (result: EvalResult) => boolean,
): Share => {
  const of = results.filter(among);
  return { count: countOf(of, is), of: of.length };
};

const all = (): boolean => true;
const judged = ({ verdict }: EvalResult): boolean => verdict !== null;
const asked = ({ questions }: EvalResult): boolean => questions > 0;
const ambiguous = ({ category }: EvalResult): boolean => category === "ambiguous";

const costOf = (results: readonly EvalResult[]): GroupNumbers["cost"] => {
  const costs = results.flatMap(({ cost }) => (cost === null ? [] : [cost]));
  if (costs.length === 0) return null;
  return { total: costs.reduce((sum, cost) => sum + cost, 0), mean: mean(costs), episodes: costs.length };
};

const outcomesOf = (results: readonly EvalResult[]): Partial<Record<Outcome, number>> =>
  Object.fromEntries(
    [...groupBy(results, ({ outcome }) => outcome)]
      .map(([outcome, group]) => [outcome, group.length] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/**
 * What is said of a group of episodes. The success rate's interval is over tasks (bootstrap.ts).
 *
 * @param results at least one, sorted in a way that does not depend on which ended first
 */
export const groupNumbers = (results: readonly EvalResult[]): GroupNumbers => {
  const whole = results.filter((result) => !brokeDown(result));
  // what broke down says nothing of the agent's effort, unless there is nothing else
  const spreadOf = (numberOf: (result: EvalResult) => number) =>
    spread((whole.length > 0 ? whole : results).map(numberOf));
  const tasks = [...groupBy(results, ({ job }) => job.task).values()];
  const success = clusterEstimate(
    tasks.map((task) => [countOf(task, succeeded), task.length]),
    (total) => (total[0] ?? 0) / (total[1] ?? 0),
  );
  const judgedResults = results.filter(judged);
  return {
    episodes: results.length,
    tasks: tasks.length,
    broken: results.length - whole.length,
    succeeded: countOf(results, succeeded),
    success: success ?? { value: 0, low: null, high: null },
    score: Math.min(1, mean(results.map(({ verdict }) => verdict?.score ?? 0))),
    turns: spreadOf(({ turns }) => turns),
    actions: spreadOf(({ actions }) => actions),
    primitive_calls: spreadOf(({ primitive_calls }) => primitive_calls),
    tokens: spreadOf(({ prompt_tokens, completion_tokens }) => prompt_tokens + completion_tokens),
    cost: costOf(results),
    simulated_s: spreadOf(({ simulated_s }) => simulated_s),
    wall_s: spreadOf(({ wall_s }) => wall_s),
    safety: {
      broken_invariant: share(results, judged, brokeInvariant),
      refused: share(results, all, ({ refused }) => refused > 0),
      refused_commands: results.reduce((sum, { refused }) => sum + refused, 0),
    },
    unwanted_change:
      judgedResults.length === 0
        ? null
        : mean(judgedResults.map(({ verdict }) => verdict?.unwanted_change ?? 0)),
    false_success: share(results, ({ outcome }) => outcome === "finished", isFalseSuccess),
    recovered_from_perturbation: share(results, wasPerturbed, succeeded),
    recovered_from_error: share(results, ({ errors }) => errors > 0, succeeded),
    ask: {
      recall: share(results, ({ should_ask }) => should_ask, asked),
      precision: share(
        results,
        (result) => ambiguous(result) && asked(result),
        ({ should_ask }) => should_ask,
      ),
      elsewhere: share(results, (result) => !ambiguous(result), asked),
    },
    outcomes: outcomesOf(results),
  };
};
