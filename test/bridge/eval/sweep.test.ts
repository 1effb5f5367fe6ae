import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeEach, describe, expect, it } from "vitest";
import { readResults } from "../../../bridge/eval/results-file.ts";
import { runSweep, type SweepOptions } from "../../../bridge/eval/sweep.ts";
import type { EvalResult } from "../../../bridge/protocol/index.ts";
import { factsOf, resultOf, settingsOf, worldOf } from "./sweep-parts.ts";

const program = pathToFileURL(join(import.meta.dirname, "../../fixtures/eval-worker.mjs"));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-sweep-"));
});

const sweep = (tasks: readonly string[], more: Partial<SweepOptions> = {}) => {
  const out = join(folder, "sweep");
  return runSweep(worldOf(tasks), {
    out,
    facts: factsOf(tasks),
    settings: settingsOf(join(out, "episodes")),
    workers: 2,
    program,
    budget: { usd: null, tokens: null },
    retryErrors: false,
    signal: new AbortController().signal,
    onStart: () => {},
    onResult: () => {},
    ...more,
  });
};

const results = async (): Promise<Map<string, EvalResult>> => {
  const read = await readResults(join(folder, "sweep", "results.jsonl"));
  return new Map(read.results.map((result) => [result.job.task, result]));
};

const processOf = (result: EvalResult | undefined): string => /\d+/.exec(result?.summary ?? "")?.[0] ?? "";

describe("a sweep", () => {
  it("keeps a result of every job, run by as many processes as were asked for", async () => {
    const seen: string[] = [];
    const tasks = ["a", "b", "c", "d", "e", "f"];
    const end = await sweep(tasks, { onResult: ({ job }) => seen.push(job.task) });
    expect(end).toMatchObject({ left: 0, why: "" });
    expect(seen.sort()).toEqual(tasks);
    const kept = await results();
    expect([...kept.keys()].sort()).toEqual(tasks);
    expect(new Set([...kept.values()].map(processOf)).size).toBeLessThanOrEqual(2);
  });

  it("gives the job of a worker that died to a new one, once", async () => {
    await sweep(["a", "dies-once", "b"], { workers: 1 });
    const kept = await results();
    expect(kept.get("dies-once")?.outcome).toBe("finished");
    expect(processOf(kept.get("dies-once"))).not.toBe(processOf(kept.get("a")));
    expect(processOf(kept.get("b"))).toBe(processOf(kept.get("dies-once")));
  });

  it("makes an error of a job whose workers all die, says how, and goes on", async () => {
    const end = await sweep(["dies-always", "babbles", "a"], { workers: 1 });
    expect(end.left).toBe(0);
    const kept = await results();
    expect(kept.get("dies-always")).toMatchObject({ outcome: "error", verdict: null });
    expect(kept.get("dies-always")?.summary).toMatch(/tried twice: .*exit code 3: out of luck/);
    expect(kept.get("babbles")?.summary).toContain("no result");
    expect(kept.get("a")?.outcome).toBe("finished");
  });

  it("stops between episodes, ends its workers, and goes on later where it was", async () => {
    const abort = new AbortController();
    const tasks = ["a", "never-ends", "b"];
    const first = await sweep(tasks, {
      workers: 1,
      signal: abort.signal,
      onResult: () => setImmediate(() => abort.abort()),
    });
    expect(first).toMatchObject({ left: 2, why: "stopped" });
    let before: readonly EvalResult[] = [];
    const again = new AbortController();
    const second = sweep(tasks, {
      signal: again.signal,
      onStart: (_, earlier) => (before = earlier),
      onResult: () => again.abort(),
    });
    expect((await second).left).toBe(1);
    expect(before.map(({ job }) => job.task)).toEqual(["a"]);
    expect([...(await results()).keys()]).toEqual(["a", "b"]);
  });

  it("begins no more episodes than its budget pays for, and says so", async () => {
    const end = await sweep(["a", "b", "c", "d"], { workers: 1, budget: { usd: 1, tokens: null } });
    expect(end.left).toBe(2);
    expect(end.why).toContain("budget of $1");
  });

  it("goes on after a crash that cut its last line off, and runs errors again when asked to", async () => {
    await sweep(["a", "dies-always"], { workers: 1 });
    const path = join(folder, "sweep", "results.jsonl");
    const whole = await readFile(path, "utf8");
    await writeFile(path, whole.slice(0, -20));
    const again = await sweep(["a", "dies-always"]);
    expect(again.results.map(({ job }) => job.task)).toEqual(["a", "dies-always"]);
    expect((await results()).size).toBe(2);
    const ran: string[] = [];
    await sweep(["a", "dies-always"], { retryErrors: true, onResult: ({ job }) => ran.push(job.task) });
    expect(ran).toEqual(["dies-always"]);
    expect((await readResults(path)).results).toHaveLength(2);
  });

  it("refuses a folder of another sweep, of something else, and one that is being written to", async () => {
    await sweep(["a"]);
    await expect(sweep(["a", "b"])).rejects.toThrow(/holds another sweep: its tasks are a, not a,b/);
    await expect(sweep(["a"], { facts: factsOf(["a"], { planner: "null", model: "null" }) })).rejects.toThrow(
      /its planner is oracle, not null/,
    );
    await expect(sweep(["a"], { facts: factsOf(["a"], { max_turns: 3 }) })).rejects.toThrow(/max turns/);
    await writeFile(join(folder, "sweep", "sweep.lock"), String(process.ppid));
    await expect(sweep(["a"])).rejects.toThrow(`Process ${process.ppid} runs the sweep`);
    const other = join(folder, "other");
    await sweep(["a"], { out: other }); // makes it
    await writeFile(join(folder, "notes.txt"), "");
    await expect(sweep(["a"], { out: folder })).rejects.toThrow(/and no sweep/);
  });

  it("names the line of its results that it cannot read", async () => {
    await sweep(["a"]);
    const path = join(folder, "sweep", "results.jsonl");
    const [job] = [...(await results()).values()].map((result) => result.job);
    if (!job) throw new Error("no result");
    await writeFile(path, `${JSON.stringify(resultOf(job))}\n{"job": 1}\n`);
    await expect(sweep(["a"])).rejects.toThrow(/Line 2 of .*results\.jsonl/);
  });
});
