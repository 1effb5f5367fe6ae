/*
 * Messages a second of a sensor_msgs/msg/JointState that goes to the rosbridge server and comes back, 64 in flight,
 * against a raw `ws` server that only parses the JSON and writes it again. Both servers run in processes of their own.
 * This client may be what limits both, which would hide a difference: so the servers' CPU time is compared as well.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { WebSocket, WebSocketServer } from "ws";
import { RosbridgeServer } from "../../sim/rosbridge/server.ts";
import { startRosGraph } from "../ros2/graph.ts";
import { hasWheels } from "../ros2/wheels.ts";
import { median, quantile, report } from "./report.ts";

const IN_FLIGHT = 64;
const MESSAGES = 20_000;
const ROUNDS = 5;
const RUST_MESSAGES = 2_000;
const TYPE = "sensor_msgs/msg/JointState";

const joints = [
  "shoulder_pan",
  "shoulder_lift",
  "elbow",
  "wrist_1",
  "wrist_2",
  "wrist_3",
  "finger_left",
  "finger_right",
];
const jointState = {
  header: {
    stamp: { sec: 1_234, nanosec: 567_890_123 },
    frame_id: "base_link",
  },
  name: joints.map((joint) => `${joint}_joint`),
  position: joints.map((_, index) => Math.sin(index + 0.1)),
  velocity: joints.map((_, index) => Math.cos(index + 0.2)),
  effort: joints.map((_, index) => 10 * Math.sin(index + 0.3)),
};
const PUBLISH = JSON.stringify({
  op: "publish",
  topic: "/echo",
  msg: jointState,
});

const serve = async (which: string): Promise<string> => {
  if (which === "rosbridge")
    return (
      await RosbridgeServer.listen({
        host: "127.0.0.1",
        port: 0,
        parameters: new Map(),
      })
    ).url;
  const server = new WebSocketServer({
    host: "127.0.0.1",
    port: 0,
    perMessageDeflate: false,
  });
  server.on("connection", (socket) =>
    socket.on("message", (data) =>
      socket.send(JSON.stringify(JSON.parse((data as Buffer).toString("utf8")))),
    ),
  );
  await once(server, "listening");
  return `ws://127.0.0.1:${(server.address() as { port: number }).port}`;
};

interface Server {
  readonly process: ChildProcess;
  readonly socket: WebSocket;
}

const start = async (which: string): Promise<Server> => {
  const child = fork(fileURLToPath(import.meta.url), ["serve", which], {
    execArgv: ["--import", "tsx"],
  });
  const [url] = (await once(child, "message")) as [string];
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, "open");
  if (which === "rosbridge") {
    socket.send(JSON.stringify({ op: "advertise", topic: "/echo", type: TYPE }));
    socket.send(JSON.stringify({ op: "subscribe", topic: "/echo", type: TYPE }));
  }
  return { process: child, socket };
};

interface Round {
  readonly perSecond: number;
  /** CPU microseconds of the server for one message there and back. */
  readonly serverUs: number;
  readonly roundTripsMs: number[];
}

/** CPU microseconds that a server used so far. */
const cpuUs = async ({ process: child }: Server): Promise<number> => {
  child.send("cpu");
  return (await once(child, "message"))[0] as number;
};

const measure = async (server: Server): Promise<Round> => {
  const before = await cpuUs(server);
  const round = await echo(server.socket, MESSAGES);
  return { ...round, serverUs: ((await cpuUs(server)) - before) / MESSAGES };
};

/** Sends and hears so many messages with a fixed number under way. */
const echo = (socket: WebSocket, messages: number): Promise<Omit<Round, "serverUs">> =>
  new Promise((resolve, reject) => {
    const sentMs: number[] = [];
    const roundTripsMs: number[] = [];
    const began = performance.now();
    const send = (): void => {
      sentMs.push(performance.now());
      socket.send(PUBLISH);
    };
    const hear = (): void => {
      roundTripsMs.push(performance.now() - (sentMs[roundTripsMs.length] ?? 0));
      if (sentMs.length < messages) return send();
      if (roundTripsMs.length < messages) return;
      socket.off("message", hear);
      resolve({
        perSecond: (messages / (performance.now() - began)) * 1000,
        roundTripsMs,
      });
    };
    socket.on("message", hear);
    socket.once("close", () => reject(new Error("the server closed the connection")));
    for (let count = 0; count < IN_FLIGHT; count++) send();
  });

/** Messages a second through somebody else's server on a real ROS 2 graph; null where it is not installed. */
const rustPerSecond = async (): Promise<number | null> => {
  if (!hasWheels()) return null;
  const graph = await startRosGraph(
    fileURLToPath(new URL("../fixtures/urdf/six-joint.urdf", import.meta.url)),
  );
  const socket = new WebSocket(graph.url, { perMessageDeflate: false });
  try {
    await once(socket, "open");
    socket.send(JSON.stringify({ op: "advertise", topic: "/echo", type: TYPE }));
    socket.send(JSON.stringify({ op: "subscribe", topic: "/echo", type: TYPE }));
    // Said again until it is heard: the nodes of a graph take a while to find each other.
    const again = setInterval(() => socket.send(PUBLISH), 300);
    await once(socket, "message");
    clearInterval(again);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return (await echo(socket, RUST_MESSAGES)).perSecond;
  } finally {
    socket.removeAllListeners("close");
    socket.terminate();
    await graph.close();
  }
};

const compare = async (): Promise<void> => {
  const [raw, rosbridge] = [await start("raw"), await start("rosbridge")];
  try {
    for (const { socket } of [raw, rosbridge]) await echo(socket, MESSAGES);
    const rounds: { raw: Round; rosbridge: Round }[] = [];
    for (let round = 0; round < ROUNDS; round++)
      rounds.push({
        raw: await measure(raw),
        rosbridge: await measure(rosbridge),
      });
    const describe = (which: "raw" | "rosbridge"): string => {
      const trips = rounds.flatMap((round) => round[which].roundTripsMs);
      const perSecond = median(rounds.map((round) => round[which].perSecond));
      return `${which} ${Math.round(perSecond)} messages/s, round trip p50 ${quantile(trips, 0.5).toFixed(2)} p99 ${quantile(trips, 0.99).toFixed(2)} ms`;
    };
    const ratio = median(rounds.map((round) => round.rosbridge.perSecond / round.raw.perSecond));
    const us = (which: "raw" | "rosbridge"): number => median(rounds.map((round) => round[which].serverUs));
    report(
      "rosbridge echo of a JointState, 64 in flight, against raw ws",
      ratio,
      "0.5",
      `${describe("raw")}; ${describe("rosbridge")}`,
    );
    report(
      "rosbridge echo, the server's CPU for a message, raw ws against ours",
      us("raw") / us("rosbridge"),
      "0.5",
      `raw ${us("raw").toFixed(1)} us, rosbridge ${us("rosbridge").toFixed(1)} us`,
    );
    const rust = await rustPerSecond();
    const ours = median(rounds.map((round) => round.rosbridge.perSecond));
    const what = "rosbridge echo of a JointState, 64 in flight, against rosbridge-server-rs";
    if (rust === null)
      process.stdout.write(`${what}: not measured, it is not installed (test/prepare-ros2.mjs)\n`);
    else
      report(
        what,
        ours / rust,
        "10",
        `it ${Math.round(rust)} messages/s, ours ${Math.round(ours)} messages/s`,
      );
  } finally {
    for (const { process: child, socket } of [raw, rosbridge]) {
      socket.removeAllListeners("close");
      socket.terminate();
      child.kill();
    }
  }
};

if (process.argv[2] === "serve") {
  process.send?.(await serve(process.argv[3] ?? ""));
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.on("disconnect", () => process.exit());
} else await compare();
