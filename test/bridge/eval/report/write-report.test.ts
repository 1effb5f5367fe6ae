import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareSweeps, comparisonTable } from "../../../../bridge/eval/report/compare-sweeps.ts";
import { makeReport } from "../../../../bridge/eval/report/make-report.ts";
import { reportPage } from "../../../../bridge/eval/report/page/report-page.ts";
import { reportTable } from "../../../../bridge/eval/report/report-table.ts";
import { writeReport } from "../../../../bridge/eval/report/write-report.ts";
import { type EvalResult, SweepReport, sweepFiles } from "../../../../bridge/protocol/index.ts";
import { facts, made, madeSweep, verdict } from "./made-results.ts";

const sweep = madeSweep(["code", "json", "text"], [1]);
const sweepReport = makeReport(facts(sweep), sweep);

const sweepFolder = async (results: readonly EvalResult[], lines: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "codeact-report-"));
  await writeFile(join(folder, sweepFiles.facts), JSON.stringify(facts(results)));
  await writeFile(join(folder, sweepFiles.results), lines);
  return folder;
};

const jsonl = (results: readonly EvalResult[]): string =>
  results.map((result) => `${JSON.stringify(result)}\n`).join("");

const HOSTILE = `<script>alert(1)</script>"><img src=x onerror='alert(1)'>\u001b[31m\u202egnol\u0000`;
const hostile: EvalResult[] = [
  made({ task: "ok" }),
  made(
    { task: "bad", mode: "json", success: false },
    {
      job: {
        key: HOSTILE,
        task: `bad${HOSTILE}`,
        seed: 1,
        mode: `json${HOSTILE}`,
        planner: "model",
        model: HOSTILE,
      },
      summary: HOSTILE,
      verdict: verdict(false, { goals: [{ name: HOSTILE, score: 0, detail: HOSTILE.repeat(50) }] }),
      episode: "it's <b>&.mcap",
    },
  ),
  made({ task: "away", success: false }, { episode: "../../../etc/passwd" }),
];

describe("reading a sweep", () => {
  it("leaves out a line that a crash cut off and says so, and counts a key once, the last", async () => {
    const again = made({ task: "a", success: false });
    const results = [made({ task: "a" }), made({ task: "b" }), again];
    const whole = jsonl(results);
    const folder = await sweepFolder(results, whole + JSON.stringify(made({ task: "c" })).slice(0, 200));
    const report = await writeReport(folder);
    expect(report.conditions[0]?.numbers).toMatchObject({ episodes: 2, succeeded: 1 });
    expect(report.notes).toEqual([
      "The last line of results.jsonl was cut off and is left out.",
      "1 episode was written twice; the last counts.",
    ]);
    const stored: unknown = JSON.parse(await readFile(join(folder, sweepFiles.report), "utf8"));
    expect(SweepReport.parse(stored)).toEqual(report);
    expect(await readFile(join(folder, sweepFiles.page), "utf8")).toContain("was cut off");
  });

  it("leaves out lines that are no results and names them", async () => {
    const results = [made({ task: "a" }), made({ task: "b" })];
    const folder = await sweepFolder(
      results,
      `${jsonl(results.slice(0, 1))}{"turns":1}\n${jsonl(results.slice(1))}`,
    );
    const { notes, episodes } = await writeReport(folder);
    expect(episodes).toHaveLength(2);
    expect(notes.join()).toMatch(/1 line of results\.jsonl is no result and left out \(line 2: job/);
  });

  it("writes a report of a sweep in which nothing has ended yet", async () => {
    const folder = await sweepFolder([made({ task: "a" })], "");
    const report = await writeReport(folder);
    expect(report.conditions).toEqual([]);
    expect(reportTable(report, { width: 80 })).toContain("1 of 1 episodes are not there yet");
    expect(await readFile(join(folder, sweepFiles.page), "utf8")).toContain("No episode has ended yet");
  });

  it("says what a folder lacks that is no sweep", async () => {
    const folder = await mkdtemp(join(tmpdir(), "codeact-report-"));
    await expect(writeReport(folder)).rejects.toThrow(/no sweep: it has no sweep\.json/);
  });
});

describe("two sweeps", () => {
  it("are compared over the tasks and seeds that both have, mode by mode", async () => {
    const before = [made({ task: "a", success: false }), made({ task: "b" }), made({ task: "c" })];
    const after = [made({ task: "a" }, { actions: 2 }), made({ task: "b" }, { actions: 2 })];
    const [plain, skilled] = [
      await sweepFolder(before, jsonl(before)),
      await sweepFolder(after, jsonl(after)),
    ];
    const comparison = await compareSweeps(skilled, plain);
    expect(comparison.first).toBe(basename(skilled));
    expect(comparison.differences).toHaveLength(1);
    expect(comparison.differences[0]).toMatchObject({
      mode: "code",
      numbers: { pairs: 2, success: { value: 0.5 }, actions: { value: -0.5 } },
    });
    expect(comparisonTable(comparison)).toMatch(/^code +2 +\+50\.0/m);
  });

  it("that have nothing in common are not", async () => {
    const [one, other] = [[made({ task: "a" })], [made({ task: "a", mode: "text" })]];
    const folders = [await sweepFolder(one, jsonl(one)), await sweepFolder(other, jsonl(other))] as const;
    await expect(compareSweeps(...folders)).rejects.toThrow(/no mode, task and seed in common/);
  });
});

describe("the table for the terminal", () => {
  it("has a row a mode, differences and categories, within the width", () => {
    for (const width of [48, 72, 100, 200]) {
      const lines = reportTable(sweepReport, { width }).split("\n");
      expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(Math.min(100, width));
      expect(lines.some((line) => /^code +.*\d %/.test(line))).toBe(true);
      expect(lines.some((line) => /^household perturbed +6 +\d/.test(line))).toBe(true);
      expect(lines.some((line) => /^code − json +132 +[+−\d]/.test(line))).toBe(true);
    }
  });

  it("keeps a model's control characters off the terminal", () => {
    const text = reportTable(makeReport(facts(hostile, { model: HOSTILE }), hostile), { width: 100 });
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe("the page", () => {
  it("writes the words of models and tasks as text, and links only to files of the sweep", () => {
    const text = reportPage(makeReport(facts(hostile, { model: HOSTILE }), hostile), { folder: "my sweep" });
    expect(text).not.toMatch(/<script|<img|onerror=[^&]*'/i);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(text).toContain(`href="episodes/ok--1--code.mcap"`);
    expect(text).toContain(`href="episodes/it&#39;s%20%3Cb%3E%26.mcap"`);
    expect(text).toContain("npx codeact-ros replay &#39;my sweep/episodes/ok--1--code.mcap&#39;");
    expect(text).not.toContain("passwd");
  });

  const page = reportPage(sweepReport, { folder: "." });

  it("needs nothing from elsewhere", () => {
    expect(page).not.toMatch(/https?:|\bsrc=|@import|url\(/);
    expect(page).toContain("default-src 'none'");
  });

  it("has the episodes behind each link", () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(40);
    expect(links.filter((id) => !ids.has(id))).toEqual([]);
  });

  it("stays of a size that opens, for very many episodes, and shows failures first", () => {
    const one = madeSweep(["code", "json", "text"], [1, 2]);
    const results = Array.from({ length: 13 }, (_, i) => i).flatMap((i) =>
      one.map((result) => ({
        ...result,
        job: { ...result.job, key: `${i}-${result.job.key}`, seed: 10 * i + result.job.seed },
      })),
    );
    expect(results.length).toBeGreaterThan(10_000);
    const report = makeReport(facts(results), results);
    const text = reportPage(report, { folder: "." });
    expect(text.length).toBeLessThan(3_000_000);
    expect(text).toMatch(/more episodes in report\.json/);
    const shown = text.slice(
      text.indexOf('id="list-household-2"'),
      text.indexOf('id="list-household_perturbed-0"'),
    );
    expect(shown).toContain("chip bad");
    expect(shown).not.toContain("chip good");
  });
});
