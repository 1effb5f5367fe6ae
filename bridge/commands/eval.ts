import { relative } from "node:path";
import { compiledUrl } from "../episode/compiled-url.ts";
import { checkModes } from "../eval/planners/check-modes.ts";
import { compareSweeps, comparisonTable } from "../eval/report/compare-sweeps.ts";
import { reportTable } from "../eval/report/report-table.ts";
import { writeReport } from "../eval/report/write-report.ts";
import { selectTasks } from "../eval/select-tasks.ts";
import { runSweep, type SweepEnd } from "../eval/sweep.ts";
import { preparePython } from "../executor/python-env.ts";
import { evalWorld } from "../main.ts";
import { type EvalResult, sweepFiles, type TaskFacts, UserError } from "../protocol/index.ts";
import { progressLine } from "../terminal/progress.ts";
import { SweepProgress } from "../terminal/sweep-progress.ts";
import { table } from "../terminal/table.ts";
import { type EvalFlags, type EvalPlan, evalPlan } from "./eval-flags.ts";
import { untilInterrupted } from "./signals.ts";

const print = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

/** `eval`: the benchmark, measured on a model or on one of the planners that need none. */
export const runEval = async (flags: EvalFlags): Promise<void> => {
  if (flags.report !== undefined && flags.against !== undefined)
    return showComparison(flags.report, flags.against, flags.json === true);
  if (flags.against !== undefined)
    throw new UserError(`--against ${flags.against} needs --report FOLDER, the sweep to compare it with.`, 2);
  if (flags.report !== undefined) return showReport(flags.report, flags.json === true);
  const all = evalWorld.taskIds.map((id) => evalWorld.taskFacts(id, 1));
  const tasks = selectTasks(all, flags.tasks);
  if (flags.list)
    return listTasks(
      all.filter(({ id }) => tasks.includes(id)),
      flags.json === true,
    );
  const plan = evalPlan(flags, tasks);
  const { planner, seeds, max_turns } = plan.facts;
  checkModes(
    planner,
    plan.modes,
    tasks.flatMap((id) => seeds.map((seed) => evalWorld.taskFacts(id, seed))),
    max_turns ?? null,
  );
  // Once and before all else: the workers find it made.
  await preparePython({ progress: progressLine });
  const { end, interrupted } = await swept(plan, flags);
  await told(plan, flags, end, interrupted);
};

const swept = async (
  { facts, settings, out, workers, budget }: EvalPlan,
  flags: EvalFlags,
): Promise<{ end: SweepEnd; interrupted: boolean }> => {
  const abort = new AbortController();
  const interrupted = untilInterrupted(async () => abort.abort());
  const progress = flags.json ? null : new SweepProgress(process.stderr, workers);
  const onResult = (result: EvalResult): void => {
    if (progress) progress.result(result);
    else print({ type: "eval_result", ...result });
  };
  const end = await runSweep(evalWorld, {
    out,
    facts,
    settings,
    workers,
    program: compiledUrl(import.meta.url, "./eval-worker.ts"),
    budget,
    retryErrors: flags.retryErrors === true,
    signal: abort.signal,
    onStart: (episodes, before) => progress?.start(episodes, before),
    onResult,
  });
  progress?.end();
  return { end, interrupted: interrupted() };
};

const told = async (
  { facts, out }: EvalPlan,
  flags: EvalFlags,
  { results, left, why }: SweepEnd,
  interrupted: boolean,
): Promise<void> => {
  await showReport(out, flags.json === true, false);
  const notRun = results.filter(({ verdict }) => verdict === null).length;
  if (left > 0)
    progressLine(
      `${left} of ${left + results.length} episodes are not run: ${why}. To go on, give the same flags with --out ${out}.`,
    );
  if (notRun > 0)
    progressLine(
      `${notRun} episode${notRun === 1 ? "" : "s"} could not be run; to try ${notRun === 1 ? "it" : "them"} again, give the same flags with --out ${out} --retry-errors.`,
    );
  if (flags.json)
    print({
      type: "eval_end",
      tasks: facts.tasks.length,
      episodes: results.length,
      successes: results.filter(({ verdict }) => verdict?.success).length,
      out,
    });
  process.exitCode = interrupted ? 130 : left > 0 || notRun > 0 ? 1 : 0;
};

/** Makes the report of a sweep's folder, and shows its table. */
const showReport = async (folder: string, json: boolean, whole = true): Promise<void> => {
  const report = await writeReport(folder);
  if (json) {
    if (whole) print(report);
    return;
  }
  process.stdout.write(reportTable(report, { width: process.stdout.columns || 100 }));
  const shown = relative(process.cwd(), folder) || ".";
  const path = shown.startsWith("..") ? folder : shown;
  process.stdout.write(
    `\n${path}/${sweepFiles.page} has the plots and every episode, ${sweepFiles.report} the numbers.\n`,
  );
};

const showComparison = async (folder: string, against: string, json: boolean): Promise<void> => {
  const comparison = await compareSweeps(folder, against);
  if (json) print(comparison);
  else process.stdout.write(comparisonTable(comparison));
};

const listTasks = (tasks: readonly TaskFacts[], json: boolean): void => {
  if (json) {
    for (const { oracle: _, ...task } of tasks) print({ type: "task", ...task });
    return;
  }
  const columns = [
    { title: "TASK" },
    { title: "CATEGORY" },
    { title: "LEVEL", right: true },
    { title: "GOES WRONG", widest: 24 },
    { title: "INSTRUCTION (SEED 1)", widest: 90 },
  ];
  process.stdout.write(
    table(
      columns,
      tasks.map(({ id, category, level, perturbations, instruction }) => [
        id,
        category,
        String(level),
        perturbations.join(", "),
        instruction,
      ]),
    ),
  );
  process.stdout.write(`\n${tasks.length} task${tasks.length === 1 ? "" : "s"}\n`);
};
