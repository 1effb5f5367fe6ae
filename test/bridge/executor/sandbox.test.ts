import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExecutor } from "../../../bridge/executor/executor.ts";
import { findBubblewrap } from "../../../bridge/executor/sandbox/bubblewrap.ts";
import { levelsOf } from "../../../bridge/executor/sandbox/levels.ts";
import { probeLevels } from "../../../bridge/executor/sandbox/probe.ts";
import type { Executor } from "../../../bridge/executor/types.ts";
import type { SandboxLevel } from "../../../bridge/protocol/index.ts";
import { makeDeafPython } from "./deaf-python.ts";
import { python } from "./harness.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-sandbox-"));
});
afterAll(() => rm(folder, { recursive: true }));

const start = (sandbox: SandboxLevel | "auto", interpreter = python): Promise<Executor> =>
  createExecutor({
    python: interpreter,
    workDir: join(folder, "work"),
    sandbox,
    onCall: async () => null,
    emit: () => {},
  });

const run = (executor: Executor, code: string) =>
  executor.execute(code, { turn: 1, by: "person", timeoutS: 30 });

const linuxOnly = process.platform === "linux";
const withBubblewrap = findBubblewrap() !== null;
if (linuxOnly && !withBubblewrap)
  process.stderr.write("NOTE: bubblewrap is not installed: the level bwrap+self is not tested here\n");

describe.runIf(linuxOnly)("sandbox levels on Linux", () => {
  it("says that it was the sandbox which refused something, and what can be done", async () => {
    const executor = await start("self");
    try {
      for (const code of ["open('/etc/hosts')", "import subprocess; subprocess.run(['/bin/true'])"]) {
        const { error } = await run(executor, code);
        expect(error?.traceback).toMatch(/PermissionError.*\n.*sandbox refused it: .* current folder only/);
      }
    } finally {
      await executor.close();
    }
  });

  it("takes the strictest level that starts, and says why a stricter one did not", async () => {
    const executor = await start("auto");
    try {
      expect(executor.sandbox).toBe(withBubblewrap ? "bwrap+self" : "self");
      expect(executor.unavailable.map(({ level }) => level)).toEqual(withBubblewrap ? [] : ["bwrap+self"]);
    } finally {
      await executor.close();
    }
    const { available, unavailable } = await probeLevels(python);
    expect([...available, ...unavailable.map(({ level }) => level)].toSorted()).toEqual(
      levelsOf().toSorted(),
    );
  });

  it("never runs at a weaker level than the one that was asked for", async () => {
    const path = process.env["PATH"];
    process.env["PATH"] = folder;
    try {
      await expect(start("bwrap+self")).rejects.toThrow(/bubblewrap \(bwrap\) is not installed.*doctor/);
    } finally {
      process.env["PATH"] = path;
    }
    await expect(start("self", makeDeafPython(folder))).rejects.toThrow(/started without its sandbox/);
  });

  it("falls to none when no level starts, and tells each reason", async () => {
    const executor = await start("auto", makeDeafPython(folder));
    try {
      expect(executor.sandbox).toBe("none");
      expect(executor.unavailable.map(({ level }) => level)).toEqual(["bwrap+self", "self"]);
    } finally {
      await executor.close();
    }
  });
});

/** What honest programs do must work at every level. */
const honest: readonly (readonly [what: string, code: string, value: string])[] = [
  ["files of its own", "open('a.txt', 'w').write('abc'); open('a.txt').read()", "'abc'"],
  [
    "folders",
    "import os; os.makedirs('d/e', exist_ok=True); os.rename('a.txt', 'd/e/b'); os.listdir('d/e')",
    "['b']",
  ],
  ["temporary files", "import tempfile\nwith tempfile.TemporaryFile() as f: f.write(b'x')\n1", "1"],
  ["copies", "import shutil; shutil.copy('d/e/b', 'c'); open('c').read()", "'abc'"],
  [
    "threads",
    "import threading; t = threading.Thread(target=lambda: print('in')); t.start(); t.join()\n2",
    "2",
  ],
  ["asyncio", "import asyncio\nawait asyncio.sleep(0.001, 3)", "3"],
  ["late imports", "import decimal, sqlite3, json; str(decimal.Decimal('0.1') + 1)", "'1.1'"],
  ["random numbers", "import secrets; len(secrets.token_bytes(4))", "4"],
  ["sources", "import inspect; 'def pick' in inspect.getsource(pick)", "True"],
  ["clocks", "import time; time.sleep(0.001); time.time() > 1e9", "True"],
  ["signals to itself", "import signal; signal.raise_signal(signal.SIGURG)\n5", "5"],
];

for (const level of levelsOf())
  describe.skipIf(level === "bwrap+self" && !withBubblewrap)(`at level ${level}`, () => {
    it("runs honest programs", async () => {
      const executor = await start(level);
      try {
        for (const [what, code, value] of honest) {
          const result = await run(executor, code);
          expect([what, result.error?.traceback ?? "", result.value]).toEqual([what, "", value]);
        }
      } finally {
        await executor.close();
      }
    });

    it("interrupts a busy program and keeps its variables", async () => {
      const executor = await start(level);
      try {
        await run(executor, "kept = 7");
        const busy = executor.execute("while True: pass", { turn: 1, by: "person", timeoutS: 0.3 });
        expect((await busy).ended_by).toBe("timeout");
        expect((await run(executor, "kept")).value).toBe("7");
      } finally {
        await executor.close();
      }
    });

    it("tells a crash as what it was, and goes on with a fresh Python", async () => {
      const executor = await start(level);
      try {
        const crashed = await run(executor, "import ctypes; ctypes.string_at(0)");
        expect([crashed.ended_by, crashed.state_kept]).toEqual(["died", false]);
        expect(crashed.error?.message).toMatch(/SIGSEGV/);
        expect((await run(executor, "1 + 1")).value).toBe("2");
      } finally {
        await executor.close();
      }
    });
  });
