import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { isAlive, python } from "./harness.ts";

/** A bridge of its own, in a process that can be killed, whose program is busy and has started another. */
const bridge = `
import { createExecutor } from "./dist/bridge/executor/executor.js";
import { mkdtempSync } from "node:fs";
const workDir = mkdtempSync("/tmp/codeact-test-");
const emit = (event) => { if (event.type === "output") process.stdout.write(event.text); };
const executor = await createExecutor({ python: ${JSON.stringify(python)}, workDir, sandbox: "none", onCall: async () => null, emit });
const code = "import os, subprocess\\nchild = subprocess.Popen(['sleep', '1000'])\\nprint(os.getpid(), child.pid, os.getpgid(0))\\nwhile True: pass";
await executor.execute(code, { turn: 1, by: "person", timeoutS: 100 });
`;

it.each(["SIGKILL", "SIGTERM"] as const)(
  "leaves no process behind when the bridge is ended by %s",
  async (signal) => {
    const root = new URL("../../..", import.meta.url).pathname;
    const node = spawn(process.execPath, ["--input-type=module", "-e", bridge], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(createInterface({ input: node.stdout }), "line")) as [string];
    const [worker = 0, child = 0] = line.split(" ").map(Number);
    expect([isAlive(worker), isAlive(child)]).toEqual([true, true]);
    node.kill(signal);
    await expect.poll(() => [isAlive(worker), isAlive(child)], { timeout: 10_000 }).toEqual([false, false]);
  },
);
