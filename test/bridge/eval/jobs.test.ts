import { describe, expect, it } from "vitest";
import { sweepJobs } from "../../../bridge/eval/jobs.ts";
import { selectTasks } from "../../../bridge/eval/select-tasks.ts";
import { SweepQueue } from "../../../bridge/eval/sweep-queue.ts";
import { factsOf, resultOf, taskOf } from "./sweep-parts.ts";

describe("the jobs of a sweep", () => {
  it("are every task with every seed in every mode, each under a key of its own that is a file's name", () => {
    const plan = factsOf(["a", "b-c"], { seeds: [1, 7], modes: ["code", "json-parallel"] });
    const jobs = sweepJobs(plan);
    expect(jobs).toHaveLength(8);
    expect(new Set(jobs.map(({ key }) => key)).size).toBe(8);
    for (const { key } of jobs) expect(key).toMatch(/^[\w-]+$/);
    expect(sweepJobs(plan)).toEqual(jobs);
  });

  it("are handed out while the budget lasts; what was used up before counts", async () => {
    const jobs = sweepJobs(factsOf(["a", "b", "c", "d"]));
    const [a, b, c] = jobs as [(typeof jobs)[0], (typeof jobs)[0], (typeof jobs)[0]];
    const kept: string[] = [];
    const queue = new SweepQueue({
      jobs: jobs.slice(1),
      before: [resultOf(a, { cost: 0.4 })],
      budget: { usd: 1, tokens: null },
      keep: async ({ job }) => void kept.push(job.key),
    });
    expect(await queue.next()).toBe(b);
    await queue.done(resultOf(b, { cost: 0.4 }));
    expect(await queue.next()).toBe(c);
    await queue.done(resultOf(c, { cost: 0.4 }));
    expect(await queue.next()).toBeNull();
    expect(queue.left).toBe(1);
    expect(queue.overBudget).toContain("$1 is used up");
    expect(kept).toEqual([b.key, c.key]);
  });

  it("count tokens for a budget of tokens", async () => {
    const jobs = sweepJobs(factsOf(["a", "b"]));
    const queue = new SweepQueue({
      jobs,
      before: [],
      budget: { usd: null, tokens: 110 },
      keep: async () => {},
    });
    const [a] = jobs;
    if (a) await queue.done(resultOf(a));
    expect(await queue.next()).toBeNull();
    expect(queue.overBudget).toContain("110 tokens");
  });
});

describe("the choice of tasks", () => {
  const tasks = ["pick-cube", "pick-ball", "stack-two", "stack-three"].map((id) => taskOf(id));
  it("takes ids, categories and patterns, each task once and in the benchmark's order", () => {
    expect(selectTasks(tasks, undefined)).toHaveLength(4);
    expect(selectTasks(tasks, "stack-two, pick-*,atomic")).toEqual(["pick-cube", "pick-ball", "stack-two"]);
    expect(selectTasks(tasks, "arrange")).toEqual(["stack-two", "stack-three"]);
    expect(selectTasks(tasks, "*-t*")).toEqual(["stack-two", "stack-three"]);
  });

  it("names the word that fits none, and what there is", () => {
    expect(() => selectTasks(tasks, "pick-ball,stak")).toThrow(/--tasks stak names no task.*atomic, arrange/);
    expect(() => selectTasks(tasks, "pick.ball")).toThrow("pick.ball");
    expect(() => selectTasks(tasks, " ,")).toThrow("names no task");
  });
});
