import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import type { Detection, RobotFrame, SessionInfo, ToPage } from "../../bridge/protocol/index.ts";
import { loadWebFiles } from "../../bridge/server/web-files.ts";
import { arm } from "../../sim/world/robots/arm.ts";
import { writeUrdf } from "../../sim/world/robots/urdf.ts";

/** A page and what feeds it: messages of the bridge, made here, as fast as the measurement wants them. */
export interface PageFeed {
  readonly url: string;
  /** Sends to all pages. */
  send(message: ToPage): void;
  /** Resolves when no more than a little is on its way. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

const session: SessionInfo = {
  version: "0",
  planner: "offline",
  model: "",
  mode: "code",
  robot: "simulated_arm",
  robot_url: "",
  scene: "table",
  seed: 1,
  clock: "realtime",
  sandbox: "none",
  approve: "never",
  estop: null,
  connection: "connected",
  manual: null,
  safety: null,
  cameras: [],
  price: null,
  can_fork: false,
  can_rehearse: false,
  busy: false,
};
const MUCH_BYTES = 512 * 1024;

/** Serves a built page, and plays the bridge to it. */
export const feedPage = async (
  folder: string | undefined,
  objects: readonly Detection[],
): Promise<PageFeed> => {
  const files = loadWebFiles(folder);
  const server = createServer((request, response) => {
    const file = files.find(new URL(request.url ?? "/", "http://127.0.0.1").pathname);
    response.writeHead(file ? 200 : 404, { "content-type": file?.contentType ?? "text/plain" });
    response.end(file?.bytes);
  });
  const pages = new Set<WebSocket>();
  const sockets = new WebSocketServer({ server, path: "/ws", handleProtocols: () => "codeact" });
  const first: ToPage[] = [
    { op: "session", session },
    { op: "description", urdf: writeUrdf(arm) },
    { op: "scene", objects: [...objects] },
  ];
  sockets.on("connection", (socket) => {
    pages.add(socket);
    socket.on("close", () => pages.delete(socket));
    for (const message of first) socket.send(JSON.stringify(message));
  });
  const alive = setInterval(() => send({ op: "session", session }), 2_000);
  const send = (message: ToPage): void => {
    const text = JSON.stringify(message);
    for (const socket of pages) socket.send(text);
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/#token=bench`,
    send,
    drained: async () => {
      while ([...pages].some(({ bufferedAmount }) => bufferedAmount > MUCH_BYTES))
        await new Promise((resolve) => setTimeout(resolve, 2));
    },
    close: async () => {
      clearInterval(alive);
      for (const socket of pages) socket.terminate();
      sockets.close();
      server.close();
      await once(server, "close");
    },
  };
};

const shapes = ["cube", "cylinder", "ball", "plate", "bowl", "box"] as const;
const colors = ["red", "green", "blue", "yellow", "orange", "purple", "cyan"] as const;

/** Things of all shapes in rows on the table, of sizes that differ by up to a few millimetres. */
export const thingsOnTable = (count: number): Detection[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `thing_${i}`,
    pose: {
      position: [0.2 + (i % 20) * 0.033, -0.45 + Math.floor(i / 20) * 0.09, 0.02],
      orientation: [0, 0, 0, 1],
      frame_id: "base_link",
    },
    size_m: [0.03 + (i % 5) * 0.001, 0.03 + (i % 5) * 0.001, 0.03],
    color: colors[i % colors.length] ?? "red",
    shape: shapes[i % shapes.length] ?? "cube",
    stamp_s: 0,
    confidence: 1,
  }));

/** What is measured so many seconds in: all joints and all things move. */
export const measuredAt = (seconds: number, things: readonly Detection[]): RobotFrame => ({
  op: "robot",
  stamp: { sec: Math.floor(seconds), nanosec: Math.round((seconds % 1) * 1e9) },
  age_s: 0.005,
  joint_names: arm.servos.map(({ joint }) => joint),
  positions: arm.servos.map((_, i) => (arm.home[i] ?? 0) + 0.4 * Math.sin(seconds * (0.7 + i * 0.1))),
  velocities: arm.servos.map(() => 0.1),
  objects: things.map(
    (
      {
        name,
        pose: {
          position: [x, y, z],
          orientation,
        },
      },
      i,
    ) => ({
      name,
      position: [x + 0.01 * Math.sin(seconds * 3 + i), y + 0.01 * Math.cos(seconds * 3 + i), z],
      orientation,
    }),
  ),
  tool: {
    position: [0.5 + 0.1 * Math.sin(seconds), 0.2 * Math.cos(seconds * 0.7), 0.3],
    orientation: [1, 0, 0, 0],
  },
});
