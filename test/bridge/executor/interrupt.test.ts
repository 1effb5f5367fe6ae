import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CallHandler } from "../../../bridge/executor/types.ts";
import { type MotionResult, PrimitiveError } from "../../../bridge/protocol/index.ts";
import { answerAtOnce, type Bench, openBench, pose } from "./harness.ts";

const log: string[] = [];
/** A motion that comes to rest some time after it is told to stop, and one that never listens. */
const moving: CallHandler = async (call, context) => {
  log.push(call.name);
  if (call.name === "arm.stop") await new Promise(() => {});
  if (call.name !== "arm.home") return answerAtOnce(call, context);
  await new Promise<void>((resolve) =>
    context.signal.addEventListener("abort", () => setTimeout(resolve, 50), { once: true }),
  );
  log.push("standing");
  const receipt: MotionResult = {
    ended_by: "cancelled",
    commanded: pose,
    measured: pose,
    error_m: 0.2,
    error_rad: 0,
    duration_s: 1,
    contact: false,
  };
  context.addReceipt(receipt, "stopped 0.2 m short");
  throw new PrimitiveError("Stopped", "arm.home was stopped 0.2 m short.", receipt);
};

let bench: Bench;
beforeAll(async () => {
  bench = await openBench(moving);
});
afterAll(() => bench.close());

const alive = async (): Promise<void> => {
  expect((await bench.run("kept + 1")).value).toBe("43");
};

/** Runs code and interrupts it once it printed "go", or called a primitive when it has one that moves. */
const interrupted = async (code: string) => {
  await bench.run("kept = 42");
  const running = bench.run(code);
  if (/arm\.(home|stop)/.test(code)) await bench.event("primitive_call");
  else await bench.event("output", (event) => event.text.includes("go"));
  bench.executor.interrupt("page");
  return running;
};

describe("an interrupt keeps the variables", () => {
  for (const [what, code] of [
    ["a busy loop", "print('go')\nwhile True: pass"],
    ["a sleep", "import time\nprint('go')\ntime.sleep(1000)"],
    ["a wait in asyncio", "import asyncio\nprint('go')\nawait asyncio.sleep(1000)"],
    [
      "a regular expression that backtracks for ever",
      "import re\nprint('go')\nfor _ in range(10**9): re.match('(a+)+$', 'a' * 24 + 'b')",
    ],
    [
      "a lock that nobody frees",
      "import threading\nl = threading.Lock(); l.acquire()\nprint('go')\nl.acquire()",
    ],
    [
      "a program that swallows Exception",
      "print('go')\nwhile True:\n    try: x = 1\n    except Exception: pass",
    ],
    [
      "a repr that never ends",
      "class A:\n    def __repr__(self):\n        print('go')\n        while True: pass\nA()",
    ],
    [
      "an exception whose text never ends",
      "class E(Exception):\n    def __str__(self):\n        print('go')\n        while True: pass\nraise E()",
    ],
  ] as const) {
    it(what, async () => {
      const result = await interrupted(code);
      expect(result).toMatchObject({ ok: false, ended_by: "interrupted", reason: "page", state_kept: true });
      expect(result.output).toContain("go");
      await alive();
    });
  }

  it("and says which line was interrupted", async () => {
    const { error } = await interrupted("x = 0\nwhile True:\n    print('go')\n    x += 1");
    expect(error?.type).toBe("KeyboardInterrupt");
    expect(error?.traceback).toMatch(/line [34], in <module>/);
  });
});

describe("an interrupt during a motion", () => {
  it("waits until the robot stands, then raises Stopped with the receipt", async () => {
    log.length = 0;
    const result = await interrupted(
      "try:\n    print('go'); arm.home()\nexcept Exception: print('swallowed')\nprint('went on')",
    );
    expect(log).toEqual(["arm.home", "standing"]);
    expect(result).toMatchObject({
      ended_by: "interrupted",
      state_kept: true,
      output: "go\n",
      receipts: ["stopped 0.2 m short"],
    });
    expect(result.error).toMatchObject({ type: "Stopped", message: "arm.home was stopped 0.2 m short." });
    await alive();
  });

  it("refuses further motion to a program that catches everything", async () => {
    log.length = 0;
    const result = await interrupted(
      "print('go')\nfor _ in range(2):\n    try: arm.home()\n    except BaseException as e: print(type(e).__name__, e)",
    );
    expect(log).toEqual(["arm.home", "standing"]);
    expect(result.output).toContain("was not sent: the action is being stopped (page)");
    expect(result.ended_by).toBe("interrupted");
    await alive();
  });

  it("does not wait for ever for a handler that does not listen", async () => {
    const result = await interrupted("print('go')\narm.stop()");
    expect(result).toMatchObject({ ended_by: "interrupted", state_kept: true });
    expect(result.error?.type).toBe("KeyboardInterrupt");
    await alive();
  });

  it("ends the motion of a call that the program itself abandoned", async () => {
    log.length = 0;
    await bench.run("kept = 42");
    const result = await bench.run(
      "import signal, threading\nthreading.Timer(0.05, lambda: signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)).start()\ntry: arm.home()\nexcept KeyboardInterrupt: print(arm.pose().x)",
    );
    expect(log).toEqual(["arm.home", "standing", "arm.pose"]);
    expect(result).toMatchObject({ ok: true, output: "0.4\n" });
    await alive();
  });
});

describe("time limit", () => {
  it("interrupts the action and says so", async () => {
    await bench.run("kept = 42");
    const result = await bench.run("print('partial')\nwhile True: pass", { timeoutS: 0.2 });
    expect(result).toMatchObject({ ok: false, ended_by: "timeout", output: "partial\n", state_kept: true });
    await alive();
  });

  it("stands still while a person is asked", async () => {
    let answer: (text: string) => void = () => {};
    const patient = await openBench(async (call) => {
      if (call.name !== "user.ask") return call.params["seconds"];
      return new Promise<string>((resolve) => {
        answer = resolve;
      });
    });
    const running = patient.run("print(user.ask('Which?'))\nwhile True: pass", { timeoutS: 0.3 });
    await patient.event("primitive_call");
    await new Promise((resolve) => setTimeout(resolve, 600)); // twice the limit: the clock must not have counted it
    answer("the red one");
    expect(await running).toMatchObject({ ended_by: "timeout", output: "the red one\n" });
    await patient.close();
  });
});

it("a stop by the safety layer ends the action, and no further motion is sent in it", async () => {
  const asked: string[] = [];
  const stopped = await openBench(async (call) => {
    asked.push(call.name);
    throw new PrimitiveError("Stopped", "the e-stop was pressed.");
  });
  const result = await stopped.run("try: arm.home()\nexcept BaseException: arm.home()");
  expect(asked).toEqual(["arm.home"]);
  expect(result).toMatchObject({
    ok: false,
    ended_by: "interrupted",
    reason: "the e-stop was pressed.",
    state_kept: true,
  });
  await stopped.close();
});

it("does not run an action whose signal was aborted before", async () => {
  const result = await bench.run("print('ran')", { signal: AbortSignal.abort("page") });
  expect(result).toMatchObject({ ended_by: "interrupted", reason: "page", output: "" });
});

it("survives interrupts at random moments while frames are written", async () => {
  await bench.run("kept = 42");
  for (let i = 0; i < 60; i++) {
    // The long text does not fit into the pipe: it is written in parts, between which an interrupt may come.
    const running = bench.run("text = 'x' * 500_000\nwhile True:\n    arm.pose()\n    user.say(text)");
    await bench.event("primitive_result");
    await new Promise((resolve) => setTimeout(resolve, (i * 7) % 13));
    bench.executor.interrupt("test");
    expect((await running).state_kept).toBe(true);
  }
  await alive();
});

it("restarts with a fresh namespace", async () => {
  await bench.run("kept = 42");
  await bench.executor.restart();
  expect((await bench.run("'kept' in globals()")).value).toBe("False");
});
