import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { armOf, type EventBody, Profile } from "../../../bridge/protocol/index.ts";
import { Actuators } from "../../../bridge/robot/actuators.ts";
import { discover } from "../../../bridge/robot/discover.ts";
import { loadProfile } from "../../../bridge/robot/profiles.ts";
import { connectRobot, type Robot } from "../../../bridge/robot/robot.ts";
import { type Simulator, startSimulator } from "../../../sim/simulator.ts";

describe("the simulated arm, clock fast", () => {
  let simulator: Simulator;
  let robot: Robot;
  const events: EventBody[] = [];
  beforeAll(async () => {
    simulator = await startSimulator({ scene: "table", seed: 3, clock: "fast" });
    robot = await connectRobot({
      url: simulator.url,
      profile: loadProfile("simulated_arm"),
      emit: (event) => void events.push(event),
    });
  });
  afterAll(async () => {
    await robot?.close();
    await simulator?.close();
  });
  const home = armOf(loadProfile("simulated_arm")).arm.home;

  it("tells its clock, scene and seed, and stands at home", () => {
    expect([robot.clock, robot.scene, robot.seed]).toEqual(["fast", "table", 3]);
    robot
      .arm()
      .positions.forEach((position, i) => void expect(position).toBeCloseTo(home[i] ?? Number.NaN, 2));
    expect(robot.fingers().width_m).toBeCloseTo(0.08, 2);
  });

  it("has the tool where the kinematics of its URDF say", async () => {
    const { positions } = await robot.freshArm();
    const told = await robot.frame("tcp");
    const computed = robot.model.forward(positions);
    computed.position.forEach((value, axis) => void expect(told?.position[axis]).toBeCloseTo(value, 5));
  });

  it("lets exactly the asked time pass, and no other", async () => {
    const before = robot.now();
    expect(await robot.advance(1.3)).toBeCloseTo(1.3, 6);
    const after = await robot.freshArm();
    expect(after.stamp_s - (before ? before.sec + before.nanosec * 1e-9 : Number.NaN)).toBeCloseTo(1.3, 6);
    const stop = new AbortController();
    const long = robot.advance(3600, stop.signal);
    stop.abort();
    await expect(long).rejects.toMatchObject({ code: "Stopped" });
  });

  it("sees the objects, feels the wrist and takes pictures of now", async () => {
    const seen = await robot.detections(5);
    const now = (await robot.freshArm()).stamp_s;
    expect(seen.find(({ name }) => name === "red_cube")).toMatchObject({
      color: "red",
      shape: "cube",
      stamp_s: now,
    });
    expect((await robot.wrench()).stamp_s).toBeGreaterThan(now - 0.11);
    for (const camera of ["overhead", "wrist"]) {
      const { width, height, rgb, depth_m, stamp_s } = await robot.capture(
        camera,
        AbortSignal.timeout(30_000),
      );
      expect(rgb).toHaveLength(width * height * 3);
      expect(depth_m).toHaveLength(width * height);
      expect(stamp_s).toBeGreaterThanOrEqual(now);
    }
  });

  it("follows a trajectory and closes its hand", async () => {
    const actuators = new Actuators(robot);
    const { positions } = await robot.freshArm();
    const target = positions.map((position, i) => (i === 5 ? position + 0.3 : position));
    const zero = positions.map(() => 0);
    const goal = actuators.sendTrajectory({
      jointNames: armOf(robot.profile).arm.joints,
      points: [
        { time_s: 0, positions, velocities: zero, accelerations: zero },
        { time_s: 1, positions: target, velocities: zero, accelerations: zero },
      ],
      duration_s: 1,
    });
    expect(await goal.end).toMatchObject({ status: 4, error: "" });
    expect((await robot.freshArm()).positions[5]).toBeCloseTo(target[5] ?? Number.NaN, 2);
    expect(await actuators.sendGripper(0.03, 20).end).toMatchObject({ status: 4 });
    await robot.freshArm();
    expect(robot.fingers().width_m).toBeCloseTo(0.03, 2);
  });

  it("ends a goal for joints that it does not have with the reason", async () => {
    const points = [{ time_s: 1, positions: [0], velocities: [0], accelerations: [0] }];
    const goal = new Actuators(robot).sendTrajectory({ jointNames: ["tail"], points, duration_s: 1 });
    const end = await goal.end;
    expect(end.status).not.toBe(4);
    expect(end.error).toMatch(/joint/i);
  });

  it("reads its topics", async () => {
    expect((await robot.topics()).map(({ name }) => name)).toContain("/joint_states");
    expect(await robot.readTopic("/robot_description", 5)).toMatchObject({ data: robot.urdf });
    expect(await robot.readTopic("/clock", 5)).toMatchObject({ clock: { sec: expect.any(Number) } });
  });
});

describe("the simulated arm, clock realtime", () => {
  it("waits by the robot's clock, and is discovered with a profile that works", async () => {
    const simulator = await startSimulator({ clock: "realtime" });
    try {
      const found = await discover(simulator.url);
      expect(found.actions.map(({ type }) => type)).toContain("control_msgs/action/FollowJointTrajectory");
      expect(found.topics.find(({ name }) => name === "/joint_states")?.rate_hz).toBeGreaterThan(0);
      const profile = Profile.parse(found.profile);
      const shipped = loadProfile("simulated_arm");
      expect(profile.frames).toEqual(shipped.frames);
      expect(profile.arm?.joints).toEqual(shipped.arm?.joints);
      expect(profile.cameras).toEqual(shipped.cameras);
      const robot = await connectRobot({ url: simulator.url, profile, emit: () => {} });
      try {
        expect(robot.clock).toBe("realtime");
        expect(await robot.advance(0.3)).toBeGreaterThanOrEqual(0.3);
      } finally {
        await robot.close();
      }
    } finally {
      await simulator.close();
    }
  });
});
