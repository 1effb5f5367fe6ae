/*
 * A service call from one client to another through the rosbridge server and back, against the same four messages
 * relayed by a raw `ws` server that only parses the JSON and writes it again.
 */
import { once } from "node:events";
import { WebSocket } from "ws";
import { median, quantile, report } from "./report.ts";
import { ServerProcess } from "./server-process.ts";

const CALLS = 4_000;
const ROUNDS = 5;
const IN_FLIGHT = 64;
const SERVICE = "/add_two_ints";
const TYPE = "example_interfaces/srv/AddTwoInts";

interface Pair {
  readonly server: ServerProcess;
  readonly caller: WebSocket;
  readonly provider: WebSocket;
}
interface Call {
  readonly op: string;
  readonly id: string;
  readonly args: { a: number; b: number };
}

const connect = async (url: string): Promise<WebSocket> => {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, "open");
  return socket;
};

const start = async (name: string): Promise<Pair> => {
  const server = await ServerProcess.start(name);
  const [caller, provider] = [await connect(server.url), await connect(server.url)];
  provider.on("message", (data) => {
    const { op, id, args } = JSON.parse(String(data)) as Call;
    if (op !== "call_service") return;
    const values = { sum: args.a + args.b };
    provider.send(JSON.stringify({ op: "service_response", id, service: SERVICE, values, result: true }));
  });
  if (name === "rosbridge") {
    provider.send(JSON.stringify({ op: "advertise_service", service: SERVICE, type: TYPE }));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { server, caller, provider };
};

interface Round {
  readonly perSecond: number;
  readonly tripsMs: number[];
}

/** Calls so often with that many under way. */
const call = ({ caller }: Pair, inFlight: number, calls: number): Promise<Round> =>
  new Promise((resolve) => {
    const sentMs: number[] = [];
    const tripsMs: number[] = [];
    const began = performance.now();
    const send = (): void => {
      sentMs.push(performance.now());
      const args = { a: sentMs.length, b: 1 };
      caller.send(JSON.stringify({ op: "call_service", id: String(sentMs.length), service: SERVICE, args }));
    };
    const hear = (data: unknown): void => {
      const { id, result } = JSON.parse(String(data)) as { id: string; result: boolean };
      if (!result) throw new Error(`the call failed: ${data}`);
      tripsMs.push(performance.now() - (sentMs[Number(id) - 1] ?? 0));
      if (sentMs.length < calls) return send();
      if (tripsMs.length < calls) return;
      caller.off("message", hear);
      resolve({ perSecond: (calls / (performance.now() - began)) * 1000, tripsMs });
    };
    caller.on("message", hear);
    for (let count = 0; count < inFlight; count++) send();
  });

const [raw, ours] = [await start("relay"), await start("rosbridge")];
for (const pair of [raw, ours]) await call(pair, IN_FLIGHT, CALLS);
for (const inFlight of [1, IN_FLIGHT]) {
  const rounds: { raw: Round; ours: Round }[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push({ raw: await call(raw, inFlight, CALLS), ours: await call(ours, inFlight, CALLS) });
  const words = (which: "raw" | "ours"): string => {
    const trips = rounds.flatMap((round) => round[which].tripsMs);
    const perSecond = median(rounds.map((round) => round[which].perSecond));
    return `${which} ${Math.round(perSecond)} calls/s, p50 ${quantile(trips, 0.5).toFixed(3)} p99 ${quantile(trips, 0.99).toFixed(3)} ms`;
  };
  report(
    `service round trip between two clients, ${inFlight} in flight, calls a second against raw ws`,
    median(rounds.map((round) => round.ours.perSecond / round.raw.perSecond)),
    "0.5",
    `${words("raw")}; ${words("ours")}`,
  );
}
for (const { server, caller, provider } of [raw, ours]) {
  caller.terminate();
  provider.terminate();
  server.kill();
}
