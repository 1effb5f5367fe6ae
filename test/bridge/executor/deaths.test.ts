import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Bench, observed, openBench } from "./harness.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
beforeEach(async () => {
  await bench.run("kept = 42");
});
afterAll(() => bench.close());

/** The next action runs, primitives and all, and finds the variables or not. */
const goesOn = async (kept: boolean): Promise<void> => {
  const next = await bench.run("print(arm.pose().x)\n'kept' in globals()");
  expect(next).toMatchObject({ ok: true, output: "0.4\n", value: kept ? "True" : "False", state_kept: true });
};

const LOST = "variables, functions and imports of earlier turns are lost";

describe("ways to die: what was printed is kept, the model is told, the next action runs in a fresh Python", () => {
  for (const [what, code, words] of [
    ["os._exit", "import os\nos._exit(7)", "exited with code 7"],
    // The first process of a namespace cannot be ended by a signal of its own; there abort() crashes.
    ["abort", "import os\nos.abort()", "SIG(ABRT|SEGV)"],
    ["a segmentation fault", "import ctypes\nctypes.string_at(0)", "SIGSEGV"],
    ["closed descriptors", "import os\nos.closerange(0, 100)\nwhile True: pass", "closed its connection"],
    ["a replaced descriptor", "import os\nos.dup2(1, 4)\nwhile True: pass", "closed its connection"],
    [
      "garbage on the bridge's descriptor",
      "import os\nos.write(4, b'hello\\n')\nwhile True: pass",
      "not JSON",
    ],
    [
      "a frame that fits no schema",
      'import os\nos.write(4, b\'{"t":"launch"}\\n\')\nwhile True: pass',
      "invalid frame",
    ],
    [
      "a frame nested 200,000 deep",
      "import os\nos.write(4, b'{\"t\":\"call\",\"p\":' + b'[' * 200_000 + b'\\n')\nwhile True: pass",
      "nested deeper",
    ],
    ["an endless frame", "import os\nwhile True: os.write(4, b'x' * 65536)", "longer than"],
    [
      "a forged end of another action",
      'import os\nos.write(4, b\'{"t":"done","n":99999,"ok":true,"value":null,"error":null,"ended":null,"duration_s":0}\\n\')\nwhile True: pass',
      "while action",
    ],
    [
      "a flood of forged calls",
      'import os\nwhile True: os.write(4, b\'{"t":"call","id":1,"name":"arm.home","params":{},"line":null}\\n\')',
      "without waiting",
    ],
    [
      "a flood of forged figures",
      'import os\nwhile True: os.write(4, b\'{"t":"figure","png_file":"x.png"}\\n\')',
      "figures",
    ],
    [
      "a thread that ends the process",
      "import os, threading\nthreading.Timer(0.05, os._exit, [9]).start()\nwhile True: pass",
      "exited with code 9",
    ],
  ] as const) {
    it(what, async () => {
      const result = await bench.run(`print('partial')\n${code}`);
      expect(result).toMatchObject({ ok: false, ended_by: "died", state_kept: false });
      expect(result.output).toContain("partial\n");
      const told = observed(result);
      expect(told).toContain("partial");
      expect(told).toMatch(new RegExp(`Python is gone: .*${words}`));
      expect(told).toContain(LOST);
      await goesOn(false);
    });
  }

  it("a kill from outside, as when the system is short of memory", async () => {
    const own = await openBench(undefined, { sandbox: "none" }); // elsewhere its number is not the one outside
    const running = own.run(
      "import os, time\nprint('partial', flush=True)\nprint(os.getpid(), flush=True)\ntime.sleep(1000)",
    );
    const { text } = await own.event("output", (event) => /^\d+$/m.test(event.text));
    process.kill(Number(/^\d+$/m.exec(text)?.[0]), "SIGKILL");
    const result = await running;
    expect(result).toMatchObject({
      ended_by: "died",
      state_kept: false,
      output: expect.stringContaining("partial"),
    });
    expect(observed(result)).toContain("SIGKILL (the system killed it, perhaps for lack of memory)");
    expect((await own.run("1")).state_kept).toBe(true);
    await own.close();
  });

  it("a forged end of the running action: what goes on behind it is ended", async () => {
    const result = await bench.run(
      `print('partial', flush=True)\nimport os\nos.write(4, b'{"t":"done","n":%d,"ok":true,"value":null,"error":null,"ended":null,"duration_s":0}\\n' % ${"int(__import__('inspect').currentframe().f_code.co_filename.split()[1][:-1])"})\nwhile True: arm.pose()`,
    );
    expect(result.ok).toBe(true);
    await expect.poll(() => bench.executor.alive).toBe(false);
    const next = await bench.run("1");
    expect(next.state_kept).toBe(false);
    expect(observed(next)).toMatch(
      /Python had ended after the action before: it (went on sending|sent a call)/,
    );
    await goesOn(false);
  });

  it("recursion: an error at the usual limit, a death without one", async () => {
    const caught = await bench.run("def f(n): return f(n + 1)\nf(0)");
    expect(caught).toMatchObject({ ended_by: "error", state_kept: true, error: { type: "RecursionError" } });
    expect(observed(caught).length).toBeLessThan(5000);
    await goesOn(true);
    const deep =
      "class A:\n    def __getattr__(self, n): return getattr(self, n + 'x')\nimport sys\nsys.setrecursionlimit(10**8)\nprint('partial')\nA().x";
    const result = await bench.run(deep);
    expect(["died", "error"]).toContain(result.ended_by); // by the version of Python
    expect(result.output).toBe("partial\n");
    expect(observed(result)).toMatch(
      result.state_kept ? /RecursionError|MemoryError/ : /recursion without limit/,
    );
    await goesOn(result.state_kept);
  });
});

describe("ways to hang that an interrupt ends, with the variables kept", () => {
  for (const [what, code, source] of [
    ["a busy loop", "print('partial')\nwhile True: pass", "while True: pass"],
    ["a sleep", "import time\nprint('partial')\ntime.sleep(1000)", "time.sleep(1000)"],
    [
      "a loop that swallows Exception",
      "print('partial')\nwhile True:\n    try: time_ = 1\n    except Exception: pass",
      null,
    ],
    [
      "a loop that swallows Exception around a primitive",
      "print('partial')\nwhile True:\n    try: arm.home()\n    except Exception: pass",
      "try: arm.home()",
    ],
    ["a primitive that does not end", "print('partial')\narm.home()", "arm.home()"],
  ] as const) {
    it(what, async () => {
      const result = await bench.run(code, { timeoutS: 0.6 });
      expect(result).toMatchObject({
        ok: false,
        ended_by: "timeout",
        reason: "time limit of 0.6 s",
        output: "partial\n",
        state_kept: true,
      });
      if (source !== null) expect(result.interrupted_at?.source).toBe(source);
      const told = observed(result);
      expect(told).toMatch(/^Observation:\npartial\n/);
      expect(told).toContain("interrupted at its time limit");
      expect(told).toMatch(/It was at line \d: /);
      expect(told).toContain("Variables are kept.");
      await goesOn(true);
    });
  }
});

describe("ways to hang that only a kill ends", () => {
  for (const [what, code, line] of [
    [
      "SIGINT ignored",
      "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nprint('partial')\nwhile True: pass",
      4,
    ],
    [
      "a loop that swallows everything",
      "import time\nwhile True:\n    try:\n        print('partial'); time.sleep(1000)\n    except BaseException: pass",
      4,
    ],
    [
      "one long call in C",
      "while True:\n    try:\n        print('partial'); sum(range(10**12))\n    except KeyboardInterrupt: pass",
      3,
    ],
    [
      "a finally that does not end",
      "import time\ndef again():\n    try:\n        print('partial'); time.sleep(1000)\n    finally: again()\nagain()",
      4,
    ],
  ] as const) {
    it(what, async () => {
      const running = bench.run(code);
      await bench.event("output", (event) => event.text.includes("partial"));
      bench.executor.interrupt("page");
      const result = await running;
      expect(result).toMatchObject({ ok: false, ended_by: "interrupted", reason: "page", state_kept: false });
      expect(result.output).toContain("partial");
      expect(result.interrupted_at?.line).toBe(line);
      const told = observed(result);
      expect(told).toContain("it did not react to the interrupt");
      expect(told).toContain("The action was interrupted before its end (page)");
      expect(told).toContain(LOST);
      expect(told).toContain(`It was at line ${line}: `);
      await goesOn(false);
    });
  }
});

it("an endless flood of prints is ended, with its head and tail, and the variables kept", async () => {
  const result = await bench.run("print('HEAD')\nwhile True: print('x' * 1000)");
  expect(result).toMatchObject({ ok: false, ended_by: "limit", state_kept: true });
  const told = observed(result);
  expect(told).toMatch(/^Observation:\nHEAD\nx/);
  expect(told).toContain("ended at a limit: it printed more than 64 MiB");
  expect(result.interrupted_at?.line).toBe(2);
  await goesOn(true);
});
