import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ActionOptions, ActionResult } from "../../../bridge/executor/types.ts";
import { openSession } from "../../../bridge/main.ts";
import { createCallHandler } from "../../../bridge/primitives/handlers.ts";
import { fastest, Rig } from "../safety/rig.ts";
import { simulatedSession } from "../simulated-session.ts";
import { type Bench, observed, openBench } from "./harness.ts";

/*
 * Programs that move the real simulator, ended from outside: the arm stands, the variables are kept, and the model is
 * told at which statement it was and whether the motion was executed, cut short or never sent.
 */
let rig: Rig;
let bench: Bench;
beforeAll(async () => {
  rig = await Rig.start({ clock: "realtime" });
  const { robot, gate } = rig;
  bench = await openBench(createCallHandler({ robot, gate, ask: async () => null, say: () => {} }));
});
afterAll(async () => {
  await bench?.close();
  await rig?.close();
});

const LEFT = "arm.move_to([0.35, 0.3, 0.35], speed=0.15)";
const RIGHT = "arm.move_to([0.35, -0.3, 0.35], speed=0.15)";
/** Ends by an interrupt only if cancellation is no Exception. */
const SWALLOWS = `kept = 42
while True:
    try:
        ${LEFT}
        ${RIGHT}
    except Exception:
        pass`;

const underWay = () => rig.until((reading) => fastest(reading) > 0.05);

/** The arm stands and goes on standing; the next program finds its variables and may move. */
const allIsWell = async (): Promise<void> => {
  expect(fastest(await rig.robot.freshArm())).toBeLessThan(0.03);
  const record = rig.record();
  const next = await bench.run("print(kept)\narm.pose().z > 0.1");
  expect(next).toMatchObject({ ok: true, output: "42\n", value: "True", state_kept: true });
  await rig.until((reading) => fastest(reading) < 0.03);
  const [first = [], ...later] = record();
  for (const positions of later)
    expect(Math.max(...positions.map((value, joint) => Math.abs(value - (first[joint] ?? 0))))).toBeLessThan(
      0.01,
    );
};

describe("a program that swallows every Exception around its motions", () => {
  const abort = new AbortController();
  const ways: [string, Partial<ActionOptions>, () => void, Partial<ActionResult>][] = [
    ["the page", {}, () => bench.executor.interrupt("page"), { ended_by: "interrupted", reason: "page" }],
    [
      "an abort signal",
      { signal: abort.signal },
      () => abort.abort("terminal"),
      { ended_by: "interrupted", reason: "terminal" },
    ],
    ["its time limit", { timeoutS: 1.5 }, () => {}, { ended_by: "timeout", reason: "time limit of 1.5 s" }],
    [
      "a stop of the gate alone",
      {},
      () => void rig.gate.stop("robot"),
      { ended_by: "interrupted", reason: expect.stringContaining("The motion was stopped") as never },
    ],
  ];
  for (const [what, options, end, expected] of ways)
    it(`is ended by ${what} without being killed`, async () => {
      const running = bench.run(SWALLOWS, options);
      await underWay();
      end();
      const result = await running;
      expect(result).toMatchObject({ ok: false, state_kept: true, ...expected });
      expect(result.interrupted_at).toMatchObject({ line: expect.any(Number) });
      expect([LEFT, RIGHT]).toContain(result.interrupted_at?.source);
      const told = observed(result);
      expect(told).toMatch(/It was at line [45]: arm\.move_to/);
      expect(told).toContain("Variables are kept.");
      await allIsWell();
    });
});

describe("the motion under way", () => {
  it("was cut short: the model is told how far it came", async () => {
    const running = bench.run(`kept = 42\n${RIGHT}\n${LEFT}`);
    await bench.event("primitive_call", (event) => event.line === 3);
    await underWay();
    bench.executor.interrupt("page");
    const result = await running;
    expect(result).toMatchObject({ ended_by: "interrupted", interrupted_at: { line: 3, source: LEFT } });
    expect(result.fates).toMatchObject([{ name: "arm.move_to", line: 3, fate: "cut_short", moves: true }]);
    const told = observed(result);
    expect(told).toMatch(
      /- arm\.move_to \(line 3\) was under way and was cut short: at \(0\.\d+, -?0\.\d+, 0\.\d+\) in base_link on the way to \(0\.350, 0\.300, 0\.350\): error \d+\.\d mm/,
    );
    await allIsWell();
  });

  it("was never sent, when the stop came before: nothing moved", async () => {
    for (const later of [false, true]) {
      await bench.run("kept = 42\narm.home()");
      const record = rig.record();
      const running = bench.run(`kept = 42\n${LEFT}`);
      await bench.event("primitive_call");
      if (later) await Promise.resolve(); // now the handler is at its planning
      bench.executor.interrupt("page");
      const result = await running;
      expect(result.fates).toMatchObject([{ name: "arm.move_to", line: 2, fate: "never_sent" }]);
      expect(result.receipts).toEqual([]);
      expect(observed(result)).toContain("- arm.move_to (line 2) was never sent; nothing moved for it");
      const [first = [], ...positions] = record();
      for (const at of positions)
        at.forEach((value, joint) => expect(value).toBeCloseTo(first[joint] ?? 0, 2));
      await allIsWell();
    }
  });

  it("was executed, when the stop came as it ended; the next of the program is never sent", async () => {
    await bench.run("kept = 42\narm.home()");
    const receipt = bench
      .event("receipt", (event) => event.text.includes("0.350, 0.100"))
      .then(() => {
        bench.executor.interrupt("page");
      });
    const result = await bench.run(`kept = 42\narm.move_to([0.35, 0.1, 0.35])\n${LEFT}`);
    await receipt;
    expect(result).toMatchObject({ ended_by: "interrupted", interrupted_at: { line: 2 }, state_kept: true });
    expect(result.fates).toMatchObject([
      { line: 2, fate: "executed" },
      { line: 3, fate: "never_sent" },
    ]);
    const told = observed(result);
    expect(told).toMatch(
      /- arm\.move_to \(line 2\) was under way and was executed to its end: moved to \(0\.35/,
    );
    expect(told).toContain("- arm.move_to (line 3) was never sent; nothing moved for it");
    await allIsWell();
  });

  it("there was none: the model is told so", async () => {
    const running = bench.run("kept = 42\narm.home()\nwhile True: print('go')");
    await bench.event("output", (event) => event.text.includes("go"));
    bench.executor.interrupt("page");
    const result = await running;
    expect(result).toMatchObject({
      interrupted_at: { line: 3, source: "while True: print('go')" },
      fates: [],
    });
    expect(observed(result)).toContain("No call of a primitive was under way");
    await allIsWell();
  });

  it("a gripper's, too", async () => {
    await bench.run("kept = 42\ngripper.close()");
    const running = bench.run("kept = 42\ngripper.open()");
    await bench.event("primitive_call");
    const opening = rig.robot.fingers().width_m;
    while (rig.robot.fingers().width_m < opening + 0.01) await rig.robot.freshArm();
    bench.executor.interrupt("page");
    const result = await running;
    expect(result.fates).toMatchObject([{ name: "gripper.open", line: 2, fate: "cut_short" }]);
    await allIsWell();
  });
});

it("Session.stop ends the program by an interrupt, with a standing arm", async () => {
  const options = simulatedSession({ maxTurns: 3, actionTimeoutS: 60 });
  const session = await openSession(options, {
    progress: () => {},
    person: { ask: async () => null, approve: async () => null },
  });
  try {
    const running = session.exec(SWALLOWS, null);
    for (;;) if (fastest(await session.robot.freshArm()) > 0.05) break;
    await session.stop("page");
    expect(fastest(await session.robot.freshArm())).toBeLessThan(0.03);
    const result = await running;
    expect(result).toMatchObject({ ended_by: "interrupted", reason: "page", state_kept: true });
    expect(result.fates[0]).toMatchObject({ name: "arm.move_to", fate: "cut_short" });
    const end = session.events.history().findLast((event) => event.type === "action_end");
    expect(end).toMatchObject({
      reason: "page",
      interrupted_at: { source: expect.stringContaining("arm.move_to") },
    });
  } finally {
    await session.close();
  }
});
