import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it, type TestContext } from "vitest";
import { WebSocketServer } from "ws";
import { UserError } from "../../../bridge/protocol/index.ts";
import { Actuators } from "../../../bridge/robot/actuators.ts";
import { connectRobot } from "../../../bridge/robot/robot.ts";
import { connectionIs, connectSmallRobot, jointState, type Setup, sixJointProfile } from "./small-robot.ts";
import { SmallRosbridge } from "./small-rosbridge.ts";

/* Each test has a server of its own, and mostly waits for it: many go side by side. */

type Test = Pick<TestContext, "onTestFinished">;
const setUp = async (test: Test, changes?: Record<string, unknown>): Promise<Setup> => {
  const setup = await connectSmallRobot(changes);
  test.onTestFinished(() => setup.close());
  return setup;
};
const trajectory = {
  jointNames: ["shoulder_pan"],
  points: [{ time_s: 1.25, positions: [0.5], velocities: [0], accelerations: [0] }],
  duration_s: 1.25,
};
const refusal = async (url: string, profile = sixJointProfile()): Promise<UserError> => {
  const error = await connectRobot({ url, profile, emit: () => {} }).then(
    (robot) => robot.close(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).not.toContain("\n");
  return error as UserError;
};

describe.concurrent("while disconnected", () => {
  it("refuses goals, and nothing arrives later, when the connection is back", async (test) => {
    const { server, robot } = await setUp(test);
    const actuators = new Actuators(robot);
    await server.goAway();
    await connectionIs(robot, "reconnecting");
    expect(() => actuators.sendTrajectory(trajectory)).toThrow(
      expect.objectContaining({ code: "Disconnected" }),
    );
    expect(() => actuators.sendGripper(0.04, 10)).toThrow(expect.objectContaining({ code: "Disconnected" }));
    await expect(robot.topics()).rejects.toMatchObject({ code: "Disconnected" });
    expect(() => robot.arm()).toThrow(expect.objectContaining({ code: "Disconnected" }));
    server.received.length = 0;
    await server.open();
    await connectionIs(robot, "connected");
    await robot.freshArm(undefined, 5);
    // What comes in order after anything that could have been queued: the answer to a new call.
    await robot.topics().catch(() => {});
    expect(server.ops("send_action_goal")).toEqual([]);
    expect(server.ops("call_service").filter(({ service }) => service === "/rosapi/topics")).toHaveLength(1);
  });

  it("ends a goal that was under way with Disconnected, and cancels it over the next line, not sending it again", async (test) => {
    const { server, robot } = await setUp(test);
    const arrived = server.next(({ op }) => op === "send_action_goal");
    const goal = new Actuators(robot).sendTrajectory(trajectory);
    await arrived;
    server.cut();
    await expect(goal.end).rejects.toMatchObject({ code: "Disconnected" });
    goal.cancel();
    await connectionIs(robot, "connected");
    await robot.topics().catch(() => {});
    const [sent, ...others] = server.ops("send_action_goal");
    expect(others).toEqual([]);
    const cancels = server.ops("cancel_action_goal");
    expect(cancels.length).toBeGreaterThan(0);
    for (const { id } of cancels) expect(id).toBe(sent?.id);
  });
});

describe.concurrent("redialling", () => {
  it("asks for the sensor topics again and tells of it in events", async (test) => {
    const { server, robot, events } = await setUp(test);
    await server.goAway();
    await connectionIs(robot, "reconnecting");
    await server.open();
    await connectionIs(robot, "connected");
    await expect(robot.freshArm(undefined, 5)).resolves.toMatchObject({ positions: expect.any(Array) });
    expect(robot.arm().positions).toHaveLength(6);
    const states = events.flatMap((event) => (event.type === "connection" ? [event.state] : []));
    expect(states).toEqual(["connecting", "connected", "reconnecting", "connected"]);
  });

  it("cuts a line on which nothing comes any more, not even an answer to a ping", async (test) => {
    const { server, robot, pause, events, keepPublishing } = await setUp(test);
    pause();
    server.fallSilent();
    await connectionIs(robot, "reconnecting");
    expect(events.at(-1)).toMatchObject({ type: "connection", text: expect.stringContaining("ping") });
    await connectionIs(robot, "connected");
    keepPublishing();
    await robot.freshArm(undefined, 5);
  });

  it("cuts a line that answers, when joint states stay away", async (test) => {
    const { robot, pause, events } = await setUp(test);
    pause();
    await connectionIs(robot, "reconnecting");
    expect(events.at(-1)).toMatchObject({ text: expect.stringContaining("/joint_states") });
  });

  it("keeps nothing of before a drop: the newest reading is not served as one of now", async (test) => {
    const { server, robot, pause } = await setUp(test);
    server.publish("/detections", { header: jointState(1e6).header, detections: [] });
    pause();
    server.cut();
    await connectionIs(robot, "reconnecting");
    await connectionIs(robot, "connected");
    expect(robot.now()).toBeNull();
    expect(() => robot.arm()).toThrow(expect.objectContaining({ code: "Stale" }));
  });

  it("stops for good on close", async (test) => {
    const { server, robot } = await setUp(test);
    await robot.close();
    expect(robot.connection).toBe("closed");
    expect(() => robot.arm()).toThrow(expect.objectContaining({ code: "Disconnected" }));
    await test.expect.poll(() => server.clients).toBe(0);
  });
});

describe.concurrent("goals", () => {
  it("sends a trajectory as FollowJointTrajectory that starts on arrival", async (test) => {
    const { server, robot } = await setUp(test);
    const arrived = server.next(({ op }) => op === "send_action_goal");
    const goal = new Actuators(robot).sendTrajectory(trajectory);
    const sent = await arrived;
    expect(sent).toMatchObject({
      action: "/arm/follow",
      action_type: "control_msgs/action/FollowJointTrajectory",
      args: {
        trajectory: {
          header: { stamp: { sec: 0, nanosec: 0 } },
          joint_names: ["shoulder_pan"],
          points: [{ positions: [0.5], time_from_start: { sec: 1, nanosec: 250_000_000 } }],
        },
      },
    });
    server.send({ op: "action_feedback", id: sent.id, action: "/arm/follow", values: {} });
    server.send({
      op: "action_result",
      id: sent.id,
      action: "/arm/follow",
      values: { error_code: 0 },
      status: 4,
      result: true,
    });
    await expect(goal.end).resolves.toEqual({ status: 4, values: { error_code: 0 }, error: "" });
  });

  it("takes the server's words for a goal that was refused or aborted", async (test) => {
    const { server, robot } = await setUp(test);
    const actuators = new Actuators(robot);
    const ended = async (answer: (id: string | undefined) => unknown) => {
      const arrived = server.next(({ op }) => op === "send_action_goal");
      const goal = actuators.sendGripper(0.02, 5);
      server.send(answer((await arrived).id));
      return goal.end;
    };
    const result = { op: "action_result", action: "/hand/cmd", result: false };
    expect(await ended((id) => ({ ...result, id, status: 6, values: "no such action" }))).toEqual({
      status: 6,
      values: {},
      error: "no such action",
    });
    expect(await ended((id) => ({ op: "status", id, level: "error", msg: "bad goal" }))).toMatchObject({
      status: 6,
      error: "bad goal",
    });
    expect(
      await ended((id) => ({ ...result, id, status: 6, values: { error_string: "too fast" } })),
    ).toMatchObject({
      status: 6,
      error: "too fast",
    });
  });

  it("calls a cancelled goal cancelled also when its result lacks a status", async (test) => {
    const { server, robot } = await setUp(test);
    const cancelled = server.next(({ op }) => op === "cancel_action_goal");
    const goal = new Actuators(robot).sendGripper(0.02, 5);
    goal.cancel();
    const { id } = await cancelled;
    server.send({ op: "action_result", id, action: "/hand/cmd", values: {}, result: true });
    expect((await goal.end).status).toBe(5);
  });
});

describe.concurrent("the first connection fails with one line", () => {
  it("when it is refused", async () => {
    const server = await SmallRosbridge.start();
    const { url } = server;
    await server.goAway();
    const error = await refusal(url);
    expect(error).toMatchObject({ exitCode: 1, message: expect.stringMatching(/rosbridge.*refused.*Check/) });
    expect(error.message).toContain(url);
  });

  it("when an HTTP server answers", async (test) => {
    const http = createHttpServer((_request, response) => response.writeHead(404).end()).listen(
      0,
      "127.0.0.1",
    );
    test.onTestFinished(() => void http.close());
    await once(http, "listening");
    const error = await refusal(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
    expect(error.message).toMatch(/is no rosbridge: it answered HTTP 404/);
  });

  it("when the address is none", async () => {
    expect(await refusal("http//nowhere")).toMatchObject({ exitCode: 2 });
  });

  it("when a listener takes the connection and says nothing", async (test) => {
    const mute = createServer().listen(0, "127.0.0.1");
    test.onTestFinished(() => void mute.close());
    await once(mute, "listening");
    const error = await refusal(`ws://127.0.0.1:${(mute.address() as AddressInfo).port}`);
    expect(error.message).toMatch(/rosbridge.*said nothing/);
  });

  it("when a WebSocket server speaks no rosbridge", async (test) => {
    const chat = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    chat.on("connection", (socket) => socket.send("hello"));
    test.onTestFinished(() => void chat.close());
    await once(chat, "listening");
    const error = await refusal(`ws://127.0.0.1:${(chat.address() as AddressInfo).port}`);
    expect(error.message).toMatch(/nothing that speaks rosbridge/);
  });

  it("when no joint states come", async (test) => {
    const server = await SmallRosbridge.start();
    test.onTestFinished(() => server.goAway());
    server.latched.set("/robot_description", { data: "<robot/>" });
    const error = await refusal(server.url);
    expect(error.message).toMatch(/no joint states.*\/joint_states.*"six".*discover/);
  });

  it("when no URDF comes", async (test) => {
    const server = await SmallRosbridge.start();
    test.onTestFinished(() => server.goAway());
    server.latched.set("/joint_states", jointState(1));
    const error = await refusal(server.url);
    expect(error.message).toMatch(/no URDF.*\/robot_description.*"six"/);
  });
});
