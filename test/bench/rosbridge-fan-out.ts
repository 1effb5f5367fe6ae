/*
 * A hundred clients subscribed to joint states at 50 Hz: which share of the messages reaches them, and how much of a CPU
 * the server uses, against a raw `ws` server that writes each message once and sends it to everyone.
 */
import { once } from "node:events";
import { WebSocket } from "ws";
import { report } from "./report.ts";
import { JOINT_STATE, ServerProcess } from "./server-process.ts";

const CLIENTS = 100;
const SECONDS = 6;

const measure = async (name: string): Promise<{ share: number; cpu: number }> => {
  const server = await ServerProcess.start(name);
  let received = 0;
  const sockets: WebSocket[] = [];
  for (let count = 0; count < CLIENTS; count++) {
    const socket = new WebSocket(server.url, { perMessageDeflate: false });
    await once(socket, "open");
    socket.send(JSON.stringify({ op: "subscribe", topic: "/joint_states", type: JOINT_STATE }));
    socket.on("message", () => {
      received += 1;
    });
    sockets.push(socket);
  }
  const [before, began] = [await server.cpuUs(), performance.now()];
  server.begin();
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  const said = await server.end();
  const cpu = ((await server.cpuUs()) - before) / 1000 / (performance.now() - began);
  // What is still under way has arrived when each client was answered.
  await Promise.all(
    sockets.map(async (socket) => {
      socket.ping();
      await once(socket, "pong");
    }),
  );
  for (const socket of sockets) socket.terminate();
  server.kill();
  return { share: received / (said * CLIENTS), cpu };
};

const [raw, ours] = [await measure("plain-50hz"), await measure("rosbridge-50hz")];
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
report(
  `${CLIENTS} clients at 50 Hz, share of the messages that arrived`,
  ours.share,
  "1",
  `raw ${percent(raw.share)}`,
);
report(
  `${CLIENTS} clients at 50 Hz, CPU of raw ws against ours`,
  raw.cpu / ours.cpu,
  "0.5",
  `raw ${percent(raw.cpu)}, ours ${percent(ours.cpu)} of one CPU`,
);
