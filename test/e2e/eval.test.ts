import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import type { EvalResult } from "../../bridge/protocol/index.ts";
import { rounds } from "../rounds.ts";
import { cliCommand, runCli } from "./cli.ts";
import { startCodeActAgent } from "./codeactagent-endpoint.ts";

/** One of each category but long_horizon, which takes as long as all of these; those that take the least time. */
const SPREAD = [
  "inspect-between",
  "moved-plate",
  "examine-in-light",
  "under-the-cup",
  "not-there",
  "the-container",
  "put-what-is-moved",
  "half-way-to-the-plate",
  "more-cubes-or-cylinders",
  "point-the-bar-at-the-ball",
].slice(0, rounds(10, "tasks of the oracle"));
/** Wall time of a sweep here on a machine that has much else to do. */
const TIMEOUT_MS = 300_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-eval-"));
});

type Result = EvalResult & { type: string };

/** Runs a sweep to its end; what came of each episode, by the name of its task. */
const evaluated = async (...args: string[]) => {
  const run = await runCli(["eval", "--json", "--seed-list", "1", ...args], { timeoutMs: TIMEOUT_MS });
  const results = run.events.filter(({ type }) => type === "eval_result") as unknown as Result[];
  const successes = new Map(results.map((result) => [result.job.task, result.verdict?.success]));
  return { ...run, results, successes, end: run.events.at(-1) };
};

const outOf = (name: string): string => join(folder, name);
const withoutEpisodes = (name: string): string[] => ["--out", outOf(name), "--no-episodes"];

describe("eval: planners that need no model prove the benchmark", { timeout: TIMEOUT_MS }, () => {
  it("the oracle does tasks of every category, two at a time", async () => {
    const { results, end, exitCode, stderr } = await evaluated(
      "--planner",
      "oracle",
      "--tasks",
      SPREAD.join(","),
      "--jobs",
      "2",
      ...withoutEpisodes("oracle"),
    );
    const failed = results.filter(({ verdict }) => !verdict?.success);
    expect(
      failed.map(({ job, summary, verdict }) => [job.task, summary, verdict]),
      stderr,
    ).toEqual([]);
    const tasks = SPREAD.length;
    expect(end).toMatchObject({ type: "eval_end", tasks, episodes: tasks, successes: tasks });
    expect(exitCode).toBe(0);
    expect(existsSync(join(outOf("oracle"), "report.html"))).toBe(true);
  });

  it("doing nothing and doing anything do nothing", async () => {
    for (const planner of ["null", "random"]) {
      const { results, exitCode } = await evaluated(
        "--planner",
        planner,
        "--tasks",
        "inspect-between",
        ...withoutEpisodes(planner),
      );
      expect(results.map(({ verdict, outcome }) => [verdict?.success, outcome])).toEqual([
        [false, "finished"],
      ]);
      expect(exitCode).toBe(0); // it was measured
    }
  });

  it("the oracle's motions without its eyes do where nothing goes wrong, and fail where something does", async () => {
    const { successes, results } = await evaluated(
      "--planner",
      "open-loop",
      "--tasks",
      "moved-plate,pick-ball",
      "--jobs",
      "2",
      ...withoutEpisodes("open-loop"),
    );
    expect(Object.fromEntries(successes)).toEqual({ "moved-plate": false, "pick-ball": true });
    for (const { primitive_calls, turns } of results) {
      expect(turns).toBe(1);
      expect(primitive_calls).toBeGreaterThan(3);
    }
  });

  it("an error at first is mended, by calls in JSON as by code", async () => {
    const { results } = await evaluated(
      "--planner",
      "self-debug",
      "--tasks",
      "pick-ball",
      "--mode",
      "json",
      ...withoutEpisodes("self-debug"),
    );
    expect(results).toMatchObject([{ job: { mode: "json" }, outcome: "finished", errors: 1, turns: 3 }]);
    expect(results[0]?.verdict?.success).toBe(true);
  });
});

describe("eval: a model behind an endpoint", { timeout: TIMEOUT_MS }, () => {
  it("such as CodeActAgent's, with 4k tokens and without its stop strings, is measured and paid for", async () => {
    const answered = new Map<string, number>();
    const agent = await startCodeActAgent((said) => {
      // The conversation is condensed, so that the turn does not show in it.
      const instruction = said.split("\n", 1)[0] ?? "";
      const turn = (answered.get(instruction) ?? 0) + 1;
      answered.set(instruction, turn);
      const act = (code: string): string =>
        `<thought>Let me see.</thought>\n<execute>\n${code}\n</execute>\nObservation: done!`;
      if (turn === 1) return act('for i in range(200):\n    print("What is on the table?", scene.objects())');
      if (turn === 2)
        return act(instruction.startsWith("Pick up") ? 'held = pick("ball")\nhelp(arm)' : "help(arm)");
      return act('finish("That is done.")');
    });
    try {
      const { results, end, stderr } = await evaluated(
        "--model",
        "CodeActAgent",
        "--base-url",
        agent.baseUrl,
        "--price",
        "1,2",
        "--tasks",
        "pick-ball,inspect-between",
        "--jobs",
        "2",
        ...withoutEpisodes("model"),
      );
      expect(end, stderr).toMatchObject({ type: "eval_end", episodes: 2, successes: 1 });
      for (const { outcome, turns, job, prompt_tokens, completion_tokens, cost } of results) {
        expect({ outcome, turns, model: job.model }).toEqual({
          outcome: "finished",
          turns: 3,
          model: "CodeActAgent",
        });
        expect(cost).toBeCloseTo((prompt_tokens + 2 * completion_tokens) / 1e6, 9);
      }
      expect(agent.seen.refused).toBeGreaterThan(0);
      expect(agent.seen.longest).toBeGreaterThan(2000);
    } finally {
      agent.close();
    }
  });
});

/** What does not differ between two runs of the same sweep. */
const lasting = (name: string): unknown[] =>
  readFileSync(join(outOf(name), "results.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => ({ ...(JSON.parse(line) as EvalResult), wall_s: 0 }))
    .sort((a, b) => a.job.key.localeCompare(b.job.key));

describe("eval: a sweep that is disturbed", { timeout: TIMEOUT_MS }, () => {
  const tasks = ["inspect-between", "pick-ball"];
  const args = (name: string): string[] => [
    "eval",
    "--planner",
    "oracle",
    "--seed-list",
    "1",
    "--jobs",
    "1",
    "--tasks",
    tasks.join(","),
    "--out",
    outOf(name),
    "--json",
  ];
  /** Starts a sweep; waits until a file is begun, or a result is told. */
  const begun = async (name: string, until: (told: string) => boolean) => {
    const child = execa(process.execPath, [...cliCommand, ...args(name)], { reject: false, stdin: "ignore" });
    let told = "";
    child.stdout.on("data", (chunk: Buffer) => {
      told += chunk.toString();
    });
    await expect.poll(() => until(told), { timeout: TIMEOUT_MS, interval: 20 }).toBe(true);
    return { child };
  };
  const childrenOf = (pid: number | undefined): number[] =>
    readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number).filter(Boolean);

  it("gives the same results with a worker killed, with itself killed and taken up, and undisturbed", async () => {
    const second = join(outOf("worker-killed"), "episodes", "pick-ball_code_seed-1.mcap");
    const { child: sweep } = await begun("worker-killed", () => existsSync(second));
    const workers = childrenOf(sweep.pid);
    expect(workers).toHaveLength(1);
    for (const pid of workers) process.kill(pid, "SIGKILL");
    expect((await sweep).exitCode).toBe(0);

    const { child: killed } = await begun("killed", (told) => told.includes("eval_result"));
    killed.kill("SIGKILL");
    await killed;
    expect(lasting("killed")).toHaveLength(1);
    const rest = await runCli(args("killed"), { timeoutMs: TIMEOUT_MS });
    expect(rest.events.map(({ type }) => type)).toEqual(["eval_result", "eval_end"]);
    expect(rest.events.at(-1)).toMatchObject({ episodes: 2, successes: 2 });

    expect(lasting("killed")).toEqual(lasting("worker-killed"));
    expect(lasting("killed")).toMatchObject(
      tasks.map((task) => ({ job: { task }, verdict: { success: true } })),
    );
    for (const name of ["killed", "worker-killed"])
      expect((await readdir(join(outOf(name), "episodes"))).sort()).toEqual(
        tasks.map((task) => `${task}_code_seed-1.mcap`),
      );
  });

  it("ends at Ctrl-C with 130, and says how to go on", async () => {
    const { child: sweep } = await begun("stopped", () =>
      existsSync(join(outOf("stopped"), "episodes", "inspect-between_code_seed-1.mcap")),
    );
    sweep.kill("SIGINT");
    const { exitCode, stderr } = await sweep;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/[12] of 2 episodes are not run: stopped/);
    expect(stderr).toContain(`To go on, give the same flags with --out ${outOf("stopped")}`);
  });
});

describe("eval: wrong use", { timeout: TIMEOUT_MS }, () => {
  it("says in a line what is missing, and lists the tasks", async () => {
    const [nobody, list, report] = await Promise.all([
      runCli(["eval"]),
      runCli(["eval", "--list", "--json", "--tasks", "atomic,perturbed"]),
      runCli(["eval", "--report", join(folder, "nothing")]),
    ]);
    expect(nobody).toMatchObject({ exitCode: 2, stdout: "" });
    expect(nobody.stderr).toMatch(
      /^codeact-ros: Say what is to be measured: --model NAME.*--planner oracle\.$/,
    );
    expect(list.exitCode).toBe(0);
    expect(list.events.length).toBeGreaterThanOrEqual(28);
    expect(list.events[0]).toMatchObject({ type: "task", category: "atomic", level: 1, perturbations: [] });
    expect(list.stdout).not.toContain("oracle");
    expect(report.exitCode).toBe(2);
    expect(report.stderr).toMatch(/no sweep/);
  });
});
