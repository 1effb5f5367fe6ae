import { describe, expect, it, type TestContext } from "vitest";
import { Profile } from "../../../bridge/protocol/index.ts";
import { connectionIs } from "../robot/small-robot.ts";
import { ACTION, MovingRobot, type MovingRobotOptions, TOPIC } from "./moving-robot.ts";
import { failure, fastest, Rig } from "./rig.ts";

/* Each test has a robot of its own, and mostly waits for it: many go side by side. */

const start = async (
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
  options: MovingRobotOptions,
): Promise<MovingRobot> => {
  const robot = await MovingRobot.start(options);
  onTestFinished(() => robot.close());
  return robot;
};

/** A trajectory, or a goal with one in it. */
interface Sent {
  readonly points?: unknown[];
  readonly goal?: { readonly trajectory: { readonly points: unknown[] } };
}

const topic = { name: TOPIC, type: "trajectory_msgs/msg/JointTrajectory" };
const ways: [string, MovingRobotOptions, string][] = [
  ["ROS 1, by actionlib", { ros: 1 }, `${ACTION}/goal`],
  ["ROS 1, by the topic alone", { ros: 1, arm: { trajectory_action: null, trajectory_topic: topic } }, TOPIC],
  ["rosbridge 1.x, which ignores goals, by the topic", { actionOperations: "ignored" }, TOPIC],
  [
    "a server that refuses goals, by the topic",
    { actionOperations: "refused", arm: { trajectory_topic: topic } },
    TOPIC,
  ],
  ["ROS 2, by the topic alone", { arm: { trajectory_action: null, trajectory_topic: topic } }, TOPIC],
];

describe.concurrent.each(ways)("%s", (_, options, sentOn) => {
  it("drives a motion to its end and measures it", async (test) => {
    const robot = await start(test, options);
    const { positions } = robot.robot.arm();
    const { result } = await robot.turn(0.3);
    expect(result.ended_by).toBe("reached");
    expect(result.error_rad).toBeLessThan(0.01);
    expect(result.duration_s).toBeGreaterThan(0.5);
    expect(robot.robot.arm().positions[5]).toBeCloseTo((positions[5] ?? 0) + 0.3, 2);
    expect(robot.published(sentOn)).toHaveLength(1);
    expect(robot.server.ops("send_action_goal")).toEqual([]);
  });

  it("stops half-way, and stays where it stopped", async (test) => {
    const robot = await start(test, options);
    const motion = failure(robot.turn(1.5));
    await robot.measured((arm) => Math.abs(arm.velocities[5] ?? 0) > 0.2);
    const report = await robot.gate.stop("test");
    expect(report).toMatchObject({ stopped: true });
    expect(report.text).not.toContain("was not enough");
    expect(await motion).toMatchObject({ code: "Stopped", receipt: { ended_by: "cancelled" } });
    const { positions } = robot.robot.arm();
    await robot.robot.advance(1);
    expect(robot.moves).toBe(false);
    // It is told as standing below 0.025 rad/s, so the last of its braking is still to come.
    expect(robot.robot.arm().positions[5]).toBeCloseTo(positions[5] ?? 0, 2);
    expect(positions[5]).toBeLessThan(0.45 + 1.4);
  });

  it("ends with Disconnected when the line is cut, sends nothing again, and stops what still moves", async (test) => {
    const robot = await start(test, options);
    const motion = failure(robot.turn(2.5));
    await robot.measured((arm) => Math.abs(arm.velocities[5] ?? 0) > 0.2);
    const before = robot.trajectories;
    robot.server.cut();
    expect(await motion).toMatchObject({ code: "Disconnected", receipt: { ended_by: "disconnected" } });
    expect(robot.moves).toBe(true);
    await connectionIs(robot.robot, "connected");
    await robot.gate.refresh();
    await test.expect.poll(() => robot.moves, { timeout: 10_000 }).toBe(false);
    expect(robot.events.at(-1)).toMatchObject({ type: "stop", by: "reconnection", stopped: true });
    // What came after the drop are brakes: single points; or, where it can be told so, to cancel every goal.
    const after = robot.published(sentOn).slice(before) as Sent[];
    if (sentOn.endsWith("/goal")) {
      expect(after).toEqual([]);
      expect(robot.published(`${ACTION}/cancel`)).toContainEqual({ stamp: { secs: 0, nsecs: 0 }, id: "" });
    } else expect(after.length).toBeGreaterThan(0);
    for (const sent of after) expect(sent.points ?? sent.goal?.trajectory.points).toHaveLength(1);
    expect(fastest(robot.robot.arm())).toBeLessThan(0.025);
  });
});

describe.concurrent("the simulator's trajectory topic, with a clock that stands still between motions", () => {
  it("drives a motion, and stops one half-way", async () => {
    const topic = {
      name: "/joint_trajectory_controller/joint_trajectory",
      type: "trajectory_msgs/msg/JointTrajectory",
    };
    const rig = await Rig.start({
      profile: (shipped) =>
        Profile.parse({
          ...shipped,
          arm: { ...shipped.arm, trajectory_action: null, trajectory_topic: topic },
        }),
    });
    try {
      const home = rig.robot.profile.arm?.home ?? [];
      const turned = home.map((value, joint) => (joint === 0 ? value + 0.5 : value));
      const there = await rig.call("arm.move_joints", { positions: turned, speed: 1 });
      expect(there).toMatchObject({ ended_by: "reached" });
      expect(rig.robot.arm().positions[0]).toBeCloseTo((home[0] ?? 0) + 0.5, 2);
      const stop = new AbortController();
      const seen = rig
        .until(({ velocities }) => Math.abs(velocities[0] ?? 0) > 0.05)
        .then(() => stop.abort("test"));
      const back = home.map((value, joint) => (joint === 0 ? value - 1.5 : value));
      const stopped = await failure(
        rig.call("arm.move_joints", { positions: back, speed: 0.2 }, stop.signal),
      );
      await seen;
      expect(stopped).toMatchObject({ code: "Stopped", receipt: { ended_by: "cancelled" } });
      expect(rig.robot.arm().positions[0]).toBeGreaterThan(back[0] ?? 0);
    } finally {
      await rig.close();
    }
  });
});
