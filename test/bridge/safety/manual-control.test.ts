import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { planHome } from "../../../bridge/primitives/home.ts";
import { planPose } from "../../../bridge/primitives/pose-plan.ts";
import { armOf, type EventBody, type ManualMove } from "../../../bridge/protocol/index.ts";
import { angleBetween } from "../../../bridge/robot/kinematics/rotation.ts";
import { ManualControl } from "../../../bridge/safety/manual-control.ts";
import { failure, fastest, Rig } from "./rig.ts";

/* Moves by hand on the real simulator in real time, through the real gate. */

type ManualEvent = Extract<EventBody, { type: "manual" }>;

const SIGN_MS = 100;
let rig: Rig;
let manual: ManualControl;
let busy = false;
let presses = 0;

/** A press of a button: signs go on until it is released, or the page falls silent. */
class Press {
  readonly hold = `press ${++presses}`;
  readonly client: string;
  readonly over: Promise<void>;
  readonly #signs: NodeJS.Timeout;

  constructor(move: ManualMove, client = "page 1") {
    this.client = client;
    this.over = manual.start({ client, hold: this.hold, move, by: "page" });
    this.over.catch(() => {});
    this.#signs = setInterval(() => manual.sign(client, this.hold), SIGN_MS);
  }
  fallSilent(): void {
    clearInterval(this.#signs);
  }
  release(): void {
    this.fallSilent();
    manual.release(this.client, this.hold);
  }
}

const at = (joint: string): number =>
  rig.robot.arm().positions[armOf(rig.robot.profile).arm.joints.indexOf(joint)] ?? Number.NaN;
const told = (): ManualEvent => {
  const found = rig.events.findLast(({ type }) => type === "manual");
  if (found?.type !== "manual") throw new Error("no manual event was emitted");
  return found;
};
const moving = () => rig.until((reading) => fastest(reading) > 0.2);
/** It stands, and goes on standing. */
const stands = async (): Promise<void> => {
  for (let reading = 0; reading < 10; reading++)
    expect(fastest(await rig.robot.freshArm(undefined, 10))).toBeLessThan(0.025);
};
const elbow = (direction: 1 | -1, speed_rad_s = 0.6, joint = "elbow_joint"): ManualMove => ({
  kind: "joint",
  joint,
  direction,
  speed_rad_s,
});

beforeAll(async () => {
  rig = await Rig.start({ clock: "realtime" });
  const { robot, gate } = rig;
  manual = new ManualControl({
    robot,
    gate,
    emit: (event) => void rig.events.push(event),
    planHome: (from, signal) => planHome(robot.model, gate, armOf(robot.profile).arm.home, { from, signal }),
    planPose: (pose, from, signal) => planPose(robot, gate, pose, { from, signal }),
    busy: () => busy,
  });
});
afterAll(() => rig?.close());
afterEach(async () => {
  busy = false;
  if (rig.gate.latchedBy !== null) await rig.gate.resetEstop("test");
  // Quickly, in real time; where the straight way is not free, as arm.home() finds it.
  const back = { positions: armOf(rig.robot.profile).arm.home, speed: 2 };
  await rig.call("arm.move_joints", back).catch(() => rig.call("arm.home"));
  rig.events.length = 0;
});

describe("a joint moved by hand", () => {
  it("moves while the button is held, stands when it is released, and tells what was measured", async () => {
    const before = at("elbow_joint");
    const press = new Press(elbow(1));
    await rig.until(() => at("elbow_joint") > before + 0.3);
    expect(manual.active).toBe(true);
    const released = at("elbow_joint");
    press.release();
    await press.over;
    expect(manual.active).toBe(false);
    await stands();
    const after = at("elbow_joint");
    expect(after).toBeGreaterThan(released - 0.01);
    expect(after - released).toBeLessThan(0.25);
    const { text, python, receipt, by } = told();
    expect(by).toBe("page");
    expect(text).toMatch(/^elbow_joint \+: 1\.57\d → \d\.\d{3} in .*, released; the tool is at/);
    expect(receipt).toMatchObject({ ended_by: "cancelled", measured: { frame_id: "base_link" } });
    // The Python leads to the measured end, from anywhere.
    const [, angle] = /^arm\.move_joints\(\{"elbow_joint": (\d\.\d+)\}, speed=0\.6\)$/.exec(python) ?? [];
    expect(Math.abs(Number(angle) - after)).toBeLessThan(0.01);
  });

  it("stops without a sign of who holds it", async () => {
    const press = new Press(elbow(-1));
    await moving();
    press.fallSilent();
    await press.over;
    await stands();
    expect(told().text).toMatch(/let go: no sign of who holds it for 400 ms/);
  });

  it("stops when the page is gone, and for no other page's release", async () => {
    const press = new Press(elbow(-1), "page 7");
    await moving();
    manual.release("page 8", press.hold);
    manual.clientGone("page 8");
    await moving();
    manual.clientGone("page 7");
    await press.over;
    await stands();
    expect(told().text).toMatch(/let go: the page that held it is gone/);
    press.fallSilent();
  });

  it("ends before its limit however long it is held, and says why it goes no further", async () => {
    const { limits, jointNames } = rig.robot.model;
    const joint = jointNames.indexOf("wrist_3_joint");
    const { upper } = limits[joint] ?? { upper: 0 };
    const start = rig.robot.arm().positions.map((value, index) => (index === joint ? upper - 0.4 : value));
    await rig.call("arm.move_joints", { positions: start, speed: 2.5 });
    const move = elbow(1, 0.6, "wrist_3_joint");
    const seen = rig.record();
    const press = new Press(move);
    await press.over;
    const most = Math.max(...seen().map((positions) => positions[joint] ?? 0));
    expect(most).toBeLessThanOrEqual(upper);
    expect(most).toBeGreaterThan(upper - 0.03);
    expect(told().text).toMatch(/as far as it may go: the limit of wrist_3_joint is/);
    const again = await failure(new Press(move).over);
    expect(again.code).toBe("LimitExceeded");
    expect(again.message).toMatch(/wrist_3_joint cannot go on in this direction: .* its limit is/);
    press.fallSilent();
  });
});

describe("the tool moved by hand", () => {
  it("goes straight along an axis of the base, turned as it was", async () => {
    const { model } = rig.robot;
    const before = model.forward(rig.robot.arm().positions);
    const seen = rig.record();
    const press = new Press({ kind: "linear", axis: "y", frame: "base", direction: 1, speed_m_s: 0.15 });
    await rig.until(({ positions }) => model.forward(positions).position[1] > before.position[1] + 0.12);
    press.release();
    await press.over;
    await stands();
    const path = seen().map((positions) => model.forward(positions));
    for (const { position, orientation } of path) {
      expect(Math.hypot(position[0] - before.position[0], position[2] - before.position[2])).toBeLessThan(
        0.003,
      );
      expect(angleBetween(orientation, before.orientation)).toBeLessThan(0.01);
    }
    const { text, python } = told();
    expect(text).toMatch(/^tool \+y of the base frame: 1\d\d\.\d mm in .*, released/);
    expect(python).toMatch(/^arm\.move_to\(\[.*\], \[.*\], straight=True, speed=0\.15\)$/);
  });

  it("goes down to the table and not into it, and then names what is in the way", async () => {
    await rig.call("arm.move_to", { position: [0.4, 0.1, 0.15], orientation: null, speed: 0.8 });
    const down: ManualMove = { kind: "linear", axis: "z", frame: "tool", direction: 1, speed_m_s: 0.25 };
    const press = new Press(down);
    await press.over;
    press.fallSilent();
    const { text, receipt } = told();
    expect(receipt).toMatchObject({ ended_by: "reached", contact: false });
    expect(text).toMatch(/as far as it may go: .*(table|workspace)/);
    expect(rig.robot.model.forward(rig.robot.arm().positions).position[2]).toBeGreaterThan(0);
    const refused = await failure(new Press(down).over);
    expect(refused.message).toMatch(/^The tool cannot go on in this direction: .*(table|workspace)/);
    expect(refused.message).not.toMatch(/may_touch|straight=/);
  });

  it("turns about an axis of its own in place, no faster than asked", async () => {
    const { model } = rig.robot;
    const before = model.forward(rig.robot.arm().positions);
    const press = new Press({ kind: "angular", axis: "x", frame: "tool", direction: -1, speed_rad_s: 0.4 });
    let fastestTurn = 0;
    let last: { stamp_s: number; orientation: typeof before.orientation } | null = null;
    await rig.until(({ positions, stamp_s }) => {
      const { position, orientation } = model.forward(positions);
      const off = Math.hypot(...position.map((value, axis) => value - (before.position[axis] ?? 0)));
      expect(off).toBeLessThan(0.003);
      if (last && stamp_s - last.stamp_s < 0.1) return false;
      if (last) {
        const turn = angleBetween(orientation, last.orientation) / (stamp_s - last.stamp_s);
        fastestTurn = Math.max(fastestTurn, turn);
      }
      last = { stamp_s, orientation };
      return angleBetween(orientation, before.orientation) > 0.4;
    });
    press.release();
    await press.over;
    expect(fastestTurn).toBeGreaterThan(0.2);
    expect(fastestTurn).toBeLessThan(0.42);
    expect(told().text).toMatch(/^tool turned − about x of the tool frame: \d\d\.\d° in/);
    await stands();
  });
});

describe("a target set by hand", () => {
  const offset = ([x, y, z]: readonly number[]): Extract<ManualMove, { kind: "pose" }> => {
    const { position, orientation } = rig.robot.model.forward(rig.robot.arm().positions);
    const at = [position[0] + (x ?? 0), position[1] + (y ?? 0), position[2] + (z ?? 0)] as const;
    return { kind: "pose", position: [...at], orientation, speed_m_s: 0.2 };
  };
  const awayFrom = ({ position }: { position: readonly number[] }): number => {
    const tool = rig.robot.model.forward(rig.robot.arm().positions).position;
    return Math.hypot(...tool.map((value, axis) => value - (position[axis] ?? 0)));
  };

  it("is gone to in a straight line while held, and it ends there by itself", async () => {
    const { model } = rig.robot;
    const before = model.forward(rig.robot.arm().positions);
    const move = offset([0, 0.12, 0]);
    const seen = rig.record();
    const press = new Press(move);
    await press.over;
    press.fallSilent();
    expect(awayFrom(move)).toBeLessThan(0.003);
    for (const { position } of seen().map((positions) => model.forward(positions)))
      expect(Math.abs(position[2] - before.position[2])).toBeLessThan(0.003);
    expect(told()).toMatchObject({
      text: /^tool to \(.*\): 1[12]\d\.\d mm in .*, at the target; the tool is at/ as never,
      python: /^arm\.move_to\(\[.*\], \[.*\], straight=True, speed=0\.2\)$/ as never,
      receipt: { ended_by: "reached" },
    });
  });

  it("is not gone on to when the button is released on the way, and what was measured is told", async () => {
    const move = offset([0, 0.25, 0]);
    const press = new Press(move);
    await rig.until(() => awayFrom(move) < 0.17);
    press.release();
    await press.over;
    await stands();
    expect(awayFrom(move)).toBeGreaterThan(0.03);
    const { text, receipt, python } = told();
    expect(text).toMatch(/, released; the tool is at/);
    expect(receipt).toMatchObject({ ended_by: "cancelled" });
    // The Python leads to where it stands, not to where it was to go.
    const [, x, y, z] = /^arm\.move_to\(\[(.+?), (.+?), (.+?)\]/.exec(python) ?? [];
    expect(awayFrom({ position: [Number(x), Number(y), Number(z)] })).toBeLessThan(0.005);
  });

  it("is let go of when the page that holds it is gone", async () => {
    const move = offset([0, -0.25, 0]);
    const press = new Press(move, "page 9");
    await moving();
    manual.clientGone("page 9");
    await press.over;
    press.fallSilent();
    await stands();
    expect(awayFrom(move)).toBeGreaterThan(0.03);
    expect(told().text).toMatch(/let go: the page that held it is gone/);
  });

  it("takes only the joints that were set, and leads to them", async () => {
    const before = rig.robot.arm().positions;
    const press = new Press({
      kind: "joints",
      positions: { elbow_joint: at("elbow_joint") + 0.3, wrist_3_joint: at("wrist_3_joint") - 0.4 },
      speed_rad_s: 0.8,
    });
    await press.over;
    press.fallSilent();
    const moved = rig.robot.arm().positions.map((value, joint) => value - (before[joint] ?? 0));
    for (const [joint, by] of [0, 0, 0.3, 0, 0, -0.4].entries())
      expect(Math.abs((moved[joint] ?? 9) - by)).toBeLessThan(0.01);
    expect(told()).toMatchObject({
      text: /elbow_joint, wrist_3_joint to the set positions: moved in .*, at the target/ as never,
      python: /^arm\.move_joints\(\[.*\], speed=0\.8\)$/ as never,
    });
  });

  it("on the other side of the arm's own column is gone to around it", async () => {
    const { robot, gate } = rig;
    const turned = (pan: number): number[] =>
      robot.arm().positions.map((value, joint) => (joint === 0 ? pan : value));
    await gate.refresh();
    const signal = AbortSignal.timeout(60_000);
    const across = await planPose(robot, gate, robot.model.forward(turned(-1.5)), {
      from: turned(1.5),
      signal,
    });
    expect(across.straight).toBe(false);
    const beside = await planPose(robot, gate, robot.model.forward(turned(1.2)), {
      from: turned(1.5),
      signal,
    });
    expect(beside.straight).toBe(true);
  });

  const bad: [string, () => ManualMove, string, RegExp][] = [
    ["out of reach", () => offset([0, 0, 5]), "InvalidArgument", /farther than 3 m; are these millimetres/],
    ["outside the workspace", () => offset([1.6, 0, 0]), "LimitExceeded", /would leave the workspace/],
    [
      "with the hand in the table",
      () => ({ ...offset([]), position: [0.45, 0, 0.03], orientation: [0, Math.SQRT1_2, 0, Math.SQRT1_2] }),
      "CollisionAhead",
      /table/,
    ],
    ["where it is", () => offset([0, 0, 0]), "InvalidArgument", /The tool is at the target already/],
    [
      "too fast",
      () => ({ ...offset([0, 0.1, 0]), speed_m_s: 1.2 }),
      "LimitExceeded",
      /speed 1\.2 m\/s is above/,
    ],
    [
      "no orientation",
      () => ({ ...offset([0, 0.1, 0]), orientation: [0, 0, 0, 0] }),
      "InvalidArgument",
      /orientation \(0, 0, 0, 0\) has length 0/,
    ],
    [
      "beyond a joint's limit",
      () => ({ kind: "joints", positions: { elbow_joint: 4 }, speed_rad_s: 1 }),
      "LimitExceeded",
      /joint elbow_joint at 4\.000 rad is outside/,
    ],
    [
      "of an unknown joint",
      () => ({ kind: "joints", positions: { tail: 1 }, speed_rad_s: 1 }),
      "InvalidArgument",
      /There is no joint "tail"/,
    ],
    [
      "below the workspace by its joints",
      () => ({ kind: "joints", positions: { shoulder_lift_joint: 0.3 }, speed_rad_s: 1 }),
      "LimitExceeded",
      /would leave the workspace/,
    ],
  ];
  it.each(bad)("%s is refused with the reason, and nothing moves", async (_, move, code, words) => {
    const before = rig.robot.arm().positions;
    const press = new Press(move());
    const refused = await failure(press.over);
    press.fallSilent();
    expect(refused).toMatchObject({ code, message: words as never });
    await stands();
    for (const [joint, value] of before.entries())
      expect(Math.abs((rig.robot.arm().positions[joint] ?? 9) - value)).toBeLessThan(0.005);
  });

  it("is refused while the emergency stop is latched", async () => {
    await rig.gate.estop("page");
    const press = new Press(offset([0, 0.1, 0]));
    expect(await failure(press.over)).toMatchObject({ code: "Denied", message: /latched/ as never });
    press.fallSilent();
  });
});

describe("home and gripper by hand", () => {
  it("goes home while held", async () => {
    await rig.call("arm.move_joints", { positions: { shoulder_pan_joint: 0.6, elbow_joint: 1.2 }, speed: 2 });
    const press = new Press({ kind: "home", speed_rad_s: 1 });
    await press.over;
    press.fallSilent();
    for (const [joint, value] of armOf(rig.robot.profile).arm.home.entries())
      expect(Math.abs((rig.robot.arm().positions[joint] ?? 9) - value)).toBeLessThan(0.03);
    expect(told()).toMatchObject({ python: "arm.home()", receipt: { ended_by: "reached" } });
  });

  it("moves the fingers on a click, without holding", async () => {
    await manual.start({
      client: "page 1",
      hold: "click",
      move: { kind: "gripper", width_m: 0.03 },
      by: "page",
    });
    expect(rig.robot.fingers().width_m).toBeCloseTo(0.03, 2);
    expect(told()).toMatchObject({ python: "gripper.open(0.03)", receipt: { holding: false } });
    expect(told().text).toMatch(/^gripper opened: fingers 30\.\d mm apart/);
  });
});

describe("what has the last word", () => {
  it("a stop ends it, and says who stopped", async () => {
    const press = new Press(elbow(1));
    await moving();
    expect(await rig.gate.stop("terminal")).toMatchObject({ stopped: true });
    await press.over;
    press.fallSilent();
    expect(told().text).toMatch(/, stop by terminal;/);
  });

  it("a stop while the way is still being planned keeps it from beginning", async () => {
    const before = rig.robot.arm().positions;
    const press = new Press(elbow(1));
    await rig.gate.stop("terminal");
    await press.over;
    press.fallSilent();
    expect(told()).toMatchObject({ receipt: null, text: /nothing moved \(stop by terminal\)/ as never });
    await stands();
    for (const [joint, value] of before.entries())
      expect(Math.abs((rig.robot.arm().positions[joint] ?? 9) - value)).toBeLessThan(0.005);
  });

  it("an emergency stop ends it and refuses the next, until it is reset", async () => {
    const press = new Press(elbow(1));
    await moving();
    await rig.gate.estop("page");
    await press.over;
    press.fallSilent();
    expect(told().text).toMatch(/, emergency stop by page;/);
    const refused = new Press(elbow(-1));
    expect(await failure(refused.over)).toMatchObject({ code: "Denied", message: /latched/ as never });
    refused.fallSilent();
    await stands();
  });

  it("a task: it is refused while one runs", async () => {
    busy = true;
    const refused = await failure(new Press(elbow(1)).over);
    expect(refused).toMatchObject({ code: "Denied" });
    expect(refused.message).toMatch(/A task has the robot/);
    await stands();
  });

  it("the first of two presses: the second is refused, and the first goes on", async () => {
    const press = new Press(elbow(1));
    await moving();
    const second = await failure(new Press(elbow(-1), "page 2").over);
    expect(second.message).toMatch(/being moved by hand already: elbow_joint \+\. One at a time/);
    await moving();
    press.release();
    // The next may be pressed while the arm still comes to a stand.
    const next = new Press(elbow(-1));
    await press.over;
    await moving();
    next.release();
    await next.over;
  });

  const tooFast: [ManualMove, RegExp][] = [
    [elbow(1, 2.6), /speed 2\.6 is above the limit of 2\.5 rad\/s of elbow_joint/],
    [{ kind: "linear", axis: "x", frame: "base", direction: 1, speed_m_s: 1.1 }, /speed 1\.1 m\/s is above/],
    [{ kind: "angular", axis: "x", frame: "base", direction: 1, speed_rad_s: 3 }, /speed 3 rad\/s is above/],
    [{ kind: "home", speed_rad_s: 3 }, /speed 3 rad\/s is above/],
    [{ kind: "gripper", width_m: 0.2 }, /width 0\.2 m is outside/],
  ];
  it.each(tooFast)("the limits: %j is refused, not slowed", async (move, words) => {
    const press = new Press(move);
    const refused = await failure(press.over);
    press.fallSilent();
    expect(refused).toMatchObject({ code: "LimitExceeded" });
    expect(refused.message).toMatch(words);
    await stands();
  });
});
