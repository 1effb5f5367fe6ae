import { once } from "node:events";
import { MessageChannel } from "node:worker_threads";
import { Action, Param, Ros, Service, Topic } from "roslib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { FromNode, ToNode } from "../../../sim/rosbridge/node-port.ts";
import { RosbridgeServer } from "../../../sim/rosbridge/server.ts";

let server: RosbridgeServer;
const closers: (() => void)[] = [];

beforeEach(async () => {
  const parameters = new Map<string, unknown>([["/sim:clock", "fast"]]);
  server = await RosbridgeServer.listen({ host: "127.0.0.1", port: 0, parameters });
});
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await server.close();
});

const connect = async (): Promise<Ros> => {
  const ros = new Ros();
  await ros.connect(server.url);
  if (!ros.isConnected) await new Promise<void>((resolve) => ros.once("connection", () => resolve()));
  closers.push(() => ros.close());
  return ros;
};

/** A raw client that hands out answers one by one. */
const rawClient = async (headers: Record<string, string> = {}) => {
  const socket = new WebSocket(server.url, { headers });
  await once(socket, "open");
  closers.push(() => socket.terminate());
  const inbox: Record<string, unknown>[] = [];
  const waiters: ((message: Record<string, unknown>) => void)[] = [];
  socket.on("message", (data) => {
    const message = JSON.parse(String(data));
    const waiter = waiters.shift();
    if (waiter) waiter(message);
    else inbox.push(message);
  });
  return {
    socket,
    send: (message: unknown) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    next: () => {
      const first = inbox.shift();
      return first ? Promise.resolve(first) : new Promise<Record<string, unknown>>((resolve) => waiters.push(resolve));
    },
  };
};

/** A node of the simulator. */
const node = (name: string) => {
  const { port1, port2 } = new MessageChannel();
  server.attachNode(name, port1);
  closers.push(() => port2.close());
  return {
    send: (op: FromNode) => port2.postMessage(op),
    next: async () => (await once(port2, "message"))[0] as ToNode,
    close: () => port2.close(),
  };
};

/** Whether a list of the graph shows something by now; every question to rosapi is an event of its own. */
const until = async (ask: () => Promise<boolean>): Promise<void> => {
  while (!(await ask()));
};

describe("topics", () => {
  it("carry messages from one client to another", async () => {
    const [speaker, listener] = [await rawClient(), await rawClient()];
    listener.send({ op: "subscribe", topic: "/chatter", type: "std_msgs/msg/String" });
    listener.send({ op: "call_service", service: "/rosapi/topics", id: "subscribed" });
    await listener.next();
    speaker.send({ op: "advertise", topic: "/chatter", type: "std_msgs/String" });
    speaker.send({ op: "publish", topic: "/chatter", msg: { data: "hello" } });
    expect(await listener.next()).toEqual({ op: "publish", topic: "/chatter", msg: { data: "hello" } });
  });

  it("give latched messages to late listeners, of nodes too", async () => {
    const physics = node("/physics");
    physics.send({ op: "advertise", topic: "/robot_description", type: "std_msgs/msg/String", latch: true });
    physics.send({ op: "publish", topic: "/robot_description", msg: { data: "<robot/>" } });
    const ros = await connect();
    const topic = new Topic<{ data: string }>({ ros, name: "/robot_description", messageType: "std_msgs/msg/String" });
    expect(await new Promise((resolve) => topic.subscribe(resolve))).toEqual({ data: "<robot/>" });
  });

  it("tell a node how many listen, so that it need not work for nobody", async () => {
    const camera = node("/camera");
    camera.send({ op: "advertise", topic: "/image", type: "sensor_msgs/msg/Image" });
    expect(await camera.next()).toEqual({ op: "subscribers", topic: "/image", count: 0 });
    const listener = await rawClient();
    listener.send({ op: "subscribe", topic: "/image" });
    expect(await camera.next()).toEqual({ op: "subscribers", topic: "/image", count: 1 });
    listener.socket.terminate();
    expect(await camera.next()).toEqual({ op: "subscribers", topic: "/image", count: 0 });
  });

  it("are throttled for the client that asks for it", async () => {
    const [speaker, listener] = [await rawClient(), await rawClient()];
    listener.send({ op: "subscribe", topic: "/fast", type: "std_msgs/msg/Int32", throttle_rate: 3_600_000 });
    listener.send({ op: "call_service", service: "/rosapi/topics", id: "subscribed" });
    await listener.next();
    for (let data = 0; data < 20; data++) speaker.send({ op: "publish", topic: "/fast", msg: { data } });
    speaker.send({ op: "call_service", service: "/rosapi/topics", id: "published" });
    await speaker.next();
    listener.send({ op: "call_service", service: "/rosapi/topics", id: "end" });
    expect(await listener.next()).toMatchObject({ op: "publish", msg: { data: 0 } });
    expect(await listener.next()).toMatchObject({ op: "service_response", id: "end" });
  });

  it("of the simulator cannot be forged by a client", async () => {
    const physics = node("/physics");
    physics.send({ op: "advertise", topic: "/joint_states", type: "sensor_msgs/msg/JointState" });
    await physics.next();
    const liar = await rawClient();
    liar.send({ op: "publish", id: "7", topic: "/joint_states", msg: { position: [0] } });
    expect(await liar.next()).toMatchObject({ op: "status", level: "error", id: "7" });
  });
});

describe("services", () => {
  it("of a client are called by another client through roslib", async () => {
    const [provider, caller] = [await connect(), await connect()];
    const offered = new Service({ ros: provider, name: "/add", serviceType: "example_interfaces/srv/AddTwoInts" });
    offered.advertise((request: unknown, response: unknown) => {
      const { a, b } = request as { a: number; b: number };
      Object.assign(response as object, { sum: a + b });
      return true;
    });
    const list = (): Promise<string[]> => new Promise((resolve, reject) => caller.getServices(resolve, reject));
    await until(async () => (await list()).includes("/add"));
    const used = new Service<object, { sum: number }>({ ros: caller, name: "/add", serviceType: "example_interfaces/srv/AddTwoInts" });
    const sum = await new Promise((resolve, reject) => used.callService({ a: 2, b: 40 }, resolve, reject));
    expect(sum).toMatchObject({ sum: 42 });
  });

  it("fail for the caller when they do not exist, or when the provider goes", async () => {
    const [provider, caller] = [await rawClient(), await rawClient()];
    caller.send({ op: "call_service", id: "1", service: "/nothing" });
    expect(await caller.next()).toMatchObject({ op: "service_response", id: "1", result: false });
    provider.send({ op: "advertise_service", service: "/slow", type: "std_srvs/srv/Trigger" });
    provider.send({ op: "call_service", service: "/rosapi/services", id: "advertised" });
    await provider.next();
    caller.send({ op: "call_service", id: "2", service: "/slow" });
    expect(await provider.next()).toMatchObject({ op: "call_service", service: "/slow" });
    provider.socket.terminate();
    expect(await caller.next()).toMatchObject({ op: "service_response", id: "2", result: false });
  });

  it("time out for the caller that set a limit", async () => {
    const [provider, caller] = [await rawClient(), await rawClient()];
    provider.send({ op: "advertise_service", service: "/never", type: "std_srvs/srv/Trigger" });
    provider.send({ op: "call_service", service: "/rosapi/services", id: "advertised" });
    await provider.next();
    caller.send({ op: "call_service", id: "3", service: "/never", timeout: 0.05 });
    expect(await caller.next()).toMatchObject({ id: "3", result: false, values: expect.stringMatching(/0\.05 s/) });
  });
});

describe("actions", () => {
  it("of a node are driven through roslib with feedback, and cancelled while they run", async () => {
    const arm = node("/controller");
    arm.send({ op: "advertise_action", action: "/move", type: "control_msgs/action/FollowJointTrajectory" });
    const ros = await connect();
    await until(() => new Promise((resolve, reject) => ros.getActionServers((all) => resolve(all.includes("/move")), reject)));
    const action = new Action<object, object, object>({ ros, name: "/move", actionType: "control_msgs/action/FollowJointTrajectory" });
    let onFeedback: (value: object) => void = () => {};
    const firstFeedback = new Promise<object>((resolve) => {
      onFeedback = resolve;
    });
    let goalId: string | undefined;
    const ended = new Promise<unknown>((resolve) => {
      goalId = action.sendGoal({ trajectory: {} }, resolve, onFeedback, resolve);
    });
    const goal = await arm.next();
    if (goal.op !== "send_action_goal") throw new Error(goal.op);
    arm.send({ op: "action_feedback", id: goal.id, action: "/move", values: { error: 1 } });
    expect(await firstFeedback).toEqual({ error: 1 });
    action.cancelGoal(goalId as string);
    expect(await arm.next()).toMatchObject({ op: "cancel_action_goal", id: goal.id });
    arm.send({ op: "action_result", id: goal.id, action: "/move", values: {}, status: 5, result: true });
    await ended;
  });

  it("end with status 6 for the caller when the provider goes", async () => {
    const arm = node("/controller");
    arm.send({ op: "advertise_action", action: "/move", type: "a/action/B" });
    const caller = await rawClient();
    await until(async () => {
      caller.send({ op: "call_service", service: "/rosapi/action_servers" });
      return ((await caller.next())["values"] as { action_servers: string[] }).action_servers.includes("/move");
    });
    caller.send({ op: "send_action_goal", id: "g", action: "/move", action_type: "a/action/B", args: {}, feedback: true });
    await arm.next();
    arm.close();
    expect(await caller.next()).toMatchObject({ op: "action_result", id: "g", status: 6, result: false });
  });

  it("go on when the caller leaves", async () => {
    const arm = node("/controller");
    arm.send({ op: "advertise_action", action: "/move", type: "a/action/B" });
    const caller = await rawClient();
    await until(async () => {
      caller.send({ op: "call_service", service: "/rosapi/action_servers" });
      return ((await caller.next())["values"] as { action_servers: string[] }).action_servers.includes("/move");
    });
    caller.send({ op: "send_action_goal", id: "g", action: "/move", action_type: "a/action/B", args: {} });
    const goal = await arm.next();
    if (goal.op !== "send_action_goal") throw new Error(goal.op);
    caller.socket.terminate();
    arm.send({ op: "action_result", id: goal.id, action: "/move", values: {}, status: 4, result: true });
    const other = await rawClient();
    other.send({ op: "call_service", id: "alive", service: "/rosapi/nodes" });
    expect(await other.next()).toMatchObject({ id: "alive", result: true });
  });
});

describe("rosapi", () => {
  it("answers roslib's own discovery", async () => {
    const physics = node("/physics");
    physics.send({ op: "advertise", topic: "/joint_states", type: "sensor_msgs/msg/JointState" });
    await physics.next();
    const ros = await connect();
    const topics = await new Promise<{ topics: string[]; types: string[] }>((resolve, reject) => ros.getTopics(resolve, reject));
    expect(topics.types[topics.topics.indexOf("/joint_states")]).toBe("sensor_msgs/msg/JointState");
    expect(await new Promise((resolve, reject) => ros.getNodes(resolve, reject))).toContain("/physics");
    const clock = new Param({ ros, name: "/sim:clock" });
    expect(await new Promise((resolve) => clock.get(resolve))).toBe("fast");
    const [details] = await new Promise<{ fieldnames: string[] }[]>((resolve, reject) =>
      ros.getMessageDetails("sensor_msgs/msg/JointState", resolve as never, reject),
    );
    expect(details?.fieldnames).toEqual(["header", "name", "position", "velocity", "effort"]);
  });
});

describe("wrong input", () => {
  it.each([
    ["no JSON", "{nonsense"],
    ["no object", "42"],
    ["nothing", "null"],
    ["an unknown op", '{"op":"fly","id":"x"}'],
    ["a wrong type", '{"op":"subscribe","topic":5}'],
    ["a wrong name", '{"op":"subscribe","topic":"/a b"}'],
    ["a type that is none", '{"op":"advertise","topic":"/a","type":"nothing"}'],
    ["__proto__", '{"op":"__proto__","__proto__":{"op":"publish"}}'],
    ["deep nesting", `{"op":"publish","topic":"/deep","msg":${"[".repeat(200_000)}${"]".repeat(200_000)}}`],
    ["20 MB", JSON.stringify({ op: "publish", topic: "/a", msg: { data: "x".repeat(20 * 1024 * 1024) } })],
  ])("as %s gets a status, and harms nobody else", async (_what, text) => {
    const [wrong, right] = [await rawClient(), await rawClient()];
    wrong.send(text);
    expect(await wrong.next()).toMatchObject({ op: "status", level: "error" });
    right.send({ op: "call_service", id: "alive", service: "/rosapi/topics" });
    expect(await right.next()).toMatchObject({ id: "alive", result: true });
    wrong.send({ op: "call_service", id: "alive", service: "/rosapi/topics" });
    expect(await wrong.next()).toMatchObject({ id: "alive", result: true });
  });

  it("as a web page's Origin is refused, as is a Host that is not this machine", async () => {
    await expect(rawClient({ origin: "https://evil.example" })).rejects.toThrow(/403/);
    await expect(rawClient({ host: "evil.example" })).rejects.toThrow(/403/);
    await expect(rawClient({ origin: "http://localhost:8080" })).resolves.toBeDefined();
  });

  it("as a second server on one port is refused with what to do", async () => {
    await expect(
      RosbridgeServer.listen({ host: "127.0.0.1", port: server.port, parameters: new Map() }),
    ).rejects.toThrow(/in use.*--port/);
  });
});

describe("a client that reads too slowly", () => {
  it("loses the oldest topic messages and no results", async () => {
    const [speaker, sleeper] = [await rawClient(), await rawClient()];
    sleeper.send({ op: "subscribe", topic: "/big", type: "std_msgs/msg/String" });
    sleeper.send({ op: "call_service", service: "/rosapi/topics", id: "subscribed" });
    await sleeper.next();
    sleeper.socket.pause();
    const data = "x".repeat(1024 * 1024);
    for (let count = 0; count < 600; count++) {
      speaker.send({ op: "publish", topic: "/big", msg: { data: `${count}${data}` } });
      speaker.send({ op: "call_service", id: String(count), service: "/rosapi/get_time" });
      await speaker.next();
    }
    sleeper.send({ op: "call_service", id: "late", service: "/rosapi/get_time" });
    sleeper.socket.resume();
    let received = 0;
    let newest = "";
    for (;;) {
      const message = await sleeper.next();
      if (message["op"] === "publish") {
        received += 1;
        newest = (message["msg"] as { data: string }).data.slice(0, 3);
      }
      if (message["id"] === "late") break;
    }
    expect(received).toBeLessThan(500);
    expect(newest).toBe("599");
  });
});
