/*
 * Servers that benchmarks measure, each in a process of its own, so that its CPU time can be told from the client's.
 * Run by itself with the name of one of them, it serves and answers questions over its channel.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { MessageChannel } from "node:worker_threads";
import { type WebSocket, WebSocketServer } from "ws";
import { RosbridgeServer } from "../../sim/rosbridge/server.ts";
import { RosNode } from "../../sim/world/ros-node.ts";

/** A JointState of the simulated arm. */
export const jointState = (() => {
  const arm = ["shoulder_pan", "shoulder_lift", "elbow", "wrist_1", "wrist_2", "wrist_3"];
  const joints = [...arm, "finger_left", "finger_right"];
  return {
    header: { stamp: { sec: 1_234, nanosec: 567_890_123 }, frame_id: "base_link" },
    name: joints.map((joint) => `${joint}_joint`),
    position: joints.map((_, index) => Math.sin(index + 0.1)),
    velocity: joints.map((_, index) => Math.cos(index + 0.2)),
    effort: joints.map((_, index) => 10 * Math.sin(index + 0.3)),
  };
})();
export const JOINT_STATE = "sensor_msgs/msg/JointState";

export const WIDTH = 640;
export const HEIGHT = 480;

/** A picture with gradients and grain, as a camera's: neither empty nor pure noise. */
const picture = (): Uint8Array => {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  let grain = 1;
  for (let index = 0; index < pixels.length; index++) {
    grain = (Math.imul(grain, 1_664_525) + 1_013_904_223) | 0;
    pixels[index] = (((index / 3) % WIDTH) / 4 + index / 8_000 + ((grain >>> 24) & 3)) & 255;
  }
  return pixels;
};

/** A server of plain `ws` that does no more than parse and write JSON. */
const plain = async (hear: (sockets: WebSocket[], from: WebSocket, text: string) => void) => {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
  const sockets: WebSocket[] = [];
  server.on("connection", (socket) => {
    sockets.push(socket);
    socket.on("message", (data) => hear(sockets, socket, (data as Buffer).toString("utf8")));
  });
  await once(server, "listening");
  return { url: `ws://127.0.0.1:${(server.address() as { port: number }).port}`, sockets };
};

const rosbridge = async (): Promise<{ url: string; node: RosNode }> => {
  const server = await RosbridgeServer.listen({ host: "127.0.0.1", port: 0, parameters: new Map() });
  const channel = new MessageChannel();
  server.attachNode("bench", channel.port1);
  return { url: server.url, node: new RosNode(channel.port2) };
};

/** Says something again and again, and tells how often it did. */
const every = (periodMs: number, say: () => void): void => {
  let said = 0;
  let timer: NodeJS.Timeout | undefined;
  process.on("message", (question) => {
    if (question === "begin") {
      said = 0;
      const began = performance.now();
      timer = setInterval(() => {
        while (said < (performance.now() - began) / periodMs) {
          said += 1;
          say();
        }
      }, periodMs / 4);
    }
    if (question === "end") {
      clearInterval(timer);
      process.send?.(said);
    }
  });
};

const SERVERS: Record<string, () => Promise<string>> = {
  /** Sends back what it gets. */
  echo: async () => (await plain((_, from, text) => from.send(JSON.stringify(JSON.parse(text))))).url,
  /** Hands what it gets to the other client. */
  relay: async () => {
    const { url } = await plain((sockets, from, text) => {
      const message = JSON.stringify(JSON.parse(text));
      for (const other of sockets) if (other !== from) other.send(message);
    });
    return url;
  },
  /** Tells a joint state to everyone at 50 Hz. */
  "plain-50hz": async () => {
    const { url, sockets } = await plain(() => {});
    every(20, () => {
      const text = JSON.stringify({ op: "publish", topic: "/joint_states", msg: jointState });
      for (const socket of sockets) socket.send(text);
    });
    return url;
  },
  rosbridge: async () => (await rosbridge()).url,
  "rosbridge-50hz": async () => {
    const { url, node } = await rosbridge();
    node.advertise("/joint_states", JOINT_STATE);
    every(20, () => node.publish("/joint_states", jointState));
    return url;
  },
  /** Publishes a picture for each "begin" of its channel. */
  "rosbridge-images": async () => {
    const { url, node } = await rosbridge();
    node.advertise("/image", "sensor_msgs/msg/Image");
    const data = picture();
    const stamp = { sec: 1, nanosec: 2 };
    const shape = { height: HEIGHT, width: WIDTH, encoding: "rgb8", is_bigendian: 0, step: WIDTH * 3 };
    process.on("message", (question) => {
      if (question === "begin")
        node.publish("/image", { header: { stamp, frame_id: "camera" }, ...shape, data });
    });
    return url;
  },
};

export class ServerProcess {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(name: string): Promise<ServerProcess> {
    const child = fork(fileURLToPath(import.meta.url), [name], { execArgv: ["--import", "tsx"] });
    const [url] = (await once(child, "message")) as [string];
    return new ServerProcess(child, url);
  }

  /** Microseconds of CPU that it used so far. */
  cpuUs(): Promise<number> {
    return this.#ask("cpu");
  }
  begin(): void {
    this.#child.send("begin");
  }
  /** Ends what was begun. @returns how often it spoke */
  end(): Promise<number> {
    return this.#ask("end");
  }
  kill(): void {
    this.#child.kill();
  }

  async #ask(question: string): Promise<number> {
    this.#child.send(question);
    return (await once(this.#child, "message"))[0] as number;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const serve = SERVERS[process.argv[2] ?? ""];
  if (!serve) throw new Error(`no server ${process.argv[2]}; there are ${Object.keys(SERVERS).join(", ")}`);
  process.send?.(await serve());
  process.on("message", (question) => {
    const { user, system } = process.cpuUsage();
    if (question === "cpu") process.send?.(user + system);
  });
  process.on("disconnect", () => process.exit());
}
