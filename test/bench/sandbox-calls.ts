import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createExecutor } from "../../bridge/executor/executor.ts";
import { preparePython } from "../../bridge/executor/python-env.ts";
import { probeLevels } from "../../bridge/executor/sandbox/probe.ts";
import type { CallHandler, Executor } from "../../bridge/executor/types.ts";
import type { SandboxLevel } from "../../bridge/protocol/index.ts";
import { median, quantile, report } from "./report.ts";

/* A primitive call from Python to the bridge and back, at each sandbox level that there is against none; in turns. */
const ROUNDS = 40;
const CALLS = 250;

const onCall: CallHandler = async () => ({
  position: [0.4, 0.1, 0.3],
  orientation: [1, 0, 0, 0],
  frame_id: "base_link",
});
const code = `
import json, time
spent = []
for _ in range(${CALLS}):
    start = time.perf_counter()
    arm.pose()
    spent.append((time.perf_counter() - start) * 1e6)
print(json.dumps([round(value, 2) for value in spent]))
`;

const { python } = await preparePython({ progress: (line) => process.stderr.write(`${line}\n`) });
const { available, unavailable } = await probeLevels(python);
for (const { level, why } of unavailable) process.stdout.write(`${level}: skipped, ${why}\n`);
const executors: { level: SandboxLevel; executor: Executor; workDir: string; rounds: number[][] }[] = [];
try {
  for (const level of available) {
    const workDir = await mkdtemp(join(tmpdir(), "codeact-bench-"));
    const executor = await createExecutor({ python, workDir, sandbox: level, onCall, emit: () => {} });
    executors.push({ level, executor, workDir, rounds: [] });
  }
  for (let round = 0; round <= ROUNDS; round++)
    for (const { executor, rounds } of executors) {
      const { output, error } = await executor.execute(code, { turn: 0, by: "person", timeoutS: 60 });
      if (error) throw new Error(error.message);
      if (round > 0) rounds.push(JSON.parse(output) as number[]); // the first is for warming up
    }
} finally {
  for (const { executor, workDir } of executors) {
    await executor.close();
    await rm(workDir, { recursive: true, force: true });
  }
}

const spread = (rounds: readonly number[][]): string =>
  `p50 ${median(rounds.flat()).toFixed(0)} µs, p99 ${quantile(rounds.flat(), 0.99).toFixed(0)} µs here`;
const none = executors.find(({ level }) => level === "none")?.rounds ?? [];
process.stdout.write(`primitive call without a sandbox: ${spread(none)}\n`);
for (const { level, rounds } of executors) {
  if (level === "none") continue;
  // Round by round, so that a busy moment of the machine counts for both.
  const ratios = rounds.map((calls, round) => median(calls) / median(none[round] ?? []));
  report(`primitive call at ${level} against none`, median(ratios), "1.1 or less", spread(rounds));
}
