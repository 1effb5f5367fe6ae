import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { armOf, type GoalResult, type PublishResult } from "../../../bridge/protocol/index.ts";
import { GraphClient } from "../../sim/graph-client.ts";
import { failure, fastest, Rig } from "./rig.ts";

let rig: Rig;
let client: GraphClient;
beforeAll(async () => {
  rig = await Rig.start({ seed: 3 });
  client = await GraphClient.connect(rig.simulator.url);
});
afterAll(async () => {
  client?.close();
  await rig?.close();
});

const ARM = "/joint_trajectory_controller/follow_joint_trajectory";
const ARM_TYPE = "control_msgs/action/FollowJointTrajectory";
const ARM_TOPIC = "/joint_trajectory_controller/joint_trajectory";
const JOINT_TRAJECTORY = "trajectory_msgs/msg/JointTrajectory";
const STRING = "std_msgs/msg/String";
const after = (time_s: number): object => ({
  sec: Math.floor(time_s),
  nanosec: Math.round((time_s % 1) * 1e9),
});
/** From here by so much, each joint, in that time. */
const turn = (by: readonly number[], time_s: number, changes: object = {}): Record<string, unknown> => ({
  joint_names: [...armOf(rig.robot.profile).arm.joints],
  points: [
    {
      positions: rig.robot.arm().positions.map((value, joint) => value + (by[joint] ?? 0)),
      time_from_start: after(time_s),
    },
  ],
  ...changes,
});
const sendArm = (trajectory: unknown, more: object = {}): Promise<GoalResult> =>
  rig.call("ros.send_goal", { action: ARM, type: ARM_TYPE, goal: { trajectory, ...more } });
/** Messages on a topic, from now on. */
const heard = async (topic: string): Promise<unknown[]> => {
  const messages: unknown[] = [];
  client.send({ op: "subscribe", topic, type: STRING });
  void client.next(({ op, topic: from, msg }) => {
    if (op === "publish" && from === topic) messages.push(msg);
    return false;
  });
  await client.call("/rosapi/nodes"); // an answer after it: the subscription stands
  return messages;
};

describe("a trajectory that a program sends by its action or topic", () => {
  it("is driven by the gate itself, timed anew, with a receipt of what was measured", async () => {
    const start = rig.robot.arm().positions;
    const receipts = rig.receipts.length;
    const result = await sendArm(turn([0.2, 0, 0.1], 1.5));
    expect(result).toMatchObject({ status: "succeeded", values: { error_code: 0 } });
    expect(result.text).toMatch(/timed it anew.*1\.50 s asked, \d\.\d\d s measured/);
    expect(result.motion).toMatchObject({ ended_by: "reached" });
    expect(rig.robot.arm().positions[0]).toBeCloseTo((start[0] ?? 0) + 0.2, 2);
    expect(rig.receipts.length).toBe(receipts + 1);
    const names = armOf(rig.robot.profile).arm.joints.toReversed();
    const back = turn([-0.2, 0, -0.1], 1.5);
    const point = (back["points"] as { positions: number[] }[])[0];
    const reversed = {
      ...back,
      joint_names: names,
      points: [{ ...point, positions: point?.positions.toReversed() }],
    };
    const published: PublishResult = await rig.call("ros.publish", {
      topic: ARM_TOPIC,
      type: "trajectory_msgs/JointTrajectory",
      message: reversed,
    });
    expect(published).toMatchObject({ sent: 0, motion: { ended_by: "reached" } });
    start.forEach((value, joint) => void expect(rig.robot.arm().positions[joint]).toBeCloseTo(value, 2));
  });

  it("is refused where it breaks a limit, with joint, time, value and limit, and nothing moves", async () => {
    const before = rig.robot.arm().positions;
    const refusals: [() => unknown, string, RegExp][] = [
      [
        () => turn([1], 0.2),
        "LimitExceeded",
        /shoulder_pan_joint would move at 5\.000 rad\/s 0\.200 s into.*2\.500 rad\/s/,
      ],
      [
        () => turn([0.3], 0.3),
        "LimitExceeded",
        /shoulder_pan_joint .* rad\/s², above its limit of 5\.000.*0\.49 s or more/,
      ],
      [
        () => turn([0, 0, 2.2], 3),
        "LimitExceeded",
        /s into the motion joint elbow_joint at .* outside -3\.142 to 3\.142/,
      ],
      [() => turn([0, 1.3, -0.4], 4), "LimitExceeded", /s into the motion the tool at .* workspace/],
      [() => turn([0.1], 1, { joint_names: ["elbow_joint"] }), "InvalidArgument", /each of the arm's joints/],
      [() => turn([0.1], 1, { points: [] }), "InvalidArgument", /no points.*arm\.stop/],
      [() => turn([0.1], 1, { header: { stamp: after(9), frame_id: "" } }), "InvalidArgument", /stamped 9 s/],
      [() => turn([0.1], 0), "InvalidArgument", /at once.*Begin there/],
      [() => ({ ...turn([0.1], 1), speed: 9 }), "InvalidArgument", /speed|Unrecognized/],
      [() => "home", "InvalidArgument", /goal: trajectory/],
    ];
    for (const [trajectory, code, words] of refusals) {
      const refused = await failure(sendArm(trajectory()));
      expect(refused.message).toMatch(words);
      expect(refused).toMatchObject({ code });
    }
    const raw = { action: ARM, type: "std_srvs/srv/Trigger", goal: {} };
    expect(await failure(rig.call("ros.send_goal", raw))).toMatchObject({ code: "Denied" });
    const repeated = { topic: ARM_TOPIC, type: JOINT_TRAJECTORY, message: turn([0.1], 1), duration_s: 2 };
    expect((await failure(rig.call("ros.publish", repeated))).message).toContain("driven once");
    expect(rig.robot.arm().positions).toEqual(before);
  });

  it("is stopped like every motion, with the receipt of how far it came", async () => {
    const moving = failure(sendArm(turn([-0.8], 4)));
    await rig.until((reading) => fastest(reading) > 0.1);
    await rig.gate.stop("page");
    expect(await moving).toMatchObject({ code: "Stopped", receipt: { ended_by: "cancelled" } });
    expect(rig.receipts.at(-1)?.text).toContain("(Stopped)");
    await rig.call("arm.home");
  });
});

describe("a gripper goal that a program sends", () => {
  const send = (command: object) =>
    rig.call("ros.send_goal", {
      action: "/gripper_controller/gripper_cmd",
      type: "control_msgs/action/GripperCommand",
      goal: { command },
    });
  it("moves the fingers through the gate's own checks", async () => {
    const result = await send({ position: 0.03, max_effort: 0 });
    expect(result.text).toContain("usual force of 20 N");
    expect((result.values as { position: number }).position).toBeCloseTo(0.03, 2);
    expect(await rig.call("gripper.state")).toMatchObject({ holding: false });
    expect(await failure(send({ position: 0.2, max_effort: 5 }))).toMatchObject({ code: "LimitExceeded" });
    expect(await failure(send({ position: 0.02, max_effort: 500 }))).toMatchObject({ code: "LimitExceeded" });
    expect(await failure(send({ width: 0.02 }))).toMatchObject({ code: "InvalidArgument" });
  });
});

describe("what the profile allows", () => {
  it("is published once, or repeated by the robot's clock", async () => {
    const messages = await heard("/user/words");
    const message = { data: "hello" };
    const once = await rig.call("ros.publish", { topic: "/user/words", type: STRING, message });
    expect(once).toMatchObject({ sent: 1, duration_s: 0, motion: null });
    const again = { topic: "/user/words", type: STRING, message, rate_hz: 10, duration_s: 2 };
    const result = await rig.call("ros.publish", again);
    expect(result).toMatchObject({ sent: 20 });
    expect(result.duration_s).toBeCloseTo(2, 1);
    await client.call("/rosapi/nodes");
    while (messages.length < 21) await client.next(({ op }) => op === "publish");
    expect(messages).toEqual(Array.from({ length: 21 }, () => message));
  });

  it("is not repeated faster than it may be, nor without an end", async () => {
    const base = { topic: "/user/words", type: STRING, message: { data: "" } };
    const fast = await failure(rig.call("ros.publish", { ...base, rate_hz: 51, duration_s: 1 }));
    expect(fast).toMatchObject({ code: "LimitExceeded", message: expect.stringContaining("limit of 50 Hz") });
    const endless = await failure(rig.call("ros.publish", { ...base, rate_hz: 5 }));
    expect(endless).toMatchObject({
      code: "InvalidArgument",
      message: expect.stringContaining("duration_s"),
    });
  });

  it("stops being repeated when the action ends, or the robot is stopped", async () => {
    const base = {
      topic: "/user/chatter",
      type: STRING,
      message: { data: "again" },
      rate_hz: 50,
      duration_s: 3600,
    };
    for (const by of ["action", "page"]) {
      const action = new AbortController();
      const first = client.next(({ op, topic }) => op === "publish" && topic === base.topic);
      await heard(base.topic);
      const ended = failure(rig.call("ros.publish", base, action.signal));
      await first;
      if (by === "action") action.abort();
      else await rig.gate.stop("page");
      expect(await ended).toMatchObject({
        code: "Stopped",
        message: expect.stringMatching(/\/user\/chatter had been published \d+ of 180000 times/),
      });
    }
  });

  it("is called, and answers; a service that is not there says so", async () => {
    client.send({ op: "advertise_service", service: "/user/lamp", type: "std_srvs/srv/SetBool" });
    await client.call("/rosapi/nodes");
    const asked = client.next(({ op, service }) => op === "call_service" && service === "/user/lamp");
    const answer = rig.call("ros.call", {
      service: "/user/lamp",
      type: "std_srvs/srv/SetBool",
      request: { data: true },
    });
    const { id, args } = await asked;
    expect(args).toEqual({ data: true });
    client.send({
      op: "service_response",
      id,
      service: "/user/lamp",
      values: { success: true, message: "lit" },
      result: true,
    });
    expect(await answer).toEqual({ success: true, message: "lit" });
    const nowhere = { service: "/user/nowhere", type: "std_srvs/srv/Trigger", request: {} };
    expect(await failure(rig.call("ros.call", nowhere))).toMatchObject({ code: "NotSupported" });
  });

  it("gets goals: one that ends, one that gives up, one that takes too long, one that is stopped", async () => {
    const type = "example_interfaces/action/Fibonacci";
    client.send({ op: "advertise_action", action: "/user/count", type });
    await client.call("/rosapi/nodes");
    const goal = (more: object = {}, signal?: AbortSignal) =>
      rig.call("ros.send_goal", { action: "/user/count", type, goal: { order: 3 }, ...more }, signal);
    const arrived = () => client.next(({ op }) => op === "send_action_goal");
    const cancelled = () => client.next(({ op }) => op === "cancel_action_goal");
    const end = (id: string, status: number, result: boolean) =>
      client.send({
        op: "action_result",
        id,
        action: "/user/count",
        values: { sequence: [0, 1, 1] },
        status,
        result,
      });
    for (const [status, how] of [
      [4, "succeeded"],
      [6, "aborted"],
    ] as const) {
      const came = arrived();
      const ended = goal();
      end((await came).id, status, status === 4);
      expect(await ended).toMatchObject({ status: how, motion: null });
    }
    for (const kind of ["timeout", "stop"] as const) {
      const [came, cancel] = [arrived(), cancelled()];
      const ended = failure(goal(kind === "timeout" ? { timeout_s: 0.2 } : {}));
      const { id } = await came;
      const stopped = kind === "stop" ? rig.gate.stop("page") : null;
      expect(await cancel).toMatchObject({ id });
      end(id, 5, true);
      expect(await ended).toMatchObject({ code: kind === "stop" ? "Stopped" : "Timeout" });
      await stopped;
    }
  });

  it("of goals bring their feedback: the last 50 in the result, and each to a program that asks for it", async () => {
    const type = "example_interfaces/action/Fibonacci";
    const action = "/user/count";
    client.send({ op: "advertise_action", action, type });
    await client.call("/rosapi/nodes");
    const came = client.next(({ op }) => op === "send_action_goal");
    const heard: unknown[] = [];
    const goal = { action, type, goal: { order: 3 }, timeout_s: null };
    const ended = rig.gate.ros.sendGoal(
      { ...goal, feedback: true },
      new AbortController().signal,
      () => {},
      (value) => void heard.push(value),
    );
    const { id, feedback } = await came;
    expect(feedback).toBe(true);
    const messages = Array.from({ length: 60 }, (_, n) => ({ sequence: [n] }));
    for (const values of messages) client.send({ op: "action_feedback", id, action, values });
    client.send({ op: "action_result", id, action, values: { sequence: [9] }, status: 4, result: true });
    expect((await ended).feedback).toEqual(messages.slice(-50));
    expect(heard).toEqual(messages);
  });

  it("is read as a parameter", async () => {
    expect(await rig.call("ros.param", { name: "/codeact_sim:publish_rate" })).toBe(50);
    expect(await failure(rig.call("ros.param", { name: "/codeact_sim:seed" }))).toMatchObject({
      code: "Denied",
    });
  });
});

describe("commands", () => {
  it("are not sent faster than the profile's rate, and flow again when time went by", async () => {
    const one = { topic: "/user/flood", type: STRING, message: { data: "x" } };
    const messages = await heard("/user/flood");
    let refused: { code: string; message: string } | null = null;
    for (let count = 0; count < 500 && !refused; count++)
      refused = await rig.call("ros.publish", one).then(
        () => null,
        (error) => error,
      );
    expect(refused).toMatchObject({ code: "LimitExceeded", message: expect.stringContaining("20 a second") });
    await rig.call("wait", { seconds: 1 });
    await rig.call("ros.publish", one);
    await client.call("/rosapi/nodes");
    expect(messages.length).toBeLessThan(500);
  });

  it("are refused while the emergency stop is latched, all of them", async () => {
    await rig.gate.estop("page");
    const latched: [Parameters<Rig["call"]>[0], Record<string, unknown>][] = [
      ["ros.publish", { topic: "/user/words", type: STRING, message: { data: "x" } }],
      ["ros.call", { service: "/user/lamp", type: "std_srvs/srv/SetBool", request: { data: true } }],
      [
        "ros.send_goal",
        { action: "/user/count", type: "example_interfaces/action/Fibonacci", goal: { order: 1 } },
      ],
      ["ros.send_goal", { action: ARM, type: ARM_TYPE, goal: { trajectory: turn([0.1], 1) } }],
      [
        "ros.send_goal",
        {
          action: "/gripper_controller/gripper_cmd",
          type: "control_msgs/action/GripperCommand",
          goal: { command: { position: 0.05, max_effort: 5 } },
        },
      ],
      ["ros.publish", { topic: ARM_TOPIC, type: JOINT_TRAJECTORY, message: turn([0.1], 1) }],
    ];
    for (const [name, params] of latched) {
      const refused = await failure(rig.call(name, params));
      expect(refused, JSON.stringify(params)).toMatchObject({ code: "Denied" });
      expect(refused.message).toContain("emergency stop is latched");
    }
    await rig.gate.resetEstop("test");
    await rig.call("ros.publish", { topic: "/user/words", type: STRING, message: { data: "x" } });
  });
});

describe("a connection that drops while a message is repeated", () => {
  it("ends it; nothing is sent when the connection is back", async () => {
    const cut = await Rig.start({ seed: 3, line: true });
    const other = await GraphClient.connect(cut.simulator.url);
    try {
      const topic = "/user/beat";
      let count = 0;
      other.send({ op: "subscribe", topic, type: STRING });
      const counted = new Promise<void>((resolve) => {
        void other.next(({ op, topic: from }) => {
          if (op === "publish" && from === topic) count += 1;
          if (count === 3) resolve();
          return false;
        });
      });
      const ended = failure(
        cut.call("ros.publish", {
          topic,
          type: STRING,
          message: { data: "x" },
          rate_hz: 5,
          duration_s: 3600,
        }),
      );
      await counted;
      const back = new Promise<void>((resolve) => {
        cut.robot.onConnection((state) => state === "connected" && resolve());
      });
      cut.line?.cut();
      expect(await ended).toMatchObject({
        code: "Disconnected",
        message: expect.stringMatching(
          /nothing is sent later\. \/user\/beat had been published \d+ of 18000 times/,
        ),
      });
      await other.call("/rosapi/nodes");
      const before = count;
      cut.line?.mend();
      await back;
      await cut.robot.freshArm(undefined, 10);
      await cut.call("wait", { seconds: 2 });
      await other.call("/rosapi/nodes");
      expect(count).toBe(before);
    } finally {
      other.close();
      await cut.close();
    }
  });
});

describe("a thing that is too heavy", () => {
  it("may be put down but not carried on", async () => {
    const weak = await Rig.start({
      seed: 3,
      profile: (profile) => ({
        ...profile,
        gripper: profile.gripper && { ...profile.gripper, max_payload_kg: 0.043 },
      }),
    });
    try {
      const { pose } = await weak.call("scene.find", { name: "red_cube" });
      const [x, y, z] = pose.position;
      const to = (height: number) =>
        weak.call("arm.move_to", {
          position: [x, y, height],
          straight: true,
          speed: 0.2,
          may_touch: ["red_cube"],
        });
      await weak.call("gripper.open");
      await weak.call("arm.move_to", { position: [x, y, z + 0.12] });
      await to(z);
      expect(await weak.call("gripper.close")).toMatchObject({ holding: true });
      await to(z + 0.05); // on the table it weighs 0.042 kg, in the air 0.045 kg
      await weak.call("wait", { seconds: 0.5 });
      const refused = await failure(to(z + 0.15));
      expect(refused).toMatchObject({ code: "LimitExceeded" });
      expect(refused.message).toMatch(/holds 0\.0[45]\d? kg, above the limit of 0\.043 kg.*Lower it/);
      await to(z + 0.002);
      await weak.call("gripper.open");
      await to(z + 0.15);
    } finally {
      await weak.close();
    }
  });
});
