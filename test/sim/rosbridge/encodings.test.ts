import { deflateSync } from "node:zlib";
import common from "@foxglove/rosmsg-msgs-common";
import { MessageReader } from "@foxglove/rosmsg2-serialization";
import { decode } from "fast-png";
import { Topic } from "roslib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodePng, encodePng } from "../../../sim/rosbridge/png.ts";
import { Rig, settled } from "./rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start();
});
afterEach(() => rig.stop());

const IMAGE = "sensor_msgs/msg/Image";
const JOINTS = "sensor_msgs/msg/JointState";

/** A text as a PNG of one filter (1 left, 2 above, 3 average, 4 Paeth), eight pixels wide. */
const filtered = (text: string, filter: number): string => {
  const stride = 24;
  const height = Math.ceil(text.length / stride);
  const pixels = Buffer.from(text.padEnd(height * stride, "\n"));
  const rows = Buffer.alloc(height * (stride + 1));
  const at = (row: number, column: number): number =>
    row < 0 || column < 0 ? 0 : (pixels[row * stride + column] ?? 0);
  for (let row = 0; row < height; row++) {
    rows[row * (stride + 1)] = filter;
    for (let column = 0; column < stride; column++) {
      const [a, b, c] = [at(row, column - 3), at(row - 1, column), at(row - 1, column - 3)];
      const nearest = [a, b, c].toSorted(
        (one, two) => Math.abs(a + b - c - one) - Math.abs(a + b - c - two),
      )[0];
      const guess = [0, a, b, (a + b) >> 1, nearest ?? 0][filter] ?? 0;
      rows[row * (stride + 1) + 1 + column] = at(row, column) - guess;
    }
  }
  const png = Buffer.from(encodePng("x"), "base64");
  png.writeUInt32BE(stride / 3, 16);
  png.writeUInt32BE(height, 20);
  const packed = deflateSync(rows);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(packed.length);
  head.write("IDAT", 4, "latin1");
  return Buffer.concat([png.subarray(0, 33), head, packed, Buffer.alloc(4)]).toString("base64");
};

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

describe("png", () => {
  it("brings a topic to roslib as the pixels of a picture, whatever letters are in it", async () => {
    const data = "ünïcödé 🤖\n";
    for (const [index, text] of [data, "", data.repeat(5000)].entries())
      expect(
        await first("png", "std_msgs/msg/String", async (topic) => {
          const speaker = await rig.raw();
          await speaker.settle(
            { op: "advertise", topic, type: "std_msgs/msg/String" },
            { op: "publish", topic, msg: { data: text + index } },
          );
          speaker.socket.terminate();
        }),
      ).toEqual({ data: text + index });
  });

  it("of a client is unpacked, with any filter that its encoder chose", async () => {
    const client = await rig.raw();
    const text = JSON.stringify({ op: "call_service", id: "c", service: "/rosapi/get_ros_version" });
    const own = encodePng(text);
    expect(
      Buffer.from(decode(Buffer.from(own, "base64")).data)
        .toString()
        .trim(),
    ).toBe(text);
    for (const filter of [0, 1, 2, 3, 4]) {
      client.send({ op: "png", data: filtered(text, filter) });
      expect(await client.next()).toMatchObject({ op: "service_response", id: "c", result: true });
    }
    for (const [num, data] of [own.slice(0, 50), own.slice(50)].entries())
      client.send({ op: "png", id: 7, data, num, total: 2 });
    expect(await client.next()).toMatchObject({ op: "service_response", id: "c", result: true });
  });
});

describe("cbor-raw", () => {
  const raw = (type: string, publish: (topic: string) => Promise<void>): Promise<Raw> =>
    first("cbor-raw", type, publish) as Promise<Raw>;
  interface Raw {
    readonly secs: number;
    readonly nsecs: number;
    readonly bytes: Uint8Array;
  }
  const read = (type: string, { bytes }: Raw): unknown => {
    const all = Object.values(common.ros2jazzy);
    const root = all.find(({ name }) => name === type.replace("/msg/", "/"));
    return new MessageReader([root ?? { definitions: [] }, ...all]).readMessage(bytes);
  };

  it("brings CDR that an independent reader understands, at the simulator's time", async () => {
    const joints = await raw(JOINTS, async (topic) => {
      const node = rig.node("/physics");
      node.send({ op: "advertise", topic: "/clock", type: "rosgraph_msgs/msg/Clock" });
      node.send({ op: "publish", topic: "/clock", msg: { clock: { sec: 12, nanosec: 34 } } });
      node.send({ op: "advertise", topic, type: JOINTS });
      node.send({
        op: "publish",
        topic,
        msg: {
          header: { stamp: { sec: 1, nanosec: 2 }, frame_id: "bäse" },
          name: ["a", "gelenk_ü"],
          position: Float64Array.of(0.5, Number.NaN),
          velocity: [],
          effort: [1, 2, 3],
        },
      });
    });
    expect([joints.secs, joints.nsecs]).toEqual([12, 34]);
    expect(read(JOINTS, joints)).toEqual({
      header: { stamp: { sec: 1, nanosec: 2 }, frame_id: "bäse" },
      name: ["a", "gelenk_ü"],
      position: Float64Array.of(0.5, Number.NaN),
      velocity: Float64Array.of(),
      effort: Float64Array.of(1, 2, 3),
    });
  });

  it("writes bytes as ROS does", async () => {
    const image = await raw(IMAGE, async (topic) => {
      const speaker = await rig.raw();
      await speaker.settle(
        { op: "advertise", topic, type: IMAGE },
        { op: "publish", topic, msg: { height: 1, width: 3, step: 9, data: "AQL/" } },
      );
    });
    expect(read(IMAGE, image)).toMatchObject({
      height: 1,
      width: 3,
      step: 9,
      data: Uint8Array.of(1, 2, 255),
    });
  });

  it("writes fixed arrays and nested messages as ROS does", async () => {
    const type = "sensor_msgs/msg/CameraInfo";
    const k = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const info = await raw(type, async (topic) => {
      const speaker = await rig.raw();
      await speaker.settle(
        { op: "advertise", topic, type },
        { op: "publish", topic, msg: { distortion_model: "x", k, roi: { do_rectify: true, width: 4 } } },
      );
    });
    expect(read(type, info)).toMatchObject({
      distortion_model: "x",
      k: Float64Array.from(k),
      p: new Float64Array(12),
      roi: { x_offset: 0, width: 4, do_rectify: true },
    });
  });

  it("is refused for a type that nobody here knows", async () => {
    const [speaker, listener] = [await rig.raw(), await rig.raw()];
    await speaker.settle({ op: "advertise", topic: "/own", type: "my_msgs/msg/Own" });
    const subscribe = { op: "subscribe", id: "s", topic: "/own", compression: "cbor-raw" };
    expect(await listener.settle(subscribe)).toMatchObject([{ op: "status", level: "error", id: "s" }]);
  });
});

describe("answers", () => {
  const call = { op: "call_service", id: "c", service: "/rosapi/interfaces" };
  const whole = async (): Promise<unknown> => {
    const client = await rig.raw();
    client.send(call);
    return client.next();
  };

  it("of services come in fragments, pictures, or pictures in fragments, as the call says", async () => {
    const client = await rig.raw();
    const parts = await client.settle({ ...call, fragment_size: 1000 });
    expect(parts.every(({ op, id }) => op === "fragment" && id === "c")).toBe(true);
    expect(
      parts
        .map(({ data }) => (data as string).length)
        .slice(0, -1)
        .every((one) => one === 1000),
    ).toBe(true);
    expect(JSON.parse(parts.map(({ data }) => data).join(""))).toEqual(await whole());
    const [picture] = await client.settle({ ...call, compression: "png" });
    expect(picture).toMatchObject({ op: "png" });
    const pieces = await client.settle({ ...call, compression: "png", fragment_size: 500 });
    expect(JSON.parse(pieces.map(({ data }) => data).join(""))).toEqual(picture);
    expect(JSON.parse(decodePng(picture?.["data"] as string))).toEqual(await whole());
  });

  it("of actions, feedback and result, come so too", async () => {
    const [provider, client] = [await rig.raw(), await rig.raw()];
    const action = "/count";
    await provider.settle({ op: "advertise_action", action, type: "example_interfaces/action/Fibonacci" });
    client.send({
      op: "send_action_goal",
      id: 12,
      action,
      action_type: "example_interfaces/action/Fibonacci",
      args: { order: 3 },
      feedback: true,
      fragment_size: 60,
    });
    const { id } = await provider.next();
    const values = { sequence: Array.from({ length: 100 }, (_, index) => index) };
    await provider.settle(
      { op: "action_feedback", id, action, values },
      { op: "action_result", id, action, values, status: 4, result: true },
    );
    const parts = await client.settle();
    const texts = parts
      .map(({ data }) => data)
      .join("")
      .split(/(?<=\})(?=\{"op")/);
    expect(parts.every(({ op, id: of }) => op === "fragment" && of === 12)).toBe(true);
    expect(texts.map((text) => JSON.parse(text))).toEqual([
      { op: "action_feedback", id: 12, action, values },
      { op: "action_result", id: 12, action, values, status: 4, result: true },
    ]);
  });
});

describe("a compression that is not offered", () => {
  it("is said so, and JSON comes", async () => {
    const [speaker, listener] = [await rig.raw(), await rig.raw()];
    await speaker.settle({ op: "advertise", topic: "/text", type: "std_msgs/msg/String" });
    const answers = await listener.settle({ op: "subscribe", id: "s", topic: "/text", compression: "zip" });
    expect(answers).toEqual([
      {
        op: "status",
        level: "error",
        id: "s",
        msg: expect.stringMatching(/"zip".*none, png, cbor and cbor-raw/),
      },
    ]);
    speaker.send({ op: "publish", topic: "/text", msg: { data: "plain" } });
    expect(await listener.next()).toEqual({ op: "publish", topic: "/text", msg: { data: "plain" } });
  });
});
