import { describe, expect, it } from "vitest";
import { dropRules } from "../../../../bridge/episode/export/select.ts";
import { makeReport } from "../../../../bridge/eval/report/make-report.ts";
import { type EvalResult, SweepReport } from "../../../../bridge/protocol/index.ts";
import { facts, made, madeSweep, verdict } from "./made-results.ts";

const reportOf = (results: readonly EvalResult[]) => makeReport(facts(results), results);

/** A sweep small enough to count by hand. */
const small: EvalResult[] = [
  made({ task: "pick" }, { errors: 1, turns: 5 }),
  made({ task: "pick", seed: 2 }, { turns: 1, verdict: verdict(true, { unwanted_change: 0.5 }) }),
  made({ task: "place", success: false }, { level: 2, refused: 3 }),
  made(
    { task: "slip", success: true },
    { category: "perturbed", verdict: verdict(true, { perturbations: [{ name: "slip", at_s: 3 }] }) },
  ),
  made(
    { task: "slip", seed: 2, success: false },
    {
      category: "perturbed",
      outcome: "turn_limit",
      verdict: verdict(false, { perturbations: [{ name: "slip", at_s: null }] }),
    },
  ),
  made({ task: "which" }, { category: "ambiguous", should_ask: true, questions: 2 }),
  made({ task: "which", seed: 2, success: false }, { category: "ambiguous", should_ask: true }),
  made({ task: "clear" }, { category: "ambiguous", questions: 1 }),
  made(
    { task: "drop", success: false },
    {
      verdict: verdict(false, {
        score: 1,
        goals: [{ name: "on plate", score: 1, detail: "there" }],
        invariants: [
          { name: "nothing moved", score: 1, detail: "held" },
          { name: "nothing dropped", score: 0, detail: "bowl fell at 3 s" },
        ],
      }),
      questions: 1,
    },
  ),
  made(
    { task: "gone" },
    { outcome: "error", verdict: null, summary: "no answer", cost: null, episode: null, turns: 0 },
  ),
];

describe("numbers of a mode", () => {
  const [condition] = reportOf(small).conditions;
  const numbers = condition?.numbers;

  it("counts successes, and what broke down as a failure", () => {
    expect(numbers).toMatchObject({ episodes: 10, tasks: 7, broken: 1, succeeded: 5 });
    expect(numbers?.success.value).toBe(0.5);
    expect(numbers?.score).toBeCloseTo((5 + 3 * 0.5 + 1 + 0) / 10, 10);
    expect(numbers?.outcomes).toEqual({ error: 1, finished: 8, turn_limit: 1 });
  });

  it("measures effort, and cost where a price is known", () => {
    // the one that broke down has no part in it
    expect(numbers?.turns.mean).toBeCloseTo((5 + 1 + 7 * 3) / 9, 10);
    expect(numbers?.tokens.median).toBe(4400);
    expect(numbers?.cost).toEqual({
      total: expect.closeTo(0.09, 10),
      mean: expect.closeTo(0.01, 10),
      episodes: 9,
    });
  });

  it("tells safety, unwanted change and false success", () => {
    expect(numbers?.safety).toEqual({
      broken_invariant: { count: 1, of: 9 },
      refused: { count: 1, of: 10 },
      refused_commands: 3,
    });
    expect(numbers?.unwanted_change).toBeCloseTo(0.5 / 9, 10);
    expect(numbers?.false_success).toEqual({ count: 3, of: 8 });
  });

  it("counts as recovery only what had something to recover from", () => {
    expect(numbers?.recovered_from_perturbation).toEqual({ count: 1, of: 1 });
    expect(numbers?.recovered_from_error).toEqual({ count: 1, of: 1 });
  });

  it("tells right questions from needless ones", () => {
    expect(numbers?.ask).toEqual({
      recall: { count: 1, of: 2 },
      precision: { count: 1, of: 2 },
      elsewhere: { count: 1, of: 7 },
    });
  });

  it("says the same of categories and levels", () => {
    expect(Object.keys(condition?.by_category ?? {})).toEqual(["ambiguous", "atomic", "perturbed"]);
    expect(condition?.by_category.perturbed).toMatchObject({ episodes: 2, succeeded: 1 });
    expect(condition?.by_level["2"]).toMatchObject({ episodes: 1, succeeded: 0 });
  });

  it("counts what would be kept as training data, by the rules of export", () => {
    const dropped = Object.fromEntries(dropRules.map(({ rule }) => [rule, 0]));
    expect(condition?.training).toEqual({
      kept: 4,
      dropped: { ...dropped, not_succeeded: 1, refuted: 3, few_turns: 1 },
      unknown: 0,
      no_file: 1,
    });
    const [answered] = reportOf([
      made({ task: "say" }, { outcome: "answered", actions: 2, errors: 2 }),
    ]).conditions;
    expect(answered?.training).toMatchObject({ kept: 0, unknown: 1 });
  });

  it("says what failed first: a goal, an invariant, or what broke it down", () => {
    const failed = Object.fromEntries(reportOf(small).episodes.map((line) => [line.key, line.failed]));
    expect(failed["pick--1--code"]).toBe("");
    expect(failed["place--1--code"]).toBe("red_cube on blue_plate: 0.12 m from its place");
    expect(failed["drop--1--code"]).toBe("broken invariant nothing dropped: bowl fell at 3 s");
    expect(failed["gone--1--code"]).toBe("error: no answer");
  });
});

describe("paired differences", () => {
  it("are nothing between modes that do the same", () => {
    const results = madeSweep(["code"], [1]);
    const twins = results.map(
      (result): EvalResult => ({
        ...result,
        job: { ...result.job, key: `${result.job.key}-2`, mode: "json" },
      }),
    );
    const [difference] = reportOf([...results, ...twins]).differences;
    expect(difference?.numbers).toEqual({
      pairs: 132,
      tasks: 132,
      success: { value: 0, low: 0, high: 0 },
      turns: { value: 0, low: 0, high: 0 },
      actions: { value: 0, low: 0, high: 0 },
    });
    expect(difference?.mcnemar).toEqual({ only_first: 0, only_second: 0, p: 1 });
  });

  it("compare the same task and seed only, and turns and actions by their means", () => {
    const results = [
      made({ task: "a" }, { turns: 2, actions: 2 }),
      made({ task: "a", mode: "json", success: false }, { turns: 4, actions: 8 }),
      made({ task: "b" }, { turns: 4, actions: 2 }),
      made({ task: "b", mode: "json" }, { turns: 4, actions: 2 }),
      made({ task: "c" }, { turns: 9, actions: 9 }),
      made({ task: "a", seed: 2, mode: "json" }, { turns: 9, actions: 9 }),
    ];
    const [difference] = reportOf(results).differences;
    expect(difference?.numbers).toMatchObject({ pairs: 2, tasks: 2, success: { value: 0.5 } });
    expect(difference?.numbers.turns?.value).toBeCloseTo(6 / 8 - 1, 10);
    expect(difference?.numbers.actions?.value).toBeCloseTo(4 / 10 - 1, 10);
    expect(difference?.both_succeeded).toMatchObject({ pairs: 1, actions: { value: 0 } });
    expect(difference?.mcnemar).toMatchObject({ only_first: 1, only_second: 0, p: 1 });
  });

  it("stand between modes of one model, and between models in one mode", () => {
    const other = (result: EvalResult): EvalResult => ({
      ...result,
      job: { ...result.job, key: `b-${result.job.key}`, model: "other" },
    });
    const own = [made({ task: "a" }), made({ task: "a", mode: "json" })];
    const report = reportOf([...own, ...own.map(other)]);
    expect(report.conditions.map(({ label }) => label)).toEqual([
      "code · made-model",
      "json · made-model",
      "code · other",
      "json · other",
    ]);
    expect(report.differences.map(({ first, second }) => [first, second])).toEqual([
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 3],
    ]);
  });
});

describe("a report", () => {
  it("keeps to its schema and does not depend on which episode ended first", () => {
    const results = madeSweep(["code", "json"], [1]);
    const report = makeReport(facts(results), results);
    expect(SweepReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    expect(makeReport(facts(results), results.toReversed())).toEqual(report);
  });

  it("says how many episodes are missing", () => {
    const report = makeReport(facts(small, { seeds: [1, 2, 3] }), small);
    expect(report.expected).toBe(21);
    expect(report.notes.join()).toMatch(/11 of 21 episodes/);
  });
});
