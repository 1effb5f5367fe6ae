import { Topic } from "roslib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Rig, settled } from "./rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start();
});
afterEach(() => rig.stop());

const IMAGE = "sensor_msgs/msg/Image";
const JOINTS = "sensor_msgs/msg/JointState";

/** The first message that roslib decodes from a subscription. */
const first = async (
  compression: string,
  type: string,
  publish: (topic: string) => Promise<void>,
): Promise<unknown> => {
  const ros = await rig.roslib();
  const topic = new Topic({ ros, name: "/thing", messageType: type, compression });
  const message = new Promise((resolve, reject) => {
    ros.on("error", reject);
    topic.subscribe(resolve);
  });
  await settled(ros);
  await publish("/thing");
  return message;
};

describe("cbor", () => {
  it("brings numbers as typed arrays and bytes as bytes to roslib, from a node", async () => {
    const joints = await first("cbor", JOINTS, async (topic) => {
      const node = rig.node("/physics");
      node.send({ op: "advertise", topic, type: JOINTS });
      node.send({
        op: "publish",
        topic,
        msg: {
          header: { stamp: { sec: 1, nanosec: 2 }, frame_id: "" },
          name: ["a"],
          position: [0.5, 1],
          velocity: [],
          effort: [],
        },
      });
    });
    expect(joints).toEqual({
      header: { stamp: { sec: 1, nanosec: 2 }, frame_id: "" },
      name: ["a"],
      position: Float64Array.of(0.5, 1),
      velocity: Float64Array.of(),
      effort: Float64Array.of(),
    });
  });

  it("brings the same from a client, whose bytes came as base64", async () => {
    const image = await first("cbor", IMAGE, async (topic) => {
      const speaker = await rig.raw();
      await speaker.settle(
        { op: "advertise", topic, type: IMAGE },
        { op: "publish", topic, msg: { height: 1, width: 3, data: "AQL/" } },
      );
    });
    expect(image).toMatchObject({ height: 1, width: 3, encoding: "", data: Uint8Array.of(1, 2, 255) });
  });
});

describe("fragments", () => {
  it("cut what a subscriber wants in pieces, and roslib joins them", async () => {
    const listener = await rig.raw();
    const speaker = await rig.raw();
    const data = "ünïcödé 🤖 ".repeat(50);
    await speaker.settle(
      { op: "advertise", topic: "/text", type: "std_msgs/msg/String", latch: true },
      { op: "publish", topic: "/text", msg: { data } },
    );
    const parts = await listener.settle({ op: "subscribe", topic: "/text", fragment_size: 100 });
    expect(parts.length).toBeGreaterThan(5);
    expect(parts.map(({ op, num, total }) => [op, num, total])).toEqual(
      parts.map((_, num) => ["fragment", num, parts.length]),
    );
    for (const part of parts) expect((part["data"] as string).length).toBeLessThanOrEqual(100);
    expect(JSON.parse(parts.map((part) => part["data"]).join(""))).toEqual({
      op: "publish",
      topic: "/text",
      msg: { data },
    });

    const ros = await rig.roslib();
    const heard = new Promise((resolve) => ros.on("/text" as never, (message: unknown) => resolve(message)));
    ros.callOnConnection({ op: "subscribe", topic: "/text", fragment_size: 100 } as never);
    expect(await heard).toMatchObject({ msg: { data } });
  });

  it("of a client are joined, in whatever order they come", async () => {
    const client = await rig.raw();
    const text = JSON.stringify({ op: "call_service", id: "c", service: "/rosapi/get_ros_version" });
    const cuts = [text.slice(0, 20), text.slice(20, 40), text.slice(40)];
    for (const num of [2, 0, 1]) client.send({ op: "fragment", id: "f", data: cuts[num], num, total: 3 });
    expect(await client.next()).toMatchObject({ op: "service_response", id: "c", result: true });
  });
});

describe("a compression that is not offered", () => {
  it("is said so, and JSON comes", async () => {
    const [speaker, listener] = [await rig.raw(), await rig.raw()];
    await speaker.settle({ op: "advertise", topic: "/text", type: "std_msgs/msg/String" });
    const answers = await listener.settle({ op: "subscribe", id: "s", topic: "/text", compression: "png" });
    expect(answers).toEqual([
      { op: "status", level: "error", id: "s", msg: expect.stringMatching(/"png".*none and cbor/) },
    ]);
    speaker.send({ op: "publish", topic: "/text", msg: { data: "plain" } });
    expect(await listener.next()).toEqual({ op: "publish", topic: "/text", msg: { data: "plain" } });
  });
});
