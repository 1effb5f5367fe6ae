/*
 * Pictures of 640×480 from the server to a client that wants the pixels, in each form that a subscription can ask for:
 * frames a second with one under way, and the client's and the server's CPU for a frame, as ratios to JSON.
 */
import { once } from "node:events";
import common from "@foxglove/rosmsg-msgs-common";
import { MessageReader } from "@foxglove/rosmsg2-serialization";
import { decode } from "cbor-x";
import { decode as decodePicture } from "fast-png";
import { WebSocket } from "ws";
import { median, report } from "./report.ts";
import { HEIGHT, ServerProcess, WIDTH } from "./server-process.ts";

const FRAMES = 30;
const ROUNDS = 3;
const TYPE = "sensor_msgs/msg/Image";

const all = Object.values(common.ros2jazzy);
const root = all.find(({ name }) => name === "sensor_msgs/Image");
const reader = new MessageReader([root ?? { definitions: [] }, ...all]);

type Pixels = { readonly data: Uint8Array };
const fromJson = (text: string): Uint8Array =>
  Buffer.from((JSON.parse(text) as { msg: { data: string } }).msg.data, "base64");
/** How a client comes by the pixels. */
const READ: Record<string, (frame: Buffer) => Uint8Array> = {
  none: (frame) => fromJson(frame.toString("utf8")),
  cbor: (frame) => (decode(frame) as { msg: Pixels }).msg.data,
  "cbor-raw": (frame) =>
    reader.readMessage<Pixels>((decode(frame) as { msg: { bytes: Uint8Array } }).msg.bytes).data,
  png: (frame) => {
    const { data } = JSON.parse(frame.toString("utf8")) as { data: string };
    return fromJson(new TextDecoder().decode(decodePicture(Buffer.from(data, "base64")).data as Uint8Array));
  },
};

interface Round {
  readonly perSecond: number;
  readonly clientMs: number;
  readonly serverMs: number;
}

const server = await ServerProcess.start("rosbridge-images");

const measure = async (compression: string, frames: number): Promise<Round> => {
  const read = READ[compression] as (frame: Buffer) => Uint8Array;
  const socket = new WebSocket(server.url, { perMessageDeflate: false });
  await once(socket, "open");
  socket.send(JSON.stringify({ op: "subscribe", topic: "/image", type: TYPE, compression }));
  // Answers come in order: what comes after this one finds the subscription made.
  socket.send(JSON.stringify({ op: "call_service", id: "made", service: "/rosapi/get_time" }));
  await once(socket, "message");
  const serverBefore = await server.cpuUs();
  const [before, began] = [process.cpuUsage(), performance.now()];
  for (let count = 0; count < frames; count++) {
    server.begin();
    const [frame] = (await once(socket, "message")) as [Buffer];
    const { length } = read(frame);
    if (length !== WIDTH * HEIGHT * 3) throw new Error(`${compression} brought ${length} bytes of pixels`);
  }
  const perSecond = (frames * 1000) / (performance.now() - began);
  const { user, system } = process.cpuUsage(before);
  const serverMs = ((await server.cpuUs()) - serverBefore) / 1000 / frames;
  socket.terminate();
  return { perSecond, clientMs: (user + system) / 1000 / frames, serverMs };
};

const forms = Object.keys(READ);
for (const form of forms) await measure(form, 5);
const rounds: Record<string, Round>[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const one: Record<string, Round> = {};
  for (const form of forms) one[form] = await measure(form, FRAMES);
  rounds.push(one);
}
server.kill();

const of = (form: string, what: keyof Round): number =>
  median(rounds.map((round) => round[form]?.[what] ?? Number.NaN));
const inWords = (form: string): string =>
  `${form === "none" ? "json" : form} ${of(form, "perSecond").toFixed(0)} frames/s, client ${of(form, "clientMs").toFixed(1)} ms, server ${of(form, "serverMs").toFixed(1)} ms of CPU a frame`;
const GOALS: Record<string, [string, string]> = {
  cbor: ["1.5", "2"],
  "cbor-raw": ["1.5", "3"],
  png: ["0.1", "0.2"],
};
for (const [form, [frames, cpu]] of Object.entries(GOALS)) {
  const against = (what: keyof Round): number =>
    median(
      rounds.map((round) => (round[form]?.[what] ?? Number.NaN) / (round["none"]?.[what] ?? Number.NaN)),
    );
  const both = `${inWords("none")}; ${inWords(form)}`;
  report(`640x480 picture as ${form}, frames a second against json`, against("perSecond"), frames, both);
  report(
    `640x480 picture as ${form}, the client's CPU for a frame, json against it`,
    1 / against("clientMs"),
    cpu,
    both,
  );
}
