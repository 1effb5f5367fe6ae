import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { createExecutor } from "../../bridge/executor/executor.ts";
import { preparePython } from "../../bridge/executor/python-env.ts";
import type { CallHandler } from "../../bridge/executor/types.ts";

/*
 * Executor against ipykernel through jupyter_client (what CodeAct's own demo used), and a primitive call against a
 * bare echo over a pipe. Prints ratios of what was measured in one run. Run: npx tsx test/bench/executor.ts
 */
const STARTS = 10;
const ACTIONS = 500;
const CALLS = 20_000;
const CODE = "x = 1 + 1\nx";

const root = mkdtempSync(join(tmpdir(), "codeact-bench-"));
const quantile = (values: number[], q: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? Number.NaN;
const row = (what: string, values: number[], unit: string): void => {
  const [p50, p99] = [quantile(values, 0.5), quantile(values, 0.99)].map((value) => value.toFixed(3));
  process.stdout.write(`${what.padEnd(44)} p50 ${p50} ${unit}, p99 ${p99} ${unit}\n`);
};
const ratio = (what: string, value: number, goal: string): void => {
  process.stdout.write(`${what.padEnd(44)} ${value.toFixed(2)}×  (goal: ${goal})\n`);
};

const pose = { position: [0.4, 0.1, 0.3], orientation: [1, 0, 0, 0], frame_id: "base_link" };
const onCall: CallHandler = async () => pose;

const measureOwn = async (python: string) => {
  const open = () =>
    createExecutor({ python, workDir: join(root, "work"), sandbox: "none", onCall, emit: () => {} });
  const run = { turn: 0, by: "person", timeoutS: 300 } as const;
  const starts: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    const begun = performance.now();
    const executor = await open();
    await executor.execute(CODE, run);
    starts.push(performance.now() - begun);
    await executor.close();
  }
  const executor = await open();
  const actions: number[] = [];
  for (let i = 0; i < ACTIONS; i++) {
    const begun = performance.now();
    await executor.execute(CODE, run);
    actions.push(performance.now() - begun);
  }
  const timed = `import time\nspent = []\nfor _ in range(${CALLS}):\n    t = time.perf_counter()\n    arm.pose()\n    spent.append((time.perf_counter() - t) * 1e6)\nprint(spent)`;
  const { output } = await executor.execute(timed, run);
  await executor.close();
  return { starts, actions, calls: (JSON.parse(output) as number[]).slice(CALLS / 10) };
};

/** The least that a call can be: the same JSON lines to Node and back over the same pipes, checked by nobody. */
const measureEcho = async (python: string): Promise<number[]> => {
  const code = `
import os, time, json
call = {"t": "call", "id": 1, "name": "arm.pose", "params": {"frame_id": "base_link"}, "line": 4}
spent = []
for _ in range(${CALLS}):
    t = time.perf_counter()
    os.write(4, json.dumps(call).encode() + b"\\n")
    json.loads(os.read(3, 65536))
    spent.append((time.perf_counter() - t) * 1e6)
print(json.dumps(spent))
`;
  const process = execa(python, ["-I", "-u", "-c", code], {
    stdio: ["ignore", "pipe", "inherit", "pipe", "pipe"],
    buffer: { fd3: false, fd4: false },
    maxBuffer: 1e9,
  });
  const streams = process.stdio as unknown as [
    null,
    null,
    null,
    NodeJS.WritableStream,
    NodeJS.ReadableStream,
  ];
  streams[4].on("data", (line: Buffer) => {
    const { id } = JSON.parse(line.toString());
    streams[3].write(`${JSON.stringify({ t: "return", id, value: pose })}\n`);
  });
  return (JSON.parse(String((await process).stdout)) as number[]).slice(CALLS / 10);
};

/** A kernel is driven by jupyter_client in Python, as notebooks and the paper's demo do. */
const driver = `
import json, time
from jupyter_client import KernelManager
STARTS, ACTIONS, CODE = ${STARTS}, ${ACTIONS}, ${JSON.stringify(CODE)}
def start():
    manager = KernelManager(); manager.start_kernel()
    client = manager.client(); client.start_channels(); client.wait_for_ready()
    return manager, client
def run(client):
    client.execute_interactive(CODE, output_hook=lambda message: None)
starts, actions = [], []
for _ in range(STARTS):
    t = time.perf_counter(); manager, client = start(); run(client); starts.append((time.perf_counter() - t) * 1e3)
    client.stop_channels(); manager.shutdown_kernel(now=True)
manager, client = start()
for _ in range(ACTIONS):
    t = time.perf_counter(); run(client); actions.append((time.perf_counter() - t) * 1e3)
client.stop_channels(); manager.shutdown_kernel(now=True)
print(json.dumps({"starts": starts, "actions": actions}))
`;

const measureKernel = async (python: string): Promise<{ starts: number[]; actions: number[] } | string> => {
  const venv = join(root, "venv");
  const kernelPython = join(venv, "bin", "python");
  const made = await execa(python, ["-m", "venv", venv], { reject: false, timeout: 120_000 });
  if (made.failed || !existsSync(kernelPython)) return "no virtual environment could be made";
  const install = [
    "-m",
    "pip",
    "install",
    "-q",
    "--retries",
    "1",
    "--timeout",
    "15",
    "ipykernel",
    "jupyter_client",
  ];
  const installed = await execa(kernelPython, install, { reject: false, timeout: 300_000 });
  if (installed.failed) return "ipykernel and jupyter_client could not be installed";
  const file = join(root, "driver.py");
  writeFileSync(file, driver);
  const { stdout } = await execa(kernelPython, [file], { timeout: 300_000 });
  return JSON.parse(stdout);
};

try {
  const { python } = await preparePython({ progress: (line) => process.stderr.write(`${line}\n`) });
  const base = execFileSync(python, ["-c", "import sys; print(sys._base_executable)"], {
    encoding: "utf8",
  }).trim();
  const own = await measureOwn(python);
  row("executor: start and first action", own.starts, "ms");
  row("executor: action `x = 1 + 1; x`", own.actions, "ms");
  const echo = await measureEcho(python);
  row("executor: primitive call arm.pose()", own.calls, "µs");
  row("bare pipe echo of the same JSON", echo, "µs");
  ratio("primitive call / pipe echo, p50", quantile(own.calls, 0.5) / quantile(echo, 0.5), "2 or less");
  ratio("primitive call / pipe echo, p99", quantile(own.calls, 0.99) / quantile(echo, 0.99), "2 or less");
  const kernel = await measureKernel(base);
  if (typeof kernel === "string") process.stdout.write(`ipykernel: skipped, ${kernel}\n`);
  else {
    row("ipykernel: start and first action", kernel.starts, "ms");
    row("ipykernel: action `x = 1 + 1; x`", kernel.actions, "ms");
    ratio(
      "start: ipykernel / executor, p50",
      quantile(kernel.starts, 0.5) / quantile(own.starts, 0.5),
      "10 or more",
    );
    ratio(
      "action: ipykernel / executor, p50",
      quantile(kernel.actions, 0.5) / quantile(own.actions, 0.5),
      "10 or more",
    );
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
