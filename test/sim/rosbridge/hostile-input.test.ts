import { deflateSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodePng } from "../../../sim/rosbridge/png.ts";
import { type RawClient, Rig } from "./rig.ts";

let rig: Rig;
let bystander: RawClient;
beforeEach(async () => {
  rig = await Rig.start();
  bystander = await rig.raw();
  await bystander.settle({ op: "subscribe", topic: "/chatter", type: "std_msgs/msg/String" });
});
afterEach(() => rig.stop());

const deep = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const OWN = '{"op":"advertise","topic":"/own","type":"my_msgs/msg/Own"}';
const CHATTER = "std_msgs/msg/String";

/** What is sent after each other; the last one is what is refused. */
/** A picture whose header says so many pixels, and whose rows unpack to 64 MB. */
const bomb = (width: number, height: number): string => {
  const file = Buffer.from(encodePng("x"), "base64");
  file.writeUInt32BE(width, 16);
  file.writeUInt32BE(height, 20);
  const packed = deflateSync(Buffer.alloc(64 * 1024 * 1024));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(packed.length);
  head.write("IDAT", 4, "latin1");
  return Buffer.concat([file.subarray(0, 33), head, packed, Buffer.alloc(4)]).toString("base64");
};

const inputs: [what: string, texts: string[], reason: RegExp, id?: string][] = [
  ["no JSON", ["{nonsense"], /no JSON/],
  ["NaN, which JSON lacks", ['{"op":"publish","topic":"/chatter","msg":{"data":NaN}}'], /no JSON/],
  ["no object", ["42"], /JSON object with a field op/],
  ["null", ["null"], /JSON object with a field op/],
  ["a list", ['[{"op":"publish"}]'], /JSON object with a field op/],
  ["nothing", [""], /no JSON/],
  ["an unknown op", ['{"op":"fly","id":"x"}'], /Unknown op "fly"; known are advertise/, "x"],
  ["an op of Object's", ['{"op":"constructor","id":"x"}'], /Unknown op/, "x"],
  ["__proto__ as op", ['{"op":"__proto__","__proto__":{"op":"publish"}}'], /Unknown op/],
  ["an op that is no string", ['{"op":{"toString":"x"},"id":"x"}'], /field op/, "x"],
  [
    "an id of a megabyte",
    [JSON.stringify({ op: "subscribe", topic: "/chatter", id: "x".repeat(1024 * 1024) })],
    /field id/,
    "x".repeat(1024),
  ],
  ["an id of no kind that ids have", ['{"op":"subscribe","topic":"/chatter","id":5.5}'], /field id/],
  ["a field of a wrong type", ['{"op":"subscribe","topic":5,"id":"x"}'], /subscribe: field topic/, "x"],
  [
    "a missing field",
    ['{"op":"advertise_service","service":"/a","id":"x"}'],
    /advertise_service: field type/,
    "x",
  ],
  ["a PNG that is none", ['{"op":"png","id":"x","data":"AAAA"}'], /no PNG/, "x"],
  [
    "a PNG that unpacks to no end",
    [JSON.stringify({ op: "png", id: "x", data: bomb(40_000, 40_000) })],
    /limit/,
    "x",
  ],
  [
    "a PNG that holds more than it says",
    [JSON.stringify({ op: "png", id: "x", data: bomb(2, 2) })],
    /unpacked/,
    "x",
  ],
  ["a part of a PNG without its number", ['{"op":"png","id":"x","data":"","total":2}'], /needs id, num/, "x"],
  [
    "a PNG in a PNG",
    [JSON.stringify({ op: "png", id: "x", data: encodePng('{"op":"png","id":"y","data":""}') })],
    /another png/,
    "x",
  ],
  ["a negative throttle_rate", ['{"op":"subscribe","topic":"/chatter","throttle_rate":-1}'], /throttle_rate/],
  [
    "a queue_length that is no integer",
    ['{"op":"subscribe","topic":"/chatter","queue_length":0.5}'],
    /queue_length/,
  ],
  ["a name with a space", ['{"op":"subscribe","topic":"/a b","type":"std_msgs/msg/String"}'], /no ROS name/],
  [
    "a name with a quote",
    ['{"op":"subscribe","topic":"/a\\",\\"x\\":\\"","type":"std_msgs/msg/String"}'],
    /no ROS name/,
  ],
  ["a name that starts with a digit", ['{"op":"call_service","service":"/1st"}'], /no ROS name/],
  [
    "an endless name",
    [JSON.stringify({ op: "subscribe", topic: `/${"a/".repeat(100_000)}` })],
    /field topic/,
  ],
  ["a type that is none", ['{"op":"advertise","topic":"/a","type":"nothing"}'], /no ROS type/],
  [
    "a service's type for a topic",
    ['{"op":"advertise","topic":"/a","type":"std_srvs/srv/Empty"}'],
    /of kind srv, where msg is wanted/,
  ],
  ["a status level that is none", ['{"op":"set_level","level":"loud"}'], /field level/],
  [
    "deep lists",
    [OWN, `{"op":"publish","id":"x","topic":"/own","msg":{"a":${deep(200_000)}}}`],
    /deeper than 64/,
    "x",
  ],
  [
    "deep objects",
    [OWN, `{"op":"publish","id":"x","topic":"/own","msg":${nested(200_000)}}`],
    /deeper than 64/,
    "x",
  ],
  [
    "deep lists in a known type",
    [`{"op":"publish","id":"x","topic":"/chatter","msg":{"data":${deep(200_000)}}}`],
    /field data expects a string/,
    "x",
  ],
  [
    "__proto__ in a message",
    [OWN, '{"op":"publish","topic":"/own","msg":{"__proto__":{"polluted":1}}}'],
    /__proto__/,
  ],
  [
    "__proto__ in a known type",
    ['{"op":"publish","topic":"/chatter","msg":{"__proto__":{"polluted":1}}}'],
    /__proto__ is no field of std_msgs/,
  ],
  [
    "an infinite number",
    [
      '{"op":"subscribe","topic":"/f","type":"std_msgs/msg/Float64"}',
      '{"op":"publish","topic":"/f","msg":{"data":1e999}}',
    ],
    /finite number/,
  ],
  [
    "a number beyond its type",
    [
      '{"op":"subscribe","topic":"/i","type":"std_msgs/msg/UInt8"}',
      '{"op":"publish","topic":"/i","msg":{"data":256}}',
    ],
    /uint8 \(0 to 255\), got 256/,
  ],
  [
    "bytes that are no base64",
    [
      '{"op":"subscribe","topic":"/b","type":"std_msgs/msg/UInt8MultiArray"}',
      '{"op":"publish","topic":"/b","msg":{"data":"*"}}',
    ],
    /base64/,
  ],
  [
    "a fixed array of another length",
    [
      '{"op":"subscribe","topic":"/c","type":"sensor_msgs/msg/CameraInfo"}',
      '{"op":"publish","topic":"/c","msg":{"k":[1]}}',
    ],
    /field k expects 9 elements, got 1/,
  ],
  [
    "20 MB",
    [
      JSON.stringify({
        op: "publish",
        id: "x",
        topic: "/chatter",
        msg: { data: "x".repeat(20 * 1024 * 1024) },
      }),
    ],
    /too long/,
    "x",
  ],
  ["an impossible fragment", ['{"op":"fragment","id":"x","data":"","num":3,"total":2}'], /Part 3 of 2/, "x"],
  [
    "a fragment in a fragment",
    [
      JSON.stringify({
        op: "fragment",
        id: "x",
        num: 0,
        total: 1,
        data: '{"op":"fragment","id":"y","num":0,"total":1,"data":""}',
      }),
    ],
    /another fragment/,
    "x",
  ],
  [
    "fragments that make no JSON",
    ['{"op":"fragment","id":"x","num":0,"total":1,"data":"{"}'],
    /no JSON/,
    "x",
  ],
];

describe("wrong input", () => {
  it.each(inputs)("as %s gets a status, and harms nobody", async (_what, texts, reason, id) => {
    const wrong = await rig.raw();
    const answers = await wrong.settle(...texts);
    expect(answers).toEqual([
      {
        op: "status",
        level: "error",
        msg: expect.stringMatching(reason),
        ...(id === undefined ? {} : { id }),
      },
    ]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    const right = await rig.raw();
    right.send({ op: "advertise", topic: "/chatter", type: CHATTER });
    right.send({ op: "publish", topic: "/chatter", msg: { data: "still here" } });
    expect(await bystander.next()).toMatchObject({ msg: { data: "still here" } });
  });

  it("in a binary frame gets a status", async () => {
    const wrong = await rig.raw();
    wrong.socket.send(Buffer.of(1, 2, 3));
    expect(await wrong.next()).toMatchObject({
      op: "status",
      level: "error",
      msg: expect.stringMatching(/Binary/),
    });
  });

  const broken: [what: string, send: (client: RawClient) => void][] = [
    ["text that is no UTF-8", ({ socket }) => socket.send(Buffer.of(0x22, 0xff, 0x22), { binary: false })],
    ["a frame beyond all bounds", ({ socket }) => socket.send("x".repeat(65 * 1024 * 1024))],
  ];
  it.each(broken)("as %s ends that connection alone", async (_what, send) => {
    const wrong = await rig.raw();
    send(wrong);
    await new Promise((resolve) => wrong.socket.once("close", resolve));
    expect(await bystander.settle()).toEqual([]);
  });

  it("as ever more half-finished fragments is forgotten", async () => {
    const wrong = await rig.raw();
    const data = "x".repeat(1024 * 1024);
    const fragments = Array.from({ length: 20 }, (_, n) => ({
      op: "fragment",
      id: String(n),
      data,
      num: 0,
      total: 2,
    }));
    const answers = await wrong.settle(...fragments);
    expect(answers.length).toBeGreaterThan(0);
    for (const answer of answers)
      expect(answer).toMatchObject({ op: "status", msg: expect.stringMatching(/was dropped/) });
  });

  it("is told from the level on that the client set", async () => {
    const client = await rig.raw();
    const fly = { op: "fly", id: "x" };
    const late = { op: "cancel_action_goal", id: "gone", action: "/nothing" };
    expect(await client.settle(fly, late)).toMatchObject([{ level: "error" }]);
    expect(await client.settle({ op: "set_level", level: "warning" }, fly, late)).toMatchObject([
      { level: "error" },
      { level: "warning", id: "gone" },
    ]);
    expect(await client.settle({ op: "set_level", level: "none" }, fly, late)).toEqual([]);
  });
});
