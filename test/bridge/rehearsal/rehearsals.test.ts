import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSession } from "../../../bridge/main.ts";
import { Rehearsal } from "../../../bridge/protocol/index.ts";
import { sha256 } from "../../../bridge/rehearsal/rehearse.ts";
import type { Session } from "../../../bridge/session.ts";
import { simulatedSession } from "../simulated-session.ts";
import { rehearseCode } from "./rehearse-code.ts";

/* Real sessions, simulators and Pythons: what is rehearsed is compared with what then really happens. */

const nobody = { ask: async () => null, approve: async () => null };
const open = (given: Parameters<typeof simulatedSession>[0]): Promise<Session> =>
  openSession(simulatedSession(given), { progress: () => {}, person: nobody });
const joints = (session: Session): number[] => [...(session.robot.lastJointState()?.message.position ?? [])];
const largest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? Number.NaN))));

let session: Session;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-rehearsal-"));
  session = await open({ clock: "fast" });
});
afterAll(async () => {
  await session?.close();
  await rm(folder, { recursive: true });
});
const rehearsed = (code: string, id?: string) => rehearseCode(session.rehearsals, code, id);

const PICK = `
pick("red_cube")
arm.move_to([0.45, -0.2, above], speed=0.3)
print("holding", gripper.state().holding, "after", len(seen))
place_at(0.45, -0.2)
arm.home()`;

describe("a rehearsal", () => {
  it("does what the run then does: same receipts, poses, output, with the session's variables", async () => {
    await session.exec("above = 0.3\nseen = scene.objects()", null);
    await session.exec('arm.move_to([0.4, 0.1, above])\nseen += ["moved"]', null);
    const before = joints(session);
    const history = session.events.history().length;

    const rehearsal = await rehearsed(PICK);
    expect(rehearsal).toMatchObject({ state: "done", ended_by: "done", sha256: sha256(PICK) });
    expect(rehearsal.told.map((one) => Rehearsal.safeParse(one).error)).not.toContainEqual(expect.anything());
    expect(rehearsal.told[0]).toMatchObject({ state: "running", calls: [] });
    // Nothing of it happened: neither to the robot, nor in what is told and recorded of the session.
    expect(largest(joints(session), before)).toBe(0);
    expect(session.events.history().length).toBe(history);

    const from = await session.robot.detections(2);
    const real = await session.exec(PICK, null);
    expect(real.error).toBeNull();
    const receipts = rehearsal.calls.filter(({ text }) => real.receipts.includes(text));
    expect(receipts.length).toBeGreaterThanOrEqual(5);
    expect(receipts.map(({ text }) => text)).toEqual(real.receipts);
    expect(rehearsal.output).toBe(real.output);
    expect(rehearsal.output).toContain("holding True after 9");
    expect(largest(rehearsal.path.at(-1)?.positions ?? [], joints(session))).toBeLessThan(1e-4);
    const to = await session.robot.detections(2);
    const moved = to.flatMap(({ name, pose }, index) =>
      largest(pose.position, from[index]?.pose.position ?? []) < 0.002 ? [] : [{ name, ...pose }],
    );
    expect(moved.map(({ name }) => name)).toContain("red_cube");
    expect(rehearsal.objects.map(({ name }) => name)).toEqual(moved.map(({ name }) => name));
    for (const [index, { name, to: end, orientation }] of rehearsal.objects.entries()) {
      expect(largest(end, moved[index]?.position ?? []), name).toBeLessThan(1e-4);
      expect(largest(orientation, moved[index]?.orientation ?? []), name).toBeLessThan(1e-3);
    }
  }, 120_000);

  it("gives the way of joints and tool in a bounded number of samples, by time", async () => {
    const { path, tool, joint_names } = await rehearsed("for z in [0.3, 0.5] * 5: arm.move_to([0.4, 0, z])");
    expect(path.length).toBeGreaterThan(100);
    expect(path.length).toBeLessThanOrEqual(500);
    expect(tool).toHaveLength(path.length);
    expect(joint_names).toContain("elbow_joint");
    expect(path.every(({ t_s }, index) => index === 0 || t_s > (path[index - 1]?.t_s ?? 0))).toBe(true);
    expect(path[0]).toMatchObject({ t_s: 0 });
    expect(largest(path[0]?.positions ?? [], joints(session))).toBeLessThan(1e-5);
    expect(tool.at(-1)?.[2]).toBeCloseTo(0.5, 2);
  });

  it("lists what the gate would refuse, by line, and goes on as the program does", async () => {
    const code = `try:
    arm.move_to([2, 0, 0.3])
except RobotError as error:
    print(type(error).__name__)
arm.move_to([0.4, 0, 0.3])`;
    const { calls, text, output, ended_by } = await rehearsed(code);
    expect(output).toBe("LimitExceeded\n");
    expect(calls).toMatchObject([
      {
        name: "arm.move_to",
        line: 2,
        ok: false,
        violation: true,
        text: expect.stringContaining("workspace"),
      },
      { name: "arm.move_to", line: 5, ok: true, violation: false, text: expect.stringContaining("moved to") },
    ]);
    expect(text).toMatch(/1 command would be refused/);
    expect(ended_by).toBe("done");
  });

  it("ends at a question, whose answer is not known", async () => {
    const { state, ended_by, text, calls } = await rehearsed('user.ask("which cube?")\narm.home()');
    expect({ state, ended_by }).toEqual({ state: "done", ended_by: "interrupted" });
    expect(text).toContain("would ask “which cube?”");
    expect(calls.map(({ name }) => name)).toEqual(["user.ask"]);
  });

  it("leaves no trace: variables, the task and the hand are as before", async () => {
    await session.exec("count = [1]", null);
    const { output, text } = await rehearsed(
      'count.append(2); print(count); gripper.close(); finish("all done")',
    );
    expect(output).toBe("[1, 2]\n");
    expect(text).toContain("saying “all done”");
    expect((await rehearsed("print(count)")).output).toBe("[1]\n");
    expect((await session.exec("count", null)).value).toBe("[1]");
  });

  it("is cancelled by a newer one, by a stop and by whoever asked, and the next one goes as ever", async () => {
    const first = rehearsed("wait(100000)");
    const second = rehearsed("wait(100000)");
    expect(await first).toMatchObject({ state: "failed", text: expect.stringMatching(/newer rehearsal/) });
    await session.stop("a test");
    expect(await second).toMatchObject({ state: "failed", text: expect.stringMatching(/stopped/) });
    const third = rehearsed("while True: arm.move_to([0.4, 0, 0.3]); arm.home()", "third");
    await new Promise<void>((resolve) => {
      const off = session.rehearsals?.subscribe(({ id, calls }) => {
        if (id !== "third" || calls.length < 2) return;
        off?.();
        resolve();
      });
    });
    session.rehearsals?.cancel("nobody waits", "third");
    expect(await third).toMatchObject({ state: "failed", text: "Cancelled: nobody waits." });
    expect(await rehearsed("print(arm.home().ended_by)")).toMatchObject({ output: "reached\n" });
  });

  it("is not begun again for the same id and code, but told anew", async () => {
    const done = await rehearsed("print(1)", "same");
    expect(session.rehearsals?.rehearse({ id: "same", code: "print(1)" })).toMatchObject({
      state: "done",
      output: done.output,
    });
    expect(await rehearsed("print(2)", "same")).toMatchObject({ output: "2\n" });
  });

  it("sees the variables of a turn that was gone on from, and none after Python died", async () => {
    const file = join(folder, "past.mcap");
    await session.exec("forked = 'yes'", file);
    await session.exec("forked = 'no'", null);
    const out = join(folder, "fork.mcap");
    await session.fork({ file, turn: 0, code: "first = 1", instruction: null, by: "a test", out });
    expect((await rehearsed("print('forked' in globals(), first)")).output).toBe("False 1\n");
    await session.exec("import os; os._exit(3)", null);
    expect((await rehearsed("print('first' in globals())")).output).toBe("False\n");
  });

  it("says which variables it could not bring about", async () => {
    await session.exec("import time\nwait(time.time() % 1 / 100)", null);
    const { text, state } = await rehearsed("print(1)");
    expect(state).toBe("done");
    expect(text).toMatch(/may be others than in the session: program \d+ went another way/);
  });
});

it("is ended where the time limit of the real run would end it", async () => {
  const realtime = await open({ clock: "realtime", actionTimeoutS: 20 });
  try {
    const before = joints(realtime);
    const late = await rehearseCode(realtime.rehearsals, "arm.move_to([0.4, 0, 0.3])\nwait(60)\narm.home()");
    expect(late).toMatchObject({ state: "done", ended_by: "timeout" });
    expect(late.text).toContain("time limit, 20 s");
    expect(late.calls.map(({ name }) => name)).toEqual(["arm.move_to", "wait"]);
    expect(largest(joints(realtime), before)).toBeLessThan(1e-3);
  } finally {
    await realtime.close();
  }
});
