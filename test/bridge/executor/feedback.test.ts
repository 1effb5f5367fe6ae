import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CallContext, CallHandler } from "../../../bridge/executor/types.ts";
import { PrimitiveError } from "../../../bridge/protocol/index.ts";
import { type Bench, openBench } from "./harness.ts";

/* ros.send_goal in a real Python; the goal is the test's own. */
const result = (feedback: unknown[]) => ({
  status: "succeeded",
  values: {},
  text: "",
  motion: null,
  feedback,
});
const SEND = 'ros.send_goal("/count", "lamp_msgs/action/Count", {}, on_feedback=hear)';

describe("feedback of a goal", () => {
  let bench: Bench;
  let goal: (context: CallContext) => Promise<unknown> = async () => result([]);
  let cancelled = 0;
  const onCall: CallHandler = async (call, context) => {
    if (call.name === "arm.pose") throw new PrimitiveError("NotFound", "no arm here");
    return goal(context);
  };
  beforeAll(async () => {
    bench = await openBench(onCall);
  });
  afterAll(() => bench.close());
  /** Runs until it is cancelled. */
  const untilCancelled = async ({ signal }: CallContext): Promise<never> => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    await new Promise((resolve) => setTimeout(resolve, 200)); // a robot needs a while to stand
    cancelled += 1;
    throw new PrimitiveError("Stopped", "the goal was told to cancel.");
  };

  it("reaches the program's function in order, all of it before the result", async () => {
    goal = async (context) => {
      for (let left = 5; left > 0; left--) context.feedback({ left });
      return result([{ left: 1 }]);
    };
    const { value, error } = await bench.run(
      `seen = []\ndef hear(message):\n    seen.append(message["left"])\ngot = ${SEND}\n(seen, got.status, got.feedback)`,
    );
    expect(error).toBeNull();
    expect(value).toBe("([5, 4, 3, 2, 1], 'succeeded', [{'left': 1}])");
  });

  it("cancels the goal when that function raises, and raises the same once the goal has ended", async () => {
    goal = (context) => {
      context.feedback({ force: 3 });
      context.feedback({ force: 40 });
      context.feedback({ force: 41 });
      return untilCancelled(context);
    };
    const before = cancelled;
    bench.events.length = 0;
    const ran = await bench.run(
      `seen = []\ndef hear(message):\n    seen.append(message["force"])\n    if message["force"] > 30: raise ValueError("too hard")\n` +
        `try:\n    ${SEND}\nexcept ValueError as error:\n    print("caught", error, seen, flush=True)\n` +
        `try:\n    arm.pose()\nexcept NotFound as error:\n    print("then", error)`,
    );
    expect(ran.error).toBeNull();
    expect(ran.output).toBe("caught too hard [3, 40]\nthen no arm here\n");
    expect(cancelled).toBe(before + 1);
    const kinds = bench.events.map(({ type }) => type);
    expect(kinds.indexOf("primitive_result")).toBeLessThan(kinds.indexOf("output"));
    expect(ran.fates).toEqual([]);
  });

  it("fails the action with the function's own error when nobody catches it", async () => {
    goal = (context) => {
      context.feedback(1);
      return untilCancelled(context);
    };
    const ran = await bench.run(`def hear(message):\n    1 / 0\n${SEND}`);
    expect(ran).toMatchObject({ ok: false, ended_by: "error", error: { type: "ZeroDivisionError" } });
    expect(ran.error?.traceback).toContain("1 / 0");
    expect(ran.error?.traceback).not.toContain("link.py");
  });

  it("skips the oldest for a program that is slow, and never piles up", async () => {
    goal = async (context) => {
      for (let n = 0; n < 5000; n++) context.feedback({ n, padding: "x".repeat(1000) });
      return result([]);
    };
    const { value } = await bench.run(
      `import time\nseen = []\ndef hear(message):\n    seen.append(message["n"])\n    time.sleep(0.01)\n${SEND}\n(seen[0], seen[-1], len(seen), seen == sorted(seen))`,
    );
    expect(value).toBe("(0, 4999, 21, True)");
  });

  it("leaves out what is too big for a frame, and goes on", async () => {
    goal = async (context) => {
      context.feedback("x".repeat(9_000_000));
      context.feedback("small");
      return result([]);
    };
    const { value } = await bench.run(
      `seen = []\ndef hear(message):\n    seen.append(message)\n${SEND}\nseen`,
    );
    expect(value).toBe("['small']");
  });

  it("does not keep an interrupted program from ending", async () => {
    goal = (context) => {
      context.feedback(1);
      return untilCancelled(context);
    };
    const stop = new AbortController();
    const ran = bench.run(
      `import time\ndef hear(message):\n    print("in it", flush=True)\n    time.sleep(60)\n${SEND}`,
      {
        signal: stop.signal,
      },
    );
    await bench.event("output", ({ text }) => text.includes("in it"));
    stop.abort("test");
    expect(await ran).toMatchObject({ ended_by: "interrupted", state_kept: true });
  });
});
