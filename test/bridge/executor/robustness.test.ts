import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bench, isAlive, openBench } from "./harness.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const healthy = async (): Promise<void> => {
  expect(await bench.run("arm.pose().x")).toMatchObject({ ok: true, value: "0.4" });
};

describe("damage that the next action does not feel", () => {
  for (const [what, code] of [
    [
      "builtins deleted and replaced",
      "import builtins\nbuiltins.len = lambda x: -1\ndel builtins.print, builtins.__build_class__",
    ],
    ["stdout closed", "import sys\nsys.stdout.close()\nsys.stderr = None"],
    ["descriptors 1 and 2 closed", "import os\nos.close(1); os.close(2)"],
    ["the work folder left", "import os\nos.chdir('..')"],
    ["SIGINT's handler replaced", "import signal\nsignal.signal(signal.SIGINT, signal.SIG_DFL)"],
    ["the recursion limit lowered", "import sys\nsys.setrecursionlimit(60)"],
    [
      "a thread left running",
      "import threading, time\nthreading.Thread(target=lambda: time.sleep(1000)).start()",
    ],
  ] as const) {
    it(what, async () => {
      expect((await bench.run(`kept = 42\n${code}`)).state_kept).toBe(true);
      const next = await bench.run(
        "import os\nclass A: pass\nprint(len('abc'), kept, os.path.isdir('.matplotlib') or os.getcwd())",
      );
      expect(next.output).toMatch(/^3 42 /);
      const running = bench.run("print('go')\nwhile True: pass");
      await bench.event("output");
      bench.executor.interrupt("test");
      expect(await running).toMatchObject({ ended_by: "interrupted", state_kept: true });
      await healthy();
    });
  }

  it("the work folder removed", async () => {
    // Named outright, in a fresh temporary folder: these programs run with the tester's rights and no sandbox, so none
    // may delete by a path that it works out (a current folder, a variable), which a broken worker could make "/".
    // A sandbox lets nothing into a folder that is made anew; the program itself cannot remove it there.
    const own = await openBench(undefined, { sandbox: "none" });
    expect(own.workDir.startsWith(join(tmpdir(), "codeact-test-"))).toBe(true);
    await rm(own.workDir, { recursive: true });
    const next = await own.run(`import os\nos.getcwd() == ${JSON.stringify(own.workDir)}`);
    expect(next).toMatchObject({ ok: true, value: "True", state_kept: true });
    await own.close();
  });

  it("a forged result of a call: only the program that forged it is fooled", async () => {
    const result = await bench.run(
      "import codeact_primitives._client as c\nc.call = lambda *a, **k: 1 / 0\narm.pose()",
    );
    expect(result.error?.type).toBe("ZeroDivisionError");
    await bench.executor.restart();
    await healthy();
  });
});

describe("threads and processes left behind", () => {
  it("shows what a thread prints between actions with the next one", async () => {
    const { executor } = bench;
    await bench.run(
      "import threading, os\nready = threading.Event()\ndef late():\n    ready.wait()\n    print('late words')\nt = threading.Thread(target=late); t.start()",
    );
    await bench.run("threading.Timer(0.1, ready.set).start()");
    await new Promise((resolve) => setTimeout(resolve, 400)); // nothing is emitted between actions that could be waited for
    expect(executor.alive).toBe(true);
    expect((await bench.run("t.join()\nprint('now')")).output).toBe("late words\nnow\n");
  });

  it("says that Python ended between two actions", async () => {
    await bench.run("kept = 1\nimport threading, os\nthreading.Timer(0.1, lambda: os._exit(3)).start()");
    await expect.poll(() => bench.executor.alive).toBe(false);
    const next = await bench.run("'kept' in globals()");
    expect(next).toMatchObject({ ok: true, value: "False", state_kept: false });
    expect(next.output).toContain("exited with code 3");
    expect((await bench.run("1")).state_kept).toBe(true);
  });

  it("a forked child neither answers in its parent's place nor outlives it", async () => {
    const open = await openBench(undefined, { sandbox: "none" }); // a sandbox does not let it fork
    const result = await open.run(
      "import os, time\npid = os.fork()\nif pid == 0:\n    try: arm.pose()\n    except RuntimeError as e: print('child:', e)\n    time.sleep(1000)\ntime.sleep(0.2)\npid",
    );
    expect(result.output).toContain("child:");
    const child = Number(result.value);
    expect(isAlive(child)).toBe(true);
    expect((await open.run("arm.pose().x")).value).toBe("0.4");
    await open.executor.restart();
    await expect.poll(() => isAlive(child)).toBe(false);
    await open.close();
  });

  it("a child that runs to the end of the action ends there", async () => {
    const open = await openBench(undefined, { sandbox: "none" });
    expect(await open.run("import os\npid = os.fork()\n'child' if pid == 0 else 'parent'")).toMatchObject({
      value: "'parent'",
    });
    expect((await open.run("arm.pose().x")).value).toBe("0.4");
    await open.close();
  });
});

it("gives the program none of the bridge's environment", async () => {
  process.env["SECRET_OF_THE_BRIDGE"] = "key";
  await bench.executor.restart();
  const { value } = await bench.run("import os\nsorted(k for k in os.environ if k not in ('LC_CTYPE',))");
  expect(value).not.toContain("SECRET");
  expect(value).not.toContain("CODEACT");
  const home = await bench.run("import os\nos.environ['HOME'] == os.getcwd()");
  expect(home.value).toBe("True");
});

it("refuses a second action while one runs, and any after close", async () => {
  const other = await openBench();
  const running = other.run("arm.home()");
  await other.event("primitive_call");
  await expect(other.run("1")).rejects.toThrow(/still running/);
  await other.close();
  expect(await running).toMatchObject({ ended_by: "interrupted", state_kept: false });
  expect(existsSync(other.workDir)).toBe(false);
  await expect(other.run("1")).rejects.toThrow(/closed/);
});
