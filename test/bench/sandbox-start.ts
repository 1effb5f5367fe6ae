import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { createExecutor } from "../../bridge/executor/executor.ts";
import { preparePython } from "../../bridge/executor/python-env.ts";
import { probeLevels } from "../../bridge/executor/sandbox/probe.ts";
import type { SandboxLevel } from "../../bridge/protocol/index.ts";
import { median, quantile, report } from "./report.ts";

/*
 * The start of an interpreter at each sandbox level that there is, until it is ready, against one without a sandbox and
 * against `python -c pass`. In turns, so that all meet the same machine.
 */
const ROUNDS = 30;

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

const { python } = await preparePython({ progress: (line) => process.stderr.write(`${line}\n`) });
const { available, unavailable } = await probeLevels(python);
for (const { level, why } of unavailable) process.stdout.write(`${level}: skipped, ${why}\n`);
const workDir = await mkdtemp(join(tmpdir(), "codeact-bench-"));
const open = (sandbox: SandboxLevel) =>
  createExecutor({ python, workDir, sandbox, onCall: async () => null, emit: () => {} });
const bare: number[] = [];
const starts = new Map<SandboxLevel, number[]>(available.map((level) => [level, []]));
try {
  for (const level of available) await (await open(level)).close(); // fills the work folder and the disk cache
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await timed(() => execa(python, ["-I", "-c", "pass"])));
    for (const [level, times] of starts) {
      const start = performance.now();
      const executor = await open(level);
      times.push(performance.now() - start);
      await executor.close();
    }
  }
} finally {
  await rm(workDir, { recursive: true, force: true });
}

const none = median(starts.get("none") ?? []);
const spread = (times: readonly number[]): string =>
  `p50 ${median(times).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms here`;
report(
  "interpreter without a sandbox against `python -c pass`",
  none / median(bare),
  "none set",
  `python alone ${spread(bare)}`,
);
for (const [level, times] of starts)
  if (level !== "none")
    report(
      `interpreter at ${level} against one without a sandbox`,
      median(times) / none,
      "1.5 or less",
      spread(times),
    );
