import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { armOf, type Vec3 } from "../../../bridge/protocol/index.ts";
import { connectionOf } from "../../../bridge/robot/connection.ts";
import { jointPath } from "../../../bridge/robot/trajectory/joint-path.ts";
import { concludeArm } from "../../../bridge/safety/arm-outcome.ts";
import { failure, fastest, Rig } from "./rig.ts";

const distance = (a: Vec3, b: Vec3): number => Math.hypot(...a.map((value, axis) => value - (b[axis] ?? 0)));

describe("the gate over a simulated arm", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.start({ seed: 1 });
  });
  afterAll(() => rig?.close());

  it("moves to a pose and measures what came of it", async () => {
    for (const position of [
      [0.5, -0.3, 0.35],
      [0.6, 0.2, 0.3],
      [0.4, 0.1, 0.45],
    ] as Vec3[]) {
      const result = await rig.call("arm.move_to", { position, speed: 0.8 });
      expect(result.ended_by).toBe("reached");
      expect(result.error_m).toBeLessThan(0.0005); // settled, not passing by
      expect(result.error_rad).toBeLessThan(0.01);
      // tf comes from the simulator's own kinematics, not from ours.
      const told = await rig.robot.frame("tcp");
      expect(distance(told?.position ?? [9, 9, 9], position)).toBeLessThan(0.002);
      expect(rig.receipts.at(-1)?.text).toMatch(/^moved to .* error \d\.\d mm/);
    }
  });

  it("keeps a straight motion straight, as measured on the way", async () => {
    const [from, to]: [Vec3, Vec3] = [
      [0.55, -0.4, 0.25],
      [0.55, 0.4, 0.25],
    ];
    const farthestOff = async (params: object): Promise<number> => {
      await rig.call("arm.move_to", { position: from, speed: 0.8 });
      const stop = rig.record();
      await rig.call("arm.move_to", { position: to, speed: 0.4, ...params });
      const way = stop().map((q) => rig.robot.model.forward(q).position);
      expect(way.length).toBeGreaterThan(50);
      return Math.max(...way.map(([x, , z]) => Math.hypot(x - from[0], z - from[2])));
    };
    expect(await farthestOff({ straight: true })).toBeLessThan(0.004);
    expect(await farthestOff({})).toBeGreaterThan(0.03);
  });

  it("refuses a path through a known object, and names it", async () => {
    const { pose } = await rig.call("scene.find", { name: "red_cube" });
    const [x, y] = pose.position;
    await rig.call("arm.move_to", { position: [x - 0.12, y, 0.12], speed: 0.8 });
    await rig.call("gripper.close");
    const before = rig.robot.arm().positions;
    const through = {
      waypoints: [
        [x - 0.12, y, 0.025],
        [x + 0.05, y, 0.025],
      ].map((position) => ({ position })),
    };
    const refused = await failure(rig.call("arm.follow", through));
    expect(refused).toMatchObject({ code: "CollisionAhead" });
    expect(refused.message).toContain("red_cube");
    expect(rig.robot.arm().positions).toEqual(before);
    const excused = await failure(rig.call("arm.follow", { ...through, may_touch: ["forearm_link"] }));
    expect(excused).toMatchObject({ code: "InvalidArgument" });
  });

  it("refuses what is beyond a limit, with the limit, and moves nothing", async () => {
    const before = rig.robot.arm().positions;
    const names = rig.robot.model.jointNames;
    const refusals: [Parameters<Rig["call"]>[0], Record<string, unknown>, string, RegExp][] = [
      [
        "arm.move_joints",
        { positions: { elbow_joint: 3.3 } },
        "LimitExceeded",
        /elbow_joint at 3\.300 rad is outside -3\.142 to 3\.142/,
      ],
      ["arm.move_joints", { positions: { elbow_joint: 45 } }, "InvalidArgument", /45 .*degrees.* 0\.7854/],
      ["arm.move_joints", { positions: { elbow: 1 } }, "InvalidArgument", new RegExp(`"elbow".*${names[0]}`)],
      ["arm.move_joints", { positions: [0, 0] }, "InvalidArgument", /2 values.*6 joints/],
      [
        "arm.move_joints",
        { positions: { elbow_joint: 1.5 }, speed: 9 },
        "LimitExceeded",
        /9 rad\/s.*2\.5 rad\/s/,
      ],
      ["arm.move_joints", { positions: { elbow_joint: Number.NaN } }, "InvalidArgument", /positions/],
      ["arm.move_to", { position: [0.5, 0.75, 0.3] }, "LimitExceeded", /workspace.*0\.700/],
      ["arm.move_to", { position: [500, 0, 300] }, "InvalidArgument", /millimetres.*0\.5, 0, 0\.3/],
      ["arm.move_to", { position: [0.5, 0, 0.3], speed: 5 }, "LimitExceeded", /speed 5 m\/s.*1 m\/s/],
      ["arm.move_to", { position: [0.5, 0, 0.3], orientation: [0, 90, 0, 1] }, "InvalidArgument", /length 1/],
      ["arm.move_to", { position: [0.5, Number.NaN, 0.3] }, "InvalidArgument", /position/],
      ["arm.move_to", { position: [0.5, 0, -0.1] }, "LimitExceeded", /workspace/],
      ["gripper.open", { width_m: 0.2 }, "LimitExceeded", /0\.2 m.*0\.08 m/],
      ["gripper.open", { width_m: 40 }, "LimitExceeded", /millimetres.*0\.04/],
      ["gripper.close", { force_n: 500 }, "LimitExceeded", /500 N.*30 N/],
    ];
    for (const [name, params, code, words] of refusals) {
      const refused = await failure(rig.call(name, params));
      expect(refused, `${name} ${JSON.stringify(params)}`).toMatchObject({ code });
      expect(refused.message).toMatch(words);
    }
    expect(rig.robot.arm().positions).toEqual(before);
  });

  it("refuses numbers that are none also from inside the bridge", async () => {
    const { positions } = rig.robot.arm();
    const motion = {
      path: jointPath(positions, positions),
      target: rig.robot.model.forward(positions),
      mayTouch: [],
      timeoutS: null,
      signal: new AbortController().signal,
    };
    expect(await failure(rig.gate.moveArm({ ...motion, speed: { tool: Number.NaN } }))).toMatchObject({
      code: "LimitExceeded",
    });
    expect(await failure(rig.gate.moveArm({ ...motion, speed: { joint: -1 } }))).toMatchObject({
      code: "LimitExceeded",
    });
    const elsewhere = positions.map((value) => value + 0.2);
    expect(
      await failure(rig.gate.moveArm({ ...motion, path: [elsewhere, positions], speed: { tool: 0.1 } })),
    ).toMatchObject({ code: "Stale" });
    const width = { width_m: Number.NaN, force_n: 10 };
    expect(await failure(rig.gate.moveGripper(width, motion.signal))).toMatchObject({
      code: "LimitExceeded",
    });
  });

  it("drives one motion at a time and says what runs", async () => {
    const moving = rig.until((reading) => fastest(reading) > 0.05);
    const first = rig.call("arm.move_to", { position: [0.5, -0.2, 0.4], speed: 0.1 });
    await moving;
    const { positions } = rig.robot.arm();
    const second = rig.gate.moveArm({
      path: jointPath(positions, positions),
      target: rig.robot.model.forward(positions),
      speed: { tool: 0.1 },
      mayTouch: [],
      timeoutS: null,
      signal: new AbortController().signal,
    });
    const refused = await failure(second);
    expect(refused).toMatchObject({ code: "Denied" });
    expect(refused.message).toContain("moving to (0.500, -0.200, 0.400)");
    expect((await first).ended_by).toBe("reached");
  });

  it("picks a cube up by primitives alone", async () => {
    const height = async (): Promise<number> => {
      const answer = await connectionOf(rig.robot).call(
        "/get_entity_state",
        "simulation_interfaces/srv/GetEntityState",
        { entity: "red_cube" },
      );
      return (answer as { state: { pose: { position: { z: number } } } }).state.pose.position.z;
    };
    const start = await height();
    const { pose } = await rig.call("scene.find", { name: "red_cube" });
    const [x, y, z] = pose.position;
    await rig.call("gripper.open");
    await rig.call("arm.move_to", { position: [x, y, z + 0.12], speed: 0.8 });
    await rig.call("arm.move_to", {
      position: [x, y, z],
      straight: true,
      speed: 0.1,
      may_touch: ["red_cube"],
    });
    expect(await rig.call("gripper.close")).toMatchObject({ holding: true });
    await rig.call("arm.move_to", { position: [x, y, z + 0.15], straight: true, may_touch: ["red_cube"] });
    expect(await rig.call("gripper.state")).toMatchObject({ holding: true });
    expect((await height()) - start).toBeGreaterThan(0.14);
    // What is held runs into things though its name is in may_touch: that lets only the hand touch it.
    const other = await rig.call("scene.find", { name: "green_cube" });
    const [ox, oy] = other.pose.position;
    await rig.call("arm.move_to", { position: [ox, oy, 0.2], speed: 0.8 });
    const refused = await failure(
      rig.call("arm.move_to", { position: [ox, oy, 0.045], straight: true, may_touch: ["red_cube"] }),
    );
    expect(refused).toMatchObject({ code: "CollisionAhead" });
    expect(refused.message).toMatch(/red_cube would hit green_cube/);
  });

  it("tells a controller's refusal from a motion that went astray", () => {
    const { robot } = rig;
    const before = robot.arm();
    const target = robot.model.forward(before.positions);
    const measured = {
      goal: before.positions.map((value) => value + 0.5),
      target,
      before,
      after: before,
      contact: false,
    };
    const ended = (error_code: number, error: string) =>
      ({
        kind: "ended",
        end: { status: 6, values: { error_code, error_string: error }, error },
        lastSeen: null,
      }) as const;
    expect(() => concludeArm(robot, ended(-1, "point 3 is out of order"), measured)).toThrow(
      /refused.*point 3 is out of order/,
    );
    const astray = concludeArm(robot, ended(-4, "elbow is 0.2 rad off"), measured);
    expect(astray).toMatchObject({ result: { ended_by: "deviated" }, why: "elbow is 0.2 rad off" });
  });
});

describe("a robot that does not know what is on the table", () => {
  let rig: Rig;
  beforeAll(async () => {
    // In real time: how far a fast simulator gets until what was felt has arrived depends on the machine.
    rig = await Rig.start({
      seed: 1,
      clock: "realtime",
      profile: (profile) => ({ ...profile, detections: null }),
    });
  });
  afterAll(() => rig?.close());

  it("is stopped by what the wrist feels, and says so", async () => {
    const { positions } = rig.robot.arm();
    expect(positions).toHaveLength(6);
    await rig.call("gripper.close");
    const answer = await connectionOf(rig.robot).call(
      "/get_entity_state",
      "simulation_interfaces/srv/GetEntityState",
      { entity: "yellow_cylinder" },
    );
    const { x, y } = (answer as { state: { pose: { position: { x: number; y: number } } } }).state.pose
      .position;
    await rig.call("arm.move_to", { position: [x, y, 0.2], speed: 0.5 });
    const down = { position: [x, y, 0.03], straight: true, speed: 0.05 };
    const result = await rig.call("arm.move_to", down);
    expect(result).toMatchObject({ ended_by: "contact", contact: true });
    expect(result.measured.position[2]).toBeGreaterThan(0.07);
    expect(fastest(await rig.robot.freshArm())).toBeLessThan(0.03);
    expect(rig.receipts.at(-1)?.text).toContain("stopped by a contact");
    const up = await rig.call("arm.move_to", { position: [x, y, 0.2], straight: true });
    expect(up.ended_by).toBe("reached");
  });
});

describe("a simulated arm in real time", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.start({ seed: 1, clock: "realtime", line: true });
  });
  afterAll(() => rig?.close());
  afterEach(() => rig.line?.mend());
  const connected = (): Promise<void> =>
    new Promise((resolve) => {
      if (rig.robot.connection === "connected") return resolve();
      const off = rig.robot.onConnection((state) => {
        if (state !== "connected") return;
        off();
        resolve();
      });
    });

  it("stops in the middle of a motion, stands, and says where", async () => {
    const motion = failure(rig.call("arm.move_to", { position: [0.45, -0.4, 0.35], speed: 0.4 }));
    await rig.until((reading) => fastest(reading) > 0.2);
    const report = await rig.gate.stop("test");
    expect(report).toMatchObject({ stopped: true });
    expect(report.text).toMatch(/^Stopped by test: standing still after .*; the tool is at \(/);
    expect(rig.events.at(-1)).toMatchObject({ type: "stop", by: "test", stopped: true });
    const stopped = await motion;
    expect(stopped).toMatchObject({ code: "Stopped", receipt: { ended_by: "cancelled" } });
    expect(stopped.message).toMatch(/halted at \(.*short of its target/);
    const [one, other] = [await rig.robot.freshArm(), await rig.robot.freshArm()];
    expect(Math.max(fastest(one), fastest(other))).toBeLessThan(0.03);
  });

  it("does not take a busy thread for a silent robot, neither before a motion nor during one", async () => {
    const block = (): void => {
      const end = performance.now() + 1000 * 1.6 * armOf(rig.robot.profile).joint_states.stale_after_s;
      while (performance.now() < end);
    };
    await rig.robot.freshArm();
    block();
    const motion = rig.call("arm.move_to", { position: [0.45, -0.2, 0.35], speed: 0.3 });
    await rig.until((reading) => fastest(reading) > 0.05);
    block();
    expect((await motion).ended_by).toBe("reached");
  });

  it("finds out about a motion that outlived the connection, and stops it", async () => {
    const before = rig.events.length;
    const motion = failure(rig.call("arm.move_to", { position: [0.45, 0.45, 0.35], speed: 0.12 }));
    await rig.until((reading) => fastest(reading) > 0.1);
    rig.line?.cutNearOnly();
    const lost = await motion;
    expect(lost).toMatchObject({ code: "Disconnected", receipt: { ended_by: "disconnected" } });
    expect(lost.message).toMatch(/last seen at \(.* where it is now is not known/);
    rig.line?.mend();
    await connected();
    await rig.until((reading) => fastest(reading) < 0.01);
    // The next motion waits for the look at what was left behind, so its event is there by then.
    await rig.call("arm.move_joints", { positions: {} });
    const told = rig.events.slice(before).find(({ type }) => type === "stop");
    expect(told).toMatchObject({ type: "stop", by: "reconnection", stopped: true });
    const { position } = rig.robot.model.forward(rig.robot.arm().positions);
    expect(distance(position, [0.45, 0.45, 0.35])).toBeGreaterThan(0.05);
  });

  it("refuses while disconnected, and nothing arrives after the connection is back", async () => {
    const { positions } = await rig.robot.freshArm();
    rig.line?.cut();
    await new Promise<void>((resolve) => {
      const off = rig.robot.onConnection(() => {
        off();
        resolve();
      });
    });
    expect(await failure(rig.call("arm.move_to", { position: [0.5, 0, 0.4] }))).toMatchObject({
      code: "Disconnected",
    });
    expect(await failure(rig.call("arm.move_joints", { positions: { elbow_joint: 1 } }))).toMatchObject({
      code: "Disconnected",
    });
    expect(await failure(rig.call("gripper.close"))).toMatchObject({ code: "Disconnected" });
    const report = await rig.gate.stop("test");
    expect(report).toMatchObject({ stopped: false, max_velocity_rad_s: null });
    expect(report.text).toContain("NOT confirmed");
    rig.line?.mend();
    await connected();
    await rig.robot.freshArm();
    const stop = rig.record();
    await rig.robot.advance(0.5);
    const seen = stop();
    expect(seen.length).toBeGreaterThan(10);
    for (const q of seen)
      q.forEach((value, joint) => void expect(Math.abs(value - (positions[joint] ?? 0))).toBeLessThan(0.002));
  });
});
