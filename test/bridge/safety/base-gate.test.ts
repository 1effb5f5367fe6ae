import { describe, expect, it, type TestContext } from "vitest";
import { type BaseResult, PrimitiveError } from "../../../bridge/protocol/index.ts";
import { connectionIs } from "../robot/small-robot.ts";
import { failure } from "./rig.ts";
import { baseProfile, SmallBase } from "./small-base.ts";

/* Each test has a base of its own, and most of it is waiting for that base: many go side by side. */

/** A base that is closed when its test is over. */
const start = async (
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
  ...how: Parameters<typeof SmallBase.start>
): Promise<SmallBase> => {
  const base = await SmallBase.start(...how);
  onTestFinished(() => base.close());
  return base;
};
const forward = { linear: 0.4, angular: 0, duration_s: 1 };
const zeros = (base: SmallBase) =>
  base.heard.filter(({ linear, angular }) => linear === 0 && angular === 0).length;

describe.concurrent("a drive of the base", () => {
  it("goes as far as speed and time lead, and leaves a receipt of what was measured", async (test) => {
    const base = await start(test);
    const result = await base.call("base.drive", forward);
    expect(result.ended_by).toBe("reached");
    expect(result.commanded).toMatchObject({ x_m: expect.closeTo(1.4, 6), y_m: 2, frame_id: "map" });
    expect(result.measured.x_m).toBeCloseTo(1 + base.x, 3);
    expect(result.distance_m).toBeCloseTo(0.4, 1);
    expect(result.error_m).toBeLessThan(0.05);
    expect(base.receipts[0]?.text).toMatch(
      /^drove 0\.\d\d m and turned 0\.00 rad in \d\.\d s, error \d+ mm, 0\.0°; now at \(1\.\d+, 2\.000\) in map/,
    );
    expect(base.receipts[0]?.receipt).toEqual(result);
    expect(base.heard.at(-1)).toMatchObject({ linear: 0, angular: 0 });
  });

  it("turns on the spot, and drives curves", async (test) => {
    const base = await start(test);
    const turn = await base.call("base.drive", { linear: 0, angular: 1.2, duration_s: 1 });
    expect(turn).toMatchObject({ ended_by: "reached", distance_m: expect.closeTo(0, 2) });
    expect(turn.turned_rad).toBeGreaterThan(1.1);
    const curve = await base.call("base.drive", { linear: -0.3, angular: 0.6, duration_s: 1 });
    expect(curve.ended_by).toBe("reached");
    expect(curve.distance_m).toBeCloseTo(-0.3, 1);
  });

  it("speeds up and slows down within the profile's acceleration, and is repeated all the while", async (test) => {
    const base = await start(test);
    await base.call("base.drive", forward);
    const { heard } = base;
    const moving = heard.slice(0, heard.findIndex(({ linear }) => linear === 0) + 1);
    expect(moving.length).toBeGreaterThan(15);
    // 1 m/s² over the longest pause that there was, rather than over the period: this computer may be busy.
    const pauses = moving.slice(1).map(({ at_ms }, i) => (at_ms - (moving[i]?.at_ms ?? 0)) / 1000);
    const longest = Math.max(0.05, ...pauses);
    for (const [i, { linear }] of moving.slice(1, -1).entries())
      expect(Math.abs(linear - (moving[i]?.linear ?? 0))).toBeLessThanOrEqual(2 * longest + 0.02);
    expect(moving[0]?.linear).toBeLessThanOrEqual(0.06);
    expect(Math.max(...moving.map(({ linear }) => linear))).toBeLessThanOrEqual(0.4);
  });

  it.for([
    [{ linear: 0.6 }, /linear 0\.6 m\/s is above the limit of 0\.5 m\/s/],
    [{ linear: -0.6 }, /linear -0\.6 m\/s is above/],
    [{ angular: 90 }, /angular 90 rad\/s is above the limit of 1\.5 rad\/s.*degrees\? In radians .*1\.571/],
    [{ linear: 0, angular: 0 }, /both 0.*wait\(/],
    [{ duration_s: 0 }, /duration_s/],
    [{ duration_s: 1e9 }, /duration_s/],
  ] as const)("beyond a limit (%o) is refused, and nothing is sent", async ([changes, words], test) => {
    const base = await start(test);
    expect((await failure(base.call("base.drive", { ...forward, ...changes }))).message).toMatch(words);
    expect(base.heard).toEqual([]);
  });

  it("waits for approval, in words of what it does", async (test) => {
    const asked: string[] = [];
    const base = await start(test, baseProfile(), {
      motion: async (text) => {
        asked.push(text);
        throw new PrimitiveError("Denied", "no");
      },
    });
    expect(await failure(base.call("base.drive", forward))).toMatchObject({ code: "Denied" });
    expect(asked).toEqual([expect.stringMatching(/drives the base 0\.40 m forward.*nothing looks out/)]);
    expect(base.heard).toEqual([]);
  });

  it("is sent stamped where the profile says so", async (test) => {
    const cmd_vel = { topic: "/base/cmd", type: "geometry_msgs/msg/TwistStamped" };
    const base = await start(test, baseProfile({ cmd_vel }));
    await base.call("base.drive", { ...forward, duration_s: 0.3 });
    const sent = base.server.ops("publish").filter(({ topic }) => topic === "/base/cmd");
    expect(sent[0]?.msg).toMatchObject({
      header: { frame_id: "base_link", stamp: { sec: expect.any(Number) } },
    });
    expect(base.x).toBeGreaterThan(0.05);
  });

  it("says so when the base is blocked, and when it goes faster than its limit", async (test) => {
    const base = await start(test);
    base.behaviour = "blocked";
    const blocked = await base.call("base.drive", { ...forward, duration_s: 0.5 });
    expect(blocked).toMatchObject({ ended_by: "deviated", error_m: expect.closeTo(0.2, 2) });
    expect(base.receipts[0]?.text).toContain("it was blocked, slipped");
    base.behaviour = "obeys";
    base.gain = 3;
    const fast = await base.call("base.drive", { ...forward, duration_s: 3 });
    expect(fast.ended_by).toBe("limit");
    expect(base.receipts[1]?.text).toMatch(/measured at 0\.\d+ m\/s, its limit is 0\.5 m\/s|measured at 1/);
    expect(base.linear).toBe(0);
  });

  it("does not lead into a keep-out rectangle of the map, but out of it", async (test) => {
    const keep_out = [{ min: [1.2, 1.5], max: [1.6, 2.5] }];
    const base = await start(test, baseProfile({ keep_out }));
    const refused = await failure(base.call("base.drive", forward));
    expect(refused.message).toMatch(/\(1\.2\d?, 2\.00\) would be in the keep-out rectangle .* of frame map/);
    expect(base.heard).toEqual([]);
    const into = await failure(base.call("base.navigate_to", { x: 1.4, y: 2, yaw: 0 }));
    expect(into).toMatchObject({ code: "LimitExceeded" });
    expect(base.goals()).toEqual([]);
    base.x = 0.4;
    await base.robot.freshBase();
    await base.robot.freshBase();
    expect((await base.call("base.drive", { ...forward, linear: -0.4 })).ended_by).toBe("reached");
  });
});

describe.concurrent("a base that is to stop", () => {
  it("is told zero until it is measured standing, and the program hears where it halted", async (test) => {
    const base = await start(test);
    const driving = failure(base.call("base.drive", { ...forward, duration_s: 20 }));
    await base.went(0.1);
    const report = await base.gate.stop("test");
    expect(report).toMatchObject({ stopped: true, max_velocity_rad_s: null });
    expect(report.text).toMatch(
      /^Stopped by test: standing still after \d.*base 0\.000 m\/s and 0\.000 rad\/s; the base is at \(0\.\d+, 0\.000\) in odom/,
    );
    const end = await driving;
    expect(end).toMatchObject({ code: "Stopped", message: expect.stringContaining("It halted at (1.") });
    expect((end.receipt as BaseResult).ended_by).toBe("cancelled");
    expect(zeros(base)).toBeGreaterThan(0);
    expect(base.linear).toBe(0);
  });

  it("stands when its program ends it, or calls base.stop()", async (test) => {
    const base = await start(test);
    const abort = new AbortController();
    const driving = failure(base.call("base.drive", { ...forward, duration_s: 20 }, abort.signal));
    await base.went(0.1);
    abort.abort();
    expect((await driving).code).toBe("Stopped");
    expect(base.linear).toBe(0);
    const place = await base.call("base.stop");
    expect(place).toMatchObject({ frame_id: "map", x_m: expect.closeTo(1 + base.x, 3) });
  });

  it("latches the emergency stop when it does not, after which nothing drives", async (test) => {
    const base = await start(test);
    base.behaviour = "deaf to zero";
    const driving = failure(base.call("base.drive", { ...forward, duration_s: 20 }));
    await base.went(0.1);
    const report = await base.gate.stop("test");
    expect(report.stopped).toBe(false);
    expect(report.text).toMatch(/the base STILL MOVES.*base still 0\.4\d+ m\/s.*emergency stop latched/);
    await driving;
    const told = base.server.ops("publish").filter(({ topic }) => topic === "/codeact/estop");
    expect(told.map(({ msg }) => msg)).toContainEqual({ data: true });
    base.behaviour = "obeys";
    const before = base.heard.length;
    expect(await failure(base.call("base.drive", forward))).toMatchObject({ code: "Denied" });
    expect(base.heard.length).toBe(before);
    await base.gate.resetEstop("test");
    expect((await base.call("base.drive", { ...forward, duration_s: 0.3 })).ended_by).toBe("reached");
  });

  it("stops when odometry falls silent, and is told of as last seen", async (test) => {
    const base = await start(test);
    const driving = failure(base.call("base.drive", { ...forward, duration_s: 20 }));
    await base.went(0.1);
    base.fallSilent();
    const end = await driving;
    expect(end).toMatchObject({ code: "Stale", message: expect.stringContaining("last seen at (1.") });
    expect(zeros(base)).toBeGreaterThan(0);
    expect(base.gate.latchedBy).toBe("the gate (stale)");
  });

  it("ends with the connection, sends nothing later, and is told to stand when it still moves then", async (test) => {
    const base = await start(test);
    base.behaviour = "deaf to zero";
    const driving = failure(base.call("base.drive", { ...forward, duration_s: 20 }));
    await base.went(0.1);
    base.server.cut();
    const end = await driving;
    expect(end).toMatchObject({ code: "Disconnected", message: expect.stringContaining("own watchdog") });
    const before = base.heard.length;
    await connectionIs(base.robot, "connected");
    while (!base.events.some((event) => event.type === "stop")) await base.robot.freshBase();
    expect(base.heard[before]).toMatchObject({ linear: 0, angular: 0 });
    expect(base.events.find(({ type }) => type === "stop")).toMatchObject({ by: "reconnection" });
  });
});

describe.concurrent("navigation", () => {
  const goal = { x: 1.5, y: 2, yaw: 0 };

  it("sends a goal in the map and compares where the base came with it", async (test) => {
    const base = await start(test);
    const going = base.call("base.navigate_to", goal);
    await base.server.next((op) => op.op === "send_action_goal");
    expect(base.goals()[0]).toMatchObject({
      action: "/navigate_to_pose",
      action_type: "nav2_msgs/action/NavigateToPose",
      args: { pose: { header: { frame_id: "map" }, pose: { position: { x: 1.5, y: 2 } } } },
    });
    base.x = 0.4;
    await base.robot.freshBase();
    base.endGoal(4);
    expect(await going).toMatchObject({
      ended_by: "reached",
      commanded: { x_m: 1.5, y_m: 2, frame_id: "map" },
      measured: { x_m: expect.closeTo(1.4, 3), frame_id: "map" },
      error_m: expect.closeTo(0.1, 3),
    });
  });

  it("that gives up is no success, and says why", async (test) => {
    const base = await start(test);
    const going = base.call("base.navigate_to", goal);
    await base.server.next((op) => op.op === "send_action_goal");
    const { id, action } = base.goals()[0] ?? {};
    const feedback = { distance_remaining: 0.52, number_of_recoveries: 3 };
    base.server.send({ op: "action_feedback", id, action, values: feedback });
    base.endGoal(6);
    expect((await going).ended_by).toBe("deviated");
    expect(base.receipts[0]?.text).toMatch(/gave up.*0\.52 m of its way were left, 3 recoveries/);
  });

  it("that says it is there when it is not is contradicted", async (test) => {
    const base = await start(test);
    const going = base.call("base.navigate_to", { ...goal, x: 4 });
    await base.server.next((op) => op.op === "send_action_goal");
    base.endGoal(4);
    expect(await going).toMatchObject({ ended_by: "deviated", error_m: expect.closeTo(3, 2) });
  });

  it("is cancelled by a stop, and at the end of its time", async (test) => {
    const base = await start(test);
    const stopped = failure(base.call("base.navigate_to", goal));
    await base.server.next((op) => op.op === "send_action_goal");
    const cancelled = base.server.next((op) => op.op === "cancel_action_goal");
    await base.gate.stop("test");
    await cancelled;
    expect((await stopped).code).toBe("Stopped");
    const late = failure(base.call("base.navigate_to", { ...goal, timeout_s: 0.3 }));
    expect(await late).toMatchObject({ code: "Timeout", receipt: { ended_by: "timeout" } });
  });

  it("needs to know where the base is on the map", async (test) => {
    const base = await start(test, baseProfile({ map_frame: "elsewhere" }));
    expect(await base.call("base.pose")).toMatchObject({ frame_id: "odom", x_m: 0 });
    expect(await failure(base.call("base.navigate_to", goal))).toMatchObject({
      code: "NotSupported",
      message: expect.stringContaining("in frame elsewhere is not known"),
    });
    expect(base.goals()).toEqual([]);
  });
});

describe.concurrent("a program that speaks ROS to the base", () => {
  const type = "geometry_msgs/msg/Twist";
  const message = { linear: { x: 0.4 }, angular: { z: 0 } };

  it("is driven by the gate, with the same limits and receipt", async (test) => {
    const base = await start(test);
    const params = { topic: "/cmd_vel", type, message, duration_s: 0.5 };
    const result = await base.call("ros.publish", params);
    expect(result).toMatchObject({
      sent: 0,
      text: expect.stringContaining("the gate drove the base itself: drove 0."),
    });
    expect(base.receipts).toHaveLength(1);
    const fast = { ...params, message: { linear: { x: 2 } } };
    expect(await failure(base.call("ros.publish", fast))).toMatchObject({ code: "LimitExceeded" });
    const forever = { ...params, duration_s: null };
    expect((await failure(base.call("ros.publish", forever))).message).toContain("needs an end");
    const sideways = { ...params, message: { linear: { x: 0.1, y: 0.1 } } };
    expect((await failure(base.call("ros.publish", sideways))).message).toContain("only linear.x");
    const other = { ...params, topic: "/other/cmd_vel" };
    expect((await failure(base.call("ros.publish", other))).message).toContain("use base.drive()");
  });

  it("navigates by the gate too", async (test) => {
    const base = await start(test);
    const pose = { position: { x: 1.2, y: 2 }, orientation: { w: 1 } };
    const nav = { action: "/navigate_to_pose", type: "nav2_msgs/action/NavigateToPose" };
    const going = base.call("ros.send_goal", {
      ...nav,
      goal: { pose: { header: { frame_id: "map" }, pose } },
    });
    await base.server.next((op) => op.op === "send_action_goal");
    base.x = 0.2;
    await base.robot.freshBase();
    base.endGoal(4);
    expect(await going).toMatchObject({ status: "succeeded" });
    const elsewhere = { ...nav, goal: { pose: { header: { frame_id: "odom" }, pose } } };
    expect((await failure(base.call("ros.send_goal", elsewhere))).message).toContain('give it in "map"');
  });
});

describe.concurrent("a robot without an arm", () => {
  it("says so of every primitive of the arm and the hand, and can be looked at and waited for", async (test) => {
    const base = await start(test, baseProfile(), undefined, false);
    for (const name of ["arm.home", "arm.pose", "arm.stop"] as const)
      expect(await failure(base.call(name))).toMatchObject({
        code: "NotSupported",
        message:
          'Robot "small_base" has no arm. Use what it has: base.pose(), base.drive() and base.navigate_to().',
      });
    expect((await failure(base.call("gripper.open"))).code).toBe("NotSupported");
    expect(await base.call("wait", { seconds: 0.2 })).toBeGreaterThanOrEqual(0.2);
    expect(base.robot.now()).not.toBeNull();
  });
});
