import { afterEach, describe, expect, it } from "vitest";
import type { Person } from "../../bridge/agent/agent.ts";
import { openSession, type SessionOptions } from "../../bridge/main.ts";
import type { ApprovalRequest, Event, EventOf } from "../../bridge/protocol/index.ts";
import type { Session } from "../../bridge/session.ts";
import { type Answer, type ModelServer, startModelServer } from "./agent/model-server.ts";

/* A real robot's way: simulator, gate, Python and agent; only the model's words and the person's answers are given. */

type Verdict = Awaited<ReturnType<Person["approve"]>>;
type Decide = (request: ApprovalRequest, signal: AbortSignal) => Promise<Verdict> | Verdict;

let session: Session;
let server: ModelServer;
let events: Event[];
/** The fastest arm joint in all joint states so far, rad/s. */
let fastest: number;

afterEach(async () => {
  await session?.close();
  await server?.close();
});

const start = async (
  answers: Answer[],
  decide: Decide,
  given: Partial<SessionOptions> = {},
): Promise<void> => {
  server = await startModelServer(answers);
  session = await openSession(
    {
      robot: "sim",
      profile: "simulated_arm",
      scene: "table",
      seed: 1,
      clock: "fast",
      mode: "code",
      model: { baseUrl: server.baseUrl, name: "stand-in" },
      modelTimeoutS: 20,
      contextTokens: undefined,
      maxTurns: 4,
      actionTimeoutS: 30,
      sandbox: "none",
      approve: "motion",
      ...given,
    },
    {
      progress: () => {},
      person: { ask: async () => null, approve: async (request, signal) => decide(request, signal) },
    },
  );
  events = [];
  session.events.subscribe((event) => events.push(event));
  fastest = 0;
  session.robot.onJointState(({ velocity }) => {
    fastest = Math.max(fastest, ...velocity.slice(0, 6).map(Math.abs));
  });
};
const act = (code: string): string => `I act.\n<execute>\n${code}\n</execute>`;
const of = <T extends Event["type"]>(type: T): EventOf<T>[] =>
  events.filter((event): event is EventOf<T> => event.type === type);
const approve = (code: string | null = null): Verdict => ({
  decision: "approve",
  code,
  reason: "",
  by: "test",
});
const reject = (reason: string): Verdict => ({ decision: "reject", code: null, reason, by: "test" });
const told = (request: number): string => String(server.requests[request]?.messages.at(-1)?.content);
const MOVES = "arm.move_to([0.4, 0.2, 0.35])";
const HIDDEN =
  "g = globals\nprint('so far')\nr = None\ntry:\n    r = getattr(arm, 'move' + '_to')([0.4, 0.2, 0.35])\nexcept Denied as error:\n    print(error)\ngripper.state()";

describe("an action of the agent that moves something", () => {
  it("does not run when a person rejects it: nothing moves, and the model reads the reason", async () => {
    await start([act(MOVES), "I will not move."], () => reject("the plate is in the way"));
    const end = await session.instruct("move", null);
    expect(of("approval_request")).toMatchObject([
      { code: MOVES, editable: true, commands: [{ name: "arm.move_to", line: 1, text: MOVES }] },
    ]);
    expect(of("approval")).toMatchObject([
      { decision: "rejected", reason: "the plate is in the way", by: "test" },
    ]);
    expect(of("action_start")).toEqual([]);
    expect(fastest).toBeLessThan(0.01);
    expect(told(1)).toMatch(/not approved: .*"the plate is in the way"\. Nothing was run, and nothing moved/);
    expect(told(1)).toMatch(/3 turns left/);
    expect(end).toMatchObject({ outcome: "answered", turns: 2, actions: 0 });
  });

  it("runs as it was shown when a person approves it, and only once", async () => {
    await start([act(MOVES), act(MOVES), "Done."], (request) =>
      events.some(({ type }) => type === "action_end") ? reject("once is enough") : approve(request.code),
    );
    await session.instruct("move", null);
    expect(of("approval").map(({ decision }) => decision)).toEqual(["approved", "rejected"]);
    expect(of("action_start").map(({ code }) => code)).toEqual([MOVES]);
    expect(fastest).toBeGreaterThan(0.1);
  });

  it("runs exactly as a person edited it, and the model is told what ran", async () => {
    const edited = "print('edited'); arm.move_to([0.4, -0.2, 0.35]).measured.position[1]";
    await start([act(MOVES), "Done."], () => approve(edited));
    await session.instruct("move", null);
    expect(of("approval")).toMatchObject([{ decision: "edited", code: edited }]);
    expect(of("action_start").map(({ code }) => code)).toEqual([edited]);
    expect(Number(of("action_end")[0]?.value)).toBeCloseTo(-0.2, 2);
    expect(told(1)).toMatch(/A person edited your code before it ran[\s\S]*-0\.2, 0\.35[\s\S]*edited/);
  });

  it("counts as rejected when nobody answers in time", async () => {
    await start([act(MOVES), "Nobody."], () => new Promise(() => {}), { approveTimeoutS: 0.05 });
    await session.instruct("move", null);
    expect(of("approval")).toMatchObject([{ decision: "expired" }]);
    expect(fastest).toBeLessThan(0.01);
    expect(told(1)).toContain("nobody answered within 0.05 s");
  });

  it("ends the task as needs_user where nobody is there", async () => {
    await start([act(MOVES)], () => null);
    const end = await session.instruct("move", null);
    expect(end).toMatchObject({ outcome: "needs_user", actions: 0 });
    expect(end.summary).toMatch(/nobody is there.*--approve never/);
  });

  it("is withdrawn by a stop while a person thinks", async () => {
    let shown = (): void => {};
    const asked = new Promise<void>((resolve) => {
      shown = resolve;
    });
    await start([act(MOVES)], () => {
      shown();
      return new Promise(() => {});
    });
    const running = session.instruct("move", null);
    await asked;
    await session.stop("test");
    expect(await running).toMatchObject({ outcome: "stopped", actions: 0 });
    expect(of("approval")).toMatchObject([{ decision: "rejected", by: "stop" }]);
  });

  it("needs no approval when it only looks, nor when a person wrote it", async () => {
    await start([act("print(scene.objects(), arm.pose())"), "I looked."], () => reject("no"));
    expect(await session.instruct("look", null)).toMatchObject({ outcome: "answered", actions: 1 });
    expect((await session.exec(`getattr(arm, 'move_to')([0.4, 0.2, 0.35]).ended_by`, null)).value).toBe(
      "'reached'",
    );
    expect(of("approval_request")).toEqual([]);
  });

  it("asks about everything in mode always, and about nothing in mode never", async () => {
    await start([act("print(1)"), act(MOVES), "Done."], () => approve(), { approve: "always" });
    await session.instruct("go", null);
    expect(of("approval_request").map(({ code }) => code)).toEqual(["print(1)", MOVES]);
    await session.close();
    await server.close();
    await start([act(MOVES), "Done."], () => reject("no"), { approve: "never" });
    await session.instruct("go", null);
    expect(of("approval_request")).toEqual([]);
    expect(session.info().approve).toBe("never");
    expect(fastest).toBeGreaterThan(0.1);
  });
});

describe("a motion that the program's text hides", () => {
  /** Passes the review of its text: what moves was put away by an action that was approved. */
  const PUT_AWAY =
    "scene.find_all = lambda color=None, shape=None: getattr(arm, 'move' + '_to')([0.4, 0.2, 0.35])";
  const INNOCENT = `try:
    print(scene.find_all(color="red"))
except Denied as error:
    print("refused:", error)
try:
    scene.find_all()
except Denied as error:
    print("again:", error)`;

  it("is held at the gate, and with it the rest of the action when it is rejected", async () => {
    const held: ApprovalRequest[] = [];
    await start([act(PUT_AWAY), act(INNOCENT), "Done."], (request) => {
      if (request.editable) return approve();
      held.push(request);
      expect(fastest).toBeLessThan(0.01);
      return reject("not this way");
    });
    await session.instruct("look", null);
    expect(held).toMatchObject([
      {
        code: INNOCENT,
        commands: [{ name: "arm.move_to", text: expect.stringContaining("(0.400, 0.200, 0.350)") }],
      },
    ]);
    expect(fastest).toBeLessThan(0.01);
    expect(told(2)).toMatch(/refused: .*not this way[\s\S]*again: .*not this way/);
  });

  it("cannot be given other code any more, and a person's thinking costs it no run time", async () => {
    let asked = 0;
    await start(
      [act(PUT_AWAY), act(INNOCENT), "Done."],
      async (request) => {
        if (request.editable) return approve();
        asked += 1;
        // Longer than the whole action may take.
        await new Promise((resolve) => setTimeout(resolve, 1500));
        return approve("gripper.close()");
      },
      { actionTimeoutS: 1.2 },
    );
    await session.instruct("look", null);
    // Other code cannot take the place of a program that runs.
    expect(asked).toBe(1);
    expect(told(2)).toContain("cannot be edited");
    expect(fastest).toBeLessThan(0.01);
    expect(of("action_end").map(({ ended_by }) => ended_by)).toEqual(["done", "done"]);
  });

  it("moves once for each approval", async () => {
    let asked = 0;
    await start([act(PUT_AWAY), act(INNOCENT), "Done."], (request) => {
      if (request.editable) return approve();
      asked += 1;
      return asked === 1 ? approve() : reject("enough");
    });
    await session.instruct("look", null);
    expect(asked).toBe(2);
    expect(of("receipt")).toHaveLength(1);
    expect(fastest).toBeGreaterThan(0.1);
    expect(told(2)).toMatch(/reached[\s\S]*again: .*enough/);
  });

  it("put together at run time is shown before it runs", async () => {
    await start([act(HIDDEN), "Done."], () => reject("say what you do"));
    await session.instruct("look", null);
    expect(of("approval_request")[0]?.commands.map(({ name, line }) => [line, name])).toEqual([
      [1, "globals"],
      [5, "getattr"],
    ]);
    expect(fastest).toBeLessThan(0.01);
  });

  it("is held for ROS messages and the gripper as well", async () => {
    const put =
      "scene.objects = gripper.close\nscene.find_all = lambda: ros.publish('/user/light', 'std_msgs/msg/Bool', {'data': True})";
    const held: string[] = [];
    await start([act(put), act("scene.objects()"), act("scene.find_all()"), "Done."], (request) => {
      if (request.editable) return approve();
      held.push(`${request.commands[0]?.name}: ${request.commands[0]?.text}`);
      return reject("no");
    });
    await session.instruct("look", null);
    expect(held).toEqual([
      expect.stringMatching(/^gripper\.close: moves the fingers to 0 m apart/),
      'ros.publish: publishes {"data":true} on /user/light once',
    ]);
    expect(of("primitive_result").map(({ error }) => error?.code)).toEqual(["Denied", "Denied"]);
  });
});
