import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { isAlive, python } from "./harness.ts";

/** A bridge of its own, in a process that can be killed, whose program goes on for ever. */
const bridge = (program: string, sandbox: string): string => `
import { createExecutor } from "./dist/bridge/executor/executor.js";
import { mkdtempSync } from "node:fs";
const workDir = mkdtempSync("/tmp/codeact-test-");
const emit = (event) => { if (event.type === "output") process.stdout.write(event.text); };
const executor = await createExecutor({ python: ${JSON.stringify(python)}, workDir, sandbox: ${JSON.stringify(sandbox)}, onCall: async () => null, emit });
await executor.execute(${JSON.stringify(program)}, { turn: 1, by: "person", timeoutS: 100 });
`;

const startsAnother =
  "import os, subprocess\nchild = subprocess.Popen(['sleep', '1000'])\nprint(os.getpid(), child.pid, flush=True)\n";
const alone = "import os\nprint(os.getpid(), os.getpid(), flush=True)\n";
const ignores =
  "import signal\nfor s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP): signal.signal(s, signal.SIG_IGN)\n";
const busy = "while True: pass";

describe.each([
  ["none", "a busy program and what it started", startsAnother + busy],
  ["none", "a program that ignores all signals, and what it started", ignores + startsAnother + busy],
  ["none", "one long call in C, and what it started", `${startsAnother}sum(range(10**12))`],
  ["auto", "a busy program", alone + busy],
  ["auto", "a program that ignores all signals", ignores + alone + busy],
] as const)("at sandbox level %s %s", (level, _what, program) => {
  it.each(["SIGKILL", "SIGTERM"] as const)("ends when the bridge is ended by %s", async (signal) => {
    const root = new URL("../../..", import.meta.url).pathname;
    const node = spawn(process.execPath, ["--input-type=module", "-e", bridge(program, level)], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface({ input: node.stdout }), "line")) as [string];
    let pids = line.split(" ").map(Number);
    // In a namespace of its own a process does not know its number outside; it is a descendant of the bridge's.
    if (level === "auto") pids = descendants(node.pid ?? 0);
    expect(pids.length).toBeGreaterThan(0);
    expect(pids.map(isAlive)).toEqual(pids.map(() => true));
    node.kill(signal);
    await expect.poll(() => pids.map(isAlive), { timeout: 10_000 }).toEqual(pids.map(() => false));
  });
});

/** Processes that one started, and those that they did. */
const descendants = (pid: number): number[] => {
  const all = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = all.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
  // ps itself is one of the test's, not of the bridge's.
  return children.flatMap((child) => [child, ...descendants(child)]);
};
