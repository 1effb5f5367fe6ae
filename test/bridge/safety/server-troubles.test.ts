import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { connectionIs } from "../robot/small-robot.ts";
import { ACTION, MovingRobot, type MovingRobotOptions, TOPIC } from "./moving-robot.ts";
import { failure } from "./rig.ts";

/* Each test, or group of tests, has a robot of its own, and mostly waits for it: many go side by side. */

const start = async (
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
  options: MovingRobotOptions,
): Promise<MovingRobot> => {
  const robot = await MovingRobot.start(options);
  onTestFinished(() => robot.close());
  return robot;
};
const halfway = (robot: MovingRobot): Promise<void> =>
  robot.measured((arm) => Math.abs(arm.velocities[5] ?? 0) > 0.2);

describe.concurrent("a rosbridge without action operations", () => {
  it("is told of once, however often it is connected to", async (test) => {
    const robot = await start(test, { actionOperations: "ignored" });
    await robot.turn(0.1);
    robot.server.cut();
    await connectionIs(robot.robot, "reconnecting");
    await connectionIs(robot.robot, "connected");
    await robot.turn(0.1);
    const notices = robot.events.filter((event) => event.type === "notice");
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ level: "warning", text: expect.stringContaining(TOPIC) });
    expect(notices[0]).toMatchObject({ text: expect.stringContaining("rosbridge 1.x") });
  });

  it("moves no gripper and takes no goal, and says what to do", async (test) => {
    const robot = await start(test, {
      actionOperations: "ignored",
      profile: { allow: { goals: [{ name: "/user/count", type: "lamp_msgs/action/Count" }] } },
    });
    const signal = new AbortController().signal;
    const grip = await failure(robot.gate.moveGripper({ width_m: 0.05, force_n: 10 }, signal));
    expect(grip).toMatchObject({
      code: "NotSupported",
      message: expect.stringContaining("nothing was sent"),
    });
    expect(grip.message).toContain("rosbridge_suite 2.0");
    const count = {
      action: "/user/count",
      type: "lamp_msgs/action/Count",
      goal: {},
      timeout_s: null,
      feedback: false,
    };
    const goal = robot.gate.ros.sendGoal(
      count,
      signal,
      () => {},
      () => {},
    );
    expect(await failure(goal)).toMatchObject({ code: "NotSupported" });
    expect(robot.server.ops("send_action_goal")).toEqual([]);
  });

  it("drives no arm when nobody listens for trajectories, and names the field of the profile", async (test) => {
    const robot = await start(test, { actionOperations: "refused", topicListens: false });
    expect(await failure(robot.turn(0.1))).toMatchObject({
      code: "NotSupported",
      message: expect.stringContaining("name arm.trajectory_topic, the topic on which its controller takes"),
    });
    expect(robot.server.ops("publish").filter(({ topic }) => topic === TOPIC)).toEqual([]);
  });
});

describe.concurrent("an arm that is driven by topic", () => {
  let robot: MovingRobot;
  beforeAll(async () => {
    robot = await MovingRobot.start({ actionOperations: "ignored" });
  });
  afterAll(() => robot?.close());

  it.sequential("that stands short of its goal is told of as measured", async () => {
    robot.stuckAfter_s = 0.4;
    const { result, why } = await robot.turn(0.5);
    robot.stuckAfter_s = Number.POSITIVE_INFINITY;
    expect(result.ended_by).toBe("deviated");
    expect(why).toMatch(/stands .* after the planned end, and wrist_3_joint is 0\.\d+ rad short/);
  });

  it.sequential("that does not move at all was not driven", async () => {
    robot.deafTo.add("trajectory");
    const refused = await failure(robot.turn(0.3));
    robot.deafTo.clear();
    expect(refused).toMatchObject({
      code: "Denied",
      message: expect.stringContaining("is a controller listening"),
    });
  });

  it.sequential("is braked when its joint states stop coming, from where it was planned to be", async () => {
    const motion = failure(robot.turn(1.5));
    await halfway(robot);
    const before = robot.trajectories;
    const braked = robot.server.next((op) => op.op === "publish" && op.topic === TOPIC);
    robot.pause();
    const { msg } = (await braked) as { msg: { points: { positions: number[] }[] } };
    const { positions } = robot;
    robot.resume();
    expect(msg.points).toHaveLength(1);
    // Where the plan had come to half a second later, not where the arm was seen last.
    expect((msg.points[0]?.positions[5] ?? 0) - (positions[5] ?? 0)).toBeGreaterThan(0.1);
    expect(await motion).toMatchObject({ code: "Stale" });
    expect(robot.trajectories).toBeGreaterThan(before);
    await robot.measured((arm) => Math.abs(arm.velocities[5] ?? 0) < 0.01);
  });

  it.sequential("that goes elsewhere ends the motion and is brought to a stand", async () => {
    const motion = robot.turn(1.5);
    await halfway(robot);
    const away = robot.positions.map((value, joint) => (joint === 0 ? value - 0.8 : value));
    robot.command(away, 0.8);
    const { result, why } = await motion;
    expect(result.ended_by).toBe("deviated");
    expect(why).toContain("something else moves it");
    expect(robot.moves).toBe(false);
  });
});

describe.concurrent("an action server of ROS 1", () => {
  let robot: MovingRobot;
  beforeAll(async () => {
    robot = await MovingRobot.start({ ros: 1 });
  });
  afterAll(() => robot?.close());

  it.sequential("that ends in the midst of a motion has lost the goal", async () => {
    const motion = robot.turn(0.8);
    await halfway(robot);
    robot.die();
    const { result, why } = await motion;
    expect(result.ended_by).toBe("deviated");
    expect(why).toContain("lost the goal");
    robot.restart();
  });

  it.sequential("that does not take the goal has refused the motion", async () => {
    robot.deafTo.add("goal");
    const refused = await failure(robot.turn(0.3));
    robot.deafTo.clear();
    expect(refused).toMatchObject({
      code: "Denied",
      message: expect.stringContaining("did not take the goal"),
    });
  });

  it.sequential("that follows somebody else's goal has preempted ours", async () => {
    const motion = failure(robot.turn(0.8));
    await halfway(robot);
    robot.preempt();
    expect(await motion).toMatchObject({
      code: "Stopped",
      message: expect.stringContaining("was preempted"),
    });
  });

  it.sequential("is spoken to as ROS 1 spells it, in every type and stamp", async () => {
    await robot.server.next((op) => op.op === "publish" && op.topic === "/codeact/heartbeat");
    await robot.gate.estop("test");
    await robot.gate.resetEstop("test");
    expect(robot.types).toContain("control_msgs/FollowJointTrajectoryActionGoal");
    expect(robot.types).toContain("sensor_msgs/JointState");
    expect(robot.types).toContain("std_msgs/Bool");
    expect(robot.types.filter((type) => type.split("/").length !== 2)).toEqual([]);
    const sent = JSON.stringify(robot.server.received);
    expect(sent).toContain('"secs":');
    expect(sent).not.toMatch(/"(sec|nanosec)":/);
    expect(robot.published(`${ACTION}/cancel`)).not.toEqual([]);
  });
});

describe.concurrent("a line that is open and brings nothing any more", () => {
  const dropped = (robot: MovingRobot): Promise<void> => connectionIs(robot.robot, "reconnecting");

  it("is dialled again while the arm rests", async (test) => {
    const robot = await start(test, { ros: 1 });
    robot.server.fallMute();
    await dropped(robot);
    await connectionIs(robot.robot, "connected");
    await robot.robot.freshArm(undefined, 5);
    expect(
      robot.events.filter((event) => event.type === "connection").map(({ text }) => text),
    ).toContainEqual(expect.stringContaining("no joint states on /joint_states for 10 s"));
    expect((await robot.turn(0.1)).result.ended_by).toBe("reached");
  });

  it("in the midst of a motion ends it, which is told to stop, and is dialled again", async (test) => {
    const robot = await start(test, { ros: 1 });
    const motion = failure(robot.turn(2.5));
    await halfway(robot);
    robot.server.fallMute();
    expect(await motion).toMatchObject({ code: "Stale", receipt: { ended_by: "disconnected" } });
    expect(robot.moves).toBe(false);
    // Nobody saw the arm stand, so its emergency stop was pressed.
    expect(robot.gate.latchedBy).toContain("stale");
    await dropped(robot);
    await connectionIs(robot.robot, "connected");
    await robot.robot.freshArm(undefined, 5);
    await robot.gate.resetEstop("test");
    expect((await robot.turn(0.1)).result.ended_by).toBe("reached");
  });

  it("and takes nothing either: what still moves is stopped once it is dialled again", async (test) => {
    const robot = await start(test, { actionOperations: "ignored" });
    const motion = failure(robot.turn(3));
    await halfway(robot);
    robot.server.fallMute();
    robot.server.fallSilent();
    expect(await motion).toMatchObject({ code: expect.stringMatching(/Stale|Disconnected/) });
    expect(robot.moves).toBe(true);
    await dropped(robot);
    await connectionIs(robot.robot, "connected");
    await robot.gate.refresh();
    expect(robot.moves).toBe(false);
  });
});
