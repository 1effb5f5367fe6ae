import { describe, expect, it, type TestContext, vi } from "vitest";
import { connectionIs } from "../robot/small-robot.ts";
import { failure } from "./rig.ts";
import { type Deafness, StubbornRobot } from "./stubborn-robot.ts";

/* Each test has a robot of its own, and mostly waits for it: some go side by side. */
vi.setConfig({ maxConcurrency: 3 });

const start = async ({ onTestFinished }: Pick<TestContext, "onTestFinished">): Promise<StubbornRobot> => {
  const robot = await StubbornRobot.start();
  onTestFinished(() => robot.close());
  await robot.forget();
  return robot;
};

describe.concurrent("a stop", () => {
  it("is done when cancelling was enough, and presses nothing further", async (test) => {
    const robot = await start(test);
    const { motion } = await robot.turning();
    const report = await robot.gate.stop("test");
    expect(report).toMatchObject({ stopped: true });
    expect(report.text).toMatch(
      /^Stopped by test: standing still after \d+\.\d\d s, fastest joint 0\.000 rad\/s; the tool/,
    );
    expect(await failure(motion)).toMatchObject({ code: "Stopped", receipt: { ended_by: "cancelled" } });
    expect([robot.goals, robot.told]).toEqual([1, []]);
    expect(robot.gate.latchedBy).toBeNull();
  });

  it("holds the arm where cancelling does nothing", async (test) => {
    const robot = await start(test);
    robot.deafTo.add("cancel");
    await robot.turning();
    const report = await robot.gate.stop("test");
    expect(report).toMatchObject({ stopped: true });
    expect(report.text).toMatch(
      /cancelling was not enough \(fastest joint still 0\.400 rad\/s\); it was told to brake and hold\)/,
    );
    expect([robot.goals, robot.told]).toEqual([2, []]);
    expect(robot.gate.latchedBy).toBeNull();
  });

  const deaf: [deafTo: Deafness[], stopped: boolean, words: RegExp][] = [
    [
      ["cancel", "hold"],
      true,
      /^Stopped by test: .*brake and hold \(fastest joint still 0\.400 rad\/s\); emergency stop latched, true was published/,
    ],
    [
      ["cancel", "hold", "estop"],
      false,
      /^Stop by test: the arm STILL MOVES after .*true was published on \/codeact\/estop \(fastest joint still/,
    ],
  ];
  it.for(deaf)(
    "presses the robot's emergency stop where it is deaf to %s, and latches it",
    async ([deafTo, stopped, words], test) => {
      const robot = await start(test);
      for (const one of deafTo) robot.deafTo.add(one);
      await robot.turning();
      const report = await robot.gate.stop("test");
      expect(report).toMatchObject({ stopped });
      expect(report.text).toMatch(words);
      expect(robot.told).toEqual([true]);
      expect(robot.events.find(({ type }) => type === "estop")).toMatchObject({ latched: true, by: "test" });
      expect(await failure(robot.turn())).toMatchObject({ code: "Denied" });
    },
  );

  it("of a program, by its signal alone, goes as far", async (test) => {
    const robot = await start(test);
    for (const one of ["cancel", "hold"] as const) robot.deafTo.add(one);
    const abort = new AbortController();
    await robot.turning(abort.signal);
    abort.abort("page");
    const pressed = await robot.event("estop");
    expect(pressed).toMatchObject({ latched: true, by: "page" });
    await robot.measured((speed) => speed === 0);
  });
});

describe.concurrent("an arm that is not seen any more", () => {
  it("has its motion cancelled and the emergency stop pressed, and is told of as last seen", async (test) => {
    const robot = await start(test);
    robot.deafTo.add("cancel");
    const { motion } = await robot.turning();
    robot.fallSilent();
    const lost = await failure(motion);
    expect(lost).toMatchObject({ code: "Stale", receipt: { ended_by: "disconnected" } });
    expect(lost.message).toMatch(/last seen at \(.*where it is now is not known/);
    // One goal, cancelled over each of the two connections.
    const cancelled = robot.server.ops("cancel_action_goal").map(({ id }) => id);
    expect(new Set(cancelled).size).toBe(1);
    // Nobody knows where it would have to hold.
    expect([robot.goals, robot.told]).toEqual([1, [true]]);
    const report = await robot.gate.stop("test");
    expect(report).toMatchObject({ stopped: false, max_velocity_rad_s: null });
    expect(report.text).toMatch(/NOT confirmed, because no fresh joint states come/);
    expect((await failure(robot.gate.resetEstop("test"))).message).toMatch(
      /stays latched: no fresh joint states/,
    );
  });
});

describe.concurrent("the latched emergency stop", () => {
  it("refuses every motion, says who and what to do, and sends nothing", async (test) => {
    const robot = await start(test);
    await robot.gate.estop("page");
    expect(robot.events.map(({ type }) => type)).toEqual(["estop", "stop"]);
    for (const command of [
      robot.turn(),
      robot.gate.moveGripper({ width_m: 0.05, force_n: 5 }, new AbortController().signal),
    ]) {
      const denied = await failure(command);
      expect(denied).toMatchObject({ code: "Denied" });
      expect(denied.message).toMatch(/latched \(by page, .*A person must reset it.*a program cannot/);
    }
    await robot.gate.estop("terminal");
    expect(robot.gate.latchedBy).toBe("page");
    expect(robot.goals).toBe(0);
    const released = robot.says(false);
    await robot.gate.resetEstop("page");
    expect(robot.events.at(-1)).toMatchObject({ type: "estop", latched: false, by: "page" });
    await released;
    await robot.turning();
    expect(robot.goals).toBe(1);
    await robot.gate.stop("test");
  });

  it("latches when the robot's side presses it, stops what moves, and its release there resets nothing", async (test) => {
    const robot = await start(test);
    const { motion } = await robot.turning();
    robot.press(true);
    expect(await failure(motion)).toMatchObject({ code: "Stopped" });
    expect(await robot.event("estop")).toMatchObject({ latched: true, by: "robot" });
    robot.press(false);
    await robot.takenIn();
    expect(robot.gate.latchedBy).toBe("robot");
    expect(await failure(robot.turn())).toMatchObject({ code: "Denied" });
    // It was not pressed here, so nothing is said on the topic until a person resets it.
    expect(robot.told).toEqual([]);
  });

  it("is told to the robot again when somebody there releases it, and after a reconnection", async (test) => {
    const robot = await start(test);
    await robot.gate.estop("page");
    expect(robot.told).toEqual([true]);
    const told = robot.says(true);
    robot.press(false);
    await told;
    const again = robot.says(true);
    const lost = new Promise<void>((resolve) => {
      const off = robot.robot.onConnection(() => {
        off();
        resolve();
      });
    });
    robot.server.cut();
    await lost;
    expect((await failure(robot.gate.resetEstop("page"))).message).toMatch(/stays latched: the connection/);
    await again;
    await connectionIs(robot.robot, "connected");
    expect(robot.gate.latchedBy).toBe("page");
  });

  it("is not reset while the arm moves", async (test) => {
    const robot = await start(test);
    for (const one of ["cancel", "hold", "estop"] as const) robot.deafTo.add(one);
    await robot.turning();
    await robot.gate.estop("page");
    expect((await failure(robot.gate.resetEstop("page"))).message).toMatch(
      /stays latched: the arm moves \(fastest joint 0\.400 rad\/s\)/,
    );
    expect(robot.gate.latchedBy).toBe("page");
  });

  it("does not take its own word, coming back late, for the robot's", async (test) => {
    const robot = await start(test);
    robot.echoes = false;
    await robot.gate.estop("page");
    const reset = robot.gate.resetEstop("page");
    await robot.takenIn();
    await robot.takenIn();
    robot.echoes = true;
    robot.press(true); // the echo, after the arm was found standing
    await reset;
    await robot.takenIn();
    expect(robot.gate.latchedBy).toBeNull();
  });

  it("pressed during a reset stays latched", async (test) => {
    const robot = await start(test);
    await robot.gate.estop("page");
    const reset = failure(robot.gate.resetEstop("page"));
    await robot.gate.estop("terminal");
    expect((await reset).message).toMatch(/pressed again meanwhile/);
    expect(robot.gate.latchedBy).toBe("page");
  });
});

describe.concurrent("an arm that does not do what it was told", () => {
  it("is stopped when it is measured beyond a velocity limit", async (test) => {
    const robot = await start(test);
    const { motion } = await robot.turning();
    robot.speed = 9;
    const { result, why } = await motion;
    expect(result).toMatchObject({ ended_by: "limit" });
    expect(why).toMatch(/was measured at 9\.00 rad\/s, its limit is/);
  });
});

it.concurrent("tells the robot that the bridge lives, over and over, for a watchdog there", async (test) => {
  const robot = await start(test);
  const beat = (): Promise<{ msg: { stamp: { sec: number; nanosec: number } } }> =>
    robot.server.next((op) => op.op === "publish" && op.topic === "/codeact/heartbeat") as never;
  const [one, other] = [await beat(), await beat()];
  const time = ({ msg }: typeof one): number => msg.stamp.sec + msg.stamp.nanosec * 1e-9;
  expect(time(other)).toBeGreaterThan(time(one));
});
