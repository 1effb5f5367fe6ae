import { Topic } from "roslib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Json, Rig, settled } from "./rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start();
});
afterEach(() => rig.stop());

const STRING = "std_msgs/msg/String";
const published = (topic: string, msg: unknown): Json => ({ op: "publish", topic, msg });

describe("topics", () => {
  it("carry messages between two roslib clients", async () => {
    const [speaker, listener] = [await rig.roslib(), await rig.roslib()];
    const heard = new Topic<{ data: string }>({ ros: listener, name: "/chatter", messageType: STRING });
    const first = new Promise((resolve) => heard.subscribe(resolve));
    await settled(listener);
    new Topic<{ data: string }>({ ros: speaker, name: "/chatter", messageType: STRING }).publish({
      data: "hello",
    });
    expect(await first).toEqual({ data: "hello" });
  });

  it("come back under the name that each subscriber wrote", async () => {
    const [speaker, first, second] = [await rig.raw(), await rig.raw(), await rig.raw()];
    await first.settle({ op: "subscribe", topic: "chatter", type: "std_msgs/String" });
    await second.settle({ op: "subscribe", topic: "/chatter", type: STRING });
    speaker.send({ op: "advertise", topic: "/chatter", type: STRING });
    for (const data of ["hello", "again"]) {
      speaker.send({ op: "publish", topic: "/chatter", msg: { data } });
      expect([await first.next(), await second.next()]).toEqual([
        published("chatter", { data }),
        published("/chatter", { data }),
      ]);
    }
  });

  it("reach a client once, however often it subscribed, until its last subscription ends", async () => {
    const [speaker, listener] = [await rig.raw(), await rig.raw()];
    await speaker.settle({ op: "advertise", topic: "/chatter", type: STRING });
    await listener.settle(
      { op: "subscribe", id: "a", topic: "/chatter" },
      { op: "subscribe", id: "b", topic: "/chatter" },
    );
    await speaker.settle({ op: "publish", topic: "/chatter", msg: { data: "1" } });
    expect(await listener.settle({ op: "unsubscribe", id: "a", topic: "/chatter" })).toEqual([
      published("/chatter", { data: "1" }),
    ]);
    await speaker.settle({ op: "publish", topic: "/chatter", msg: { data: "2" } });
    expect(await listener.settle({ op: "unsubscribe", id: "b", topic: "/chatter" })).toEqual([
      published("/chatter", { data: "2" }),
    ]);
    await speaker.settle({ op: "publish", topic: "/chatter", msg: { data: "3" } });
    expect(await listener.settle()).toEqual([]);
  });

  it("give a latched message to every late subscription, of the same client too", async () => {
    const [speaker, ros] = [await rig.raw(), await rig.roslib()];
    await speaker.settle(
      { op: "advertise", topic: "/map_name", type: STRING, latch: true },
      { op: "publish", topic: "/map_name", msg: { data: "old" } },
      { op: "publish", topic: "/map_name", msg: { data: "new" } },
    );
    for (let count = 0; count < 2; count++) {
      const topic = new Topic<{ data: string }>({ ros, name: "/map_name", messageType: STRING });
      expect(await new Promise((resolve) => topic.subscribe(resolve))).toEqual({ data: "new" });
    }
  });

  it("forget a latched message with its publisher", async () => {
    const [speaker, listener] = [await rig.raw(), await rig.raw()];
    await listener.settle({ op: "subscribe", id: "keeps it known", topic: "/map_name", type: STRING });
    await speaker.settle(
      { op: "advertise", topic: "/map_name", type: STRING, latch: true },
      { op: "publish", topic: "/map_name", msg: { data: "new" } },
      { op: "unadvertise", topic: "/map_name" },
    );
    await listener.settle();
    expect(await listener.settle({ op: "subscribe", id: "late", topic: "/map_name" })).toEqual([]);
  });

  it("keep so much of one client for late listeners, and refuse more", async () => {
    const speaker = await rig.raw();
    const latch = (number: number): Json[] => [
      { op: "advertise", topic: `/big_${number}`, type: STRING, latch: true },
      { op: "publish", id: "p", topic: `/big_${number}`, msg: { data: "x".repeat(15 * 1024 * 1024) } },
    ];
    // Publishing anew on one topic takes no more room.
    for (const number of [0, 0, 0, 0, 0, 1, 2, 3]) expect(await speaker.settle(...latch(number))).toEqual([]);
    const refused = { op: "status", level: "error", id: "p", msg: expect.stringMatching(/late listeners/) };
    expect(await speaker.settle(...latch(4))).toEqual([refused]);
    expect(await speaker.settle({ op: "unadvertise", topic: "/big_0" }, ...latch(5))).toEqual([]);
  });

  it("hold back the newest of a throttled subscription, as many as its queue is long", async () => {
    const [speaker, listener] = [await rig.raw(), await rig.raw()];
    await listener.settle({
      op: "subscribe",
      topic: "/count",
      type: "std_msgs/msg/Int32",
      throttle_rate: 200,
      queue_length: 3,
    });
    const messages = Array.from({ length: 10 }, (_, data) => ({
      op: "publish",
      topic: "/count",
      msg: { data },
    }));
    await speaker.settle(...messages);
    const heard: unknown[] = [];
    while (heard.at(-1) !== 9) heard.push(((await listener.next())["msg"] as { data: number }).data);
    // Without a pause between them all ten fall into few throttle intervals: the first, and the last three of the rest.
    expect(heard.slice(0, 1)).toEqual([0]);
    expect(heard.slice(-3)).toEqual([7, 8, 9]);
    expect(heard.length).toBeLessThan(10);
  });

  it("of nodes carry bytes as base64, serialised from typed arrays", async () => {
    const camera = rig.node("camera");
    camera.send({ op: "advertise", topic: "/image", type: "sensor_msgs/msg/Image" });
    await camera.nextOf("subscribers");
    const listener = await rig.raw();
    listener.send({ op: "subscribe", topic: "/image" });
    expect(await camera.nextOf("subscribers")).toMatchObject({ count: 1 });
    camera.send({
      op: "publish",
      topic: "/image",
      msg: { width: 2, data: Uint8Array.of(1, 2, 255), k: Float64Array.of(0.5, Number.NaN) },
    });
    expect(await listener.next()).toEqual(published("/image", { width: 2, data: "AQL/", k: [0.5, null] }));
  });

  it("reach a node that subscribed, whole and checked", async () => {
    const [controller, client] = [rig.node("/controller"), await rig.raw()];
    controller.send({
      op: "subscribe",
      topic: "/joint_trajectory",
      type: "trajectory_msgs/msg/JointTrajectory",
    });
    controller.send({ op: "advertise", topic: "/marker", type: STRING });
    await controller.nextOf("subscribers");
    client.send({ op: "advertise", topic: "/joint_trajectory", type: "trajectory_msgs/JointTrajectory" });
    client.send({
      op: "publish",
      topic: "/joint_trajectory",
      msg: { header: { stamp: {} }, joint_names: ["a"], points: [{ positions: [1] }] },
    });
    expect((await controller.nextOf("publish")).msg).toEqual({
      header: { stamp: { sec: 0, nanosec: 0 }, frame_id: "" },
      joint_names: ["a"],
      points: [
        {
          positions: [1],
          velocities: [],
          accelerations: [],
          effort: [],
          time_from_start: { sec: 0, nanosec: 0 },
        },
      ],
    });
  });

  it("get the graph's time where a header lacks a stamp", async () => {
    const [physics, client] = [rig.node("/physics"), await rig.raw()];
    physics.send({ op: "advertise", topic: "/clock", type: "rosgraph_msgs/msg/Clock" });
    physics.send({ op: "publish", topic: "/clock", msg: { clock: { sec: 12, nanosec: 34 } } });
    physics.send({ op: "advertise", topic: "/marker", type: STRING });
    while ((await physics.nextOf("subscribers")).topic !== "/marker");
    await client.settle({ op: "subscribe", topic: "/goal", type: "geometry_msgs/msg/PointStamped" });
    client.send({ op: "publish", topic: "/goal", msg: { point: { x: 1 } } });
    expect(await client.next()).toEqual(
      published("/goal", {
        header: { stamp: { sec: 12, nanosec: 34 }, frame_id: "" },
        point: { x: 1, y: 0, z: 0 },
      }),
    );
  });
});

describe("a topic refuses, by a status with the request's id,", () => {
  const refusals: [what: string, ops: Json[], reason: RegExp][] = [
    [
      "another type",
      [
        { op: "advertise", topic: "/t", type: STRING },
        { op: "advertise", id: "x", topic: "/t", type: "std_msgs/msg/Int32" },
      ],
      /\/t carries std_msgs\/msg\/String/,
    ],
    [
      "a message of another shape",
      [
        { op: "advertise", topic: "/t", type: STRING },
        { op: "publish", id: "x", topic: "/t", msg: { data: 5 } },
      ],
      /field data expects a string, got 5/,
    ],
    [
      "a field that its type lacks",
      [
        { op: "advertise", topic: "/t", type: STRING },
        { op: "publish", id: "x", topic: "/t", msg: { text: "a" } },
      ],
      /field text is no field of std_msgs\/String; its fields are data/,
    ],
    [
      "a message before anyone said its type",
      [{ op: "publish", id: "x", topic: "/t", msg: {} }],
      /advertise with a type first/,
    ],
    [
      "a subscription whose type nobody knows",
      [{ op: "subscribe", id: "x", topic: "/t" }],
      /Subscribe with a type/,
    ],
  ];
  it.each(refusals)("%s", async (_what, ops, reason) => {
    const client = await rig.raw();
    expect(await client.settle(...ops)).toEqual([
      { op: "status", level: "error", id: "x", msg: expect.stringMatching(reason) },
    ]);
  });

  it.each([
    ["what was never subscribed", { op: "unsubscribe", id: "x", topic: "/t" }, /not subscribed/],
    ["what was never advertised", { op: "unadvertise", id: "x", topic: "/t" }, /do not advertise/],
  ])("%s, with a warning", async (_what, op, reason) => {
    const client = await rig.raw();
    expect(await client.settle(op)).toEqual([]);
    expect(await client.settle({ op: "set_level", level: "warning" }, op)).toEqual([
      { op: "status", level: "warning", id: "x", msg: expect.stringMatching(reason) },
    ]);
  });

  it("nothing of a message that leaves fields out, but warns, and fills them in", async () => {
    const [speaker, listener] = [await rig.raw(), await rig.raw()];
    await listener.settle({ op: "subscribe", topic: "/p", type: "geometry_msgs/msg/PointStamped" });
    const advertise = { op: "advertise", topic: "/p", type: "geometry_msgs/msg/PointStamped" };
    const publish = (point: object): Json => ({ op: "publish", id: "p", topic: "/p", msg: { point } });
    expect(
      await speaker.settle({ op: "set_level", level: "warning" }, advertise, publish({ x: 1, y: 2, z: 3 })),
    ).toEqual([]);
    expect(await speaker.settle(publish({ x: 1, y: 2 }))).toEqual([
      { op: "status", level: "warning", id: "p", msg: expect.stringMatching(/left out z/) },
    ]);
    expect(await listener.settle()).toMatchObject([
      { msg: { header: { frame_id: "" }, point: { z: 3 } } },
      { msg: { point: { x: 1, y: 2, z: 0 } } },
    ]);
  });

  it("a client that would speak for the simulator, with the right type as with another", async () => {
    const physics = rig.node("/physics");
    physics.send({ op: "advertise", topic: "/joint_states", type: "sensor_msgs/msg/JointState" });
    await physics.next();
    const liar = await rig.raw();
    const answers = await liar.settle(
      { op: "advertise", id: "1", topic: "/joint_states", type: "sensor_msgs/msg/JointState" },
      { op: "advertise", id: "2", topic: "/joint_states", type: STRING },
      { op: "publish", id: "3", topic: "/joint_states", msg: { position: [0] } },
    );
    expect(answers.map(({ op, level, id }) => [op, level, id])).toEqual([
      ["status", "error", "1"],
      ["status", "error", "2"],
      ["status", "error", "3"],
    ]);
  });

  it("but not on /tf, which many publish", async () => {
    const physics = rig.node("/physics");
    physics.send({ op: "advertise", topic: "/tf", type: "tf2_msgs/msg/TFMessage" });
    await physics.next();
    const client = await rig.raw();
    const answers = await client.settle(
      { op: "subscribe", topic: "/tf" },
      { op: "advertise", topic: "/tf", type: "tf2_msgs/msg/TFMessage" },
      { op: "publish", topic: "/tf", msg: { transforms: [] } },
    );
    expect(answers).toEqual([published("/tf", { transforms: [] })]);
  });
});
