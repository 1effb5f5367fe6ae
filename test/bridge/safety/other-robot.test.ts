import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCallHandler } from "../../../bridge/primitives/handlers.ts";
import type { EventBody, RosbridgeOp } from "../../../bridge/protocol/index.ts";
import { connectRobot, type Robot } from "../../../bridge/robot/robot.ts";
import { jointPath } from "../../../bridge/robot/trajectory/joint-path.ts";
import { SafetyGate } from "../../../bridge/safety/gate.ts";
import { SIX_JOINTS, urdfText } from "../robot/kinematics/arms.ts";
import { jointState, sixJointProfile } from "../robot/small-robot.ts";
import { SmallRosbridge } from "../robot/small-rosbridge.ts";
import { failure } from "./rig.ts";

/** A description whose base has another name and whose forearm is a mesh. */
const meshed = (): string => {
  const urdf = urdfText("six-joint").replaceAll("base_link", "plinth");
  const link = /<link name="forearm">[\s\S]*?<\/link>/;
  expect(urdf).toMatch(link);
  const mesh =
    '<link name="forearm"><visual><geometry><mesh filename="forearm.stl"/></geometry></visual></link>';
  return urdf.replace(link, mesh);
};

describe("a robot of another kind, whose controller refuses", () => {
  let server: SmallRosbridge;
  let robot: Robot;
  let gate: SafetyGate;
  let speed = 0;
  const events: EventBody[] = [];
  let timer: NodeJS.Timeout;
  beforeAll(async () => {
    server = await SmallRosbridge.start();
    server.latched.set("/robot_description", { data: meshed() });
    let time_s = 10;
    timer = setInterval(() => {
      time_s += 0.02;
      server.publish("/joint_states", jointState(time_s, 0.4, [0, ...SIX_JOINTS.map(() => speed)]));
    }, 20);
    robot = await connectRobot({
      url: server.url,
      profile: sixJointProfile({
        frames: { base: "plinth", tool: "tool" },
        wrench: null,
        detections: null,
        tf: null,
        keep_out: [{ min: [-2, -2, 3], max: [2, 2, 4] }],
        workspace: { min: [-2, -2, -2], max: [2, 2, 2] },
      }),
      emit: (event) => void events.push(event),
    });
    gate = new SafetyGate({ robot, emit: (event) => void events.push(event) });
  });
  afterAll(async () => {
    clearInterval(timer);
    await robot?.close();
    await server?.goAway();
  });
  const goals = (): RosbridgeOp[] => server.ops("send_action_goal");
  const turn = () => {
    const { positions } = robot.arm();
    const end = positions.map((value, joint) => (joint === 5 ? value + 0.1 : value));
    return gate.moveArm({
      path: jointPath(positions, end),
      target: robot.model.forward(end),
      speed: { joint: 0.5 },
      mayTouch: [],
      timeoutS: null,
      signal: new AbortController().signal,
    });
  };

  it("tells once which links are not checked for collisions", () => {
    const notices = events.filter((event) => event.type === "notice");
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ level: "warning", text: expect.stringContaining("forearm") });
  });

  it("is spoken to in base_link, whatever its base is called", async () => {
    const handler = createCallHandler({ robot, gate, ask: async () => null, say: () => {} });
    const context = {
      signal: new AbortController().signal,
      workDir: "",
      attachImage: () => {},
      feedback: () => {},
      addReceipt: () => {},
    };
    const call = { action: 1, call: 1, name: "arm.pose", params: {}, line: null };
    expect(await handler(call, context)).toMatchObject({ frame_id: "plinth" });
  });

  it("passes on why its controller refused a motion", async () => {
    const sent = server.next(({ op }) => op === "send_action_goal");
    const refused = failure(turn());
    const { id } = (await sent) as { id: string };
    const values = { error_code: -2, error_string: "joint wrist_9 is not mine" };
    server.send({ op: "action_result", id, action: "/arm/follow", status: 6, result: false, values });
    expect(await refused).toMatchObject({
      code: "Denied",
      message: expect.stringContaining("wrist_9 is not mine"),
    });
  });

  it("is not driven while something else moves it", async () => {
    speed = 0.5;
    while ((await robot.freshArm()).velocities.every((velocity) => velocity < 0.4));
    const before = goals().length;
    expect(await failure(turn())).toMatchObject({
      code: "Denied",
      message: expect.stringContaining("0.500 rad/s"),
    });
    expect(goals()).toHaveLength(before);
    speed = 0;
    while ((await robot.freshArm()).velocities.some((velocity) => velocity > 0));
  });

  it("is braked after a reconnection when it still moves, and left alone when it stands", async () => {
    const back = async (): Promise<void> => {
      const up = new Promise<void>((resolve) => {
        const off = robot.onConnection((state) => {
          if (state !== "connected") return;
          off();
          resolve();
        });
      });
      server.cut();
      await up;
      await gate.refresh();
    };
    const before = goals().length;
    await back();
    expect(goals()).toHaveLength(before);
    speed = 0.5;
    const braked = server
      .next(({ op }) => op === "send_action_goal")
      .then((goal) => {
        speed = 0;
        return goal;
      });
    await back();
    const { args } = (await braked) as unknown as {
      args: { trajectory: { points: { positions: number[]; velocities: number[] }[] } };
    };
    const [point, ...more] = args.trajectory.points;
    expect(more).toEqual([]);
    expect(point?.velocities).toEqual(SIX_JOINTS.map(() => 0));
    // Half a second of braking from 0.5 rad/s: q + v T / 2.
    point?.positions.forEach(
      (position, joint) => void expect(position).toBeCloseTo(0.4 + joint / 100 + 0.125, 2),
    );
    expect(events.at(-1)).toMatchObject({ type: "stop", by: "reconnection", stopped: true });
  });

  it("has its stop told also when the connection is gone", async () => {
    await server.goAway();
    const report = await gate.stop("page");
    expect(report).toMatchObject({ stopped: false, max_velocity_rad_s: null });
    expect(events.at(-1)).toMatchObject({ type: "stop", by: "page", stopped: false });
  });
});
