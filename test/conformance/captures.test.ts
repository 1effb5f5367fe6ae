import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RosbridgeServer } from "../../sim/rosbridge/server.ts";
import { Peer } from "./peer.ts";

/*
 * What a real server (rosbridge_suite) was sent and what it answered, frame by frame: ours answers the same. Captures
 * of ROS 1 are read as ROS 2 spells them; the server's own ids of service calls are numbered in the order they came.
 */
type Frame = { readonly who: string } & ({ readonly sent: unknown } | { readonly got: unknown });
const { server: captured, scenes } = JSON.parse(
  readFileSync(new URL("captures/rosbridge-suite-ros1.json", import.meta.url), "utf8"),
) as { server: string; scenes: Record<string, Frame[]> };

/** As ROS 2 says it: types with their kind, sec and nanosec, headers without seq. */
const inRos2 = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inRos2);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).flatMap(([field, one]): [string, unknown][] => {
    if (field === "seq") return [];
    if (field === "type" && typeof one === "string" && /^\w+\/\w+$/.test(one))
      return [[field, one.replace("/", one.startsWith("std_srvs") ? "/srv/" : "/msg/")]];
    return [[{ secs: "sec", nsecs: "nanosec" }[field] ?? field, inRos2(one)]];
  });
  return Object.fromEntries(fields);
};

let server: RosbridgeServer;
beforeAll(async () => {
  server = await RosbridgeServer.listen({ host: "127.0.0.1", port: 0, parameters: new Map() });
});
afterAll(() => server.close());

/** Sends what was sent and gives what came, in the places of what was captured. */
const replay = async (frames: readonly Frame[]): Promise<unknown[]> => {
  const peers = new Map<string, Peer>();
  const read = new Map<string, number>();
  const ids = new Map<unknown, unknown>();
  const answers: unknown[] = [];
  for (const { who } of frames) if (!peers.has(who)) peers.set(who, await Peer.connect(server.url));
  for (const frame of frames) {
    const peer = peers.get(frame.who) as Peer;
    if ("sent" in frame) {
      const sent = inRos2(frame.sent) as Record<string, unknown>;
      peer.send(sent["op"] === "service_response" ? { ...sent, id: ids.get(sent["id"]) } : sent);
      await peer.barrier();
      continue;
    }
    const index = read.get(frame.who) ?? 0;
    read.set(frame.who, index + 1);
    const came = (await peer.until(() => peer.frames[index] ?? null)) as { json?: Record<string, unknown> };
    const wanted = frame.got as Record<string, unknown>;
    if (wanted["op"] === "call_service") ids.set(wanted["id"], came.json?.["id"]);
    answers.push(wanted["op"] === "call_service" ? { ...came.json, id: wanted["id"] } : came.json);
  }
  for (const peer of peers.values()) peer.end();
  return answers;
};

/** Where it tells why something failed, ours may say more. */
const expected = (got: unknown): unknown => {
  const frame = inRos2(got) as Record<string, unknown>;
  const isReason = frame["result"] === false && typeof frame["values"] === "string";
  return isReason ? { ...frame, values: expect.stringContaining(frame["values"] as string) } : frame;
};

describe(`our server answers as ${captured} did`, () => {
  it.each(Object.keys(scenes))("%s", async (name) => {
    const frames = scenes[name] ?? [];
    const answers = frames.flatMap((frame) => ("got" in frame ? [expected(frame.got)] : []));
    expect(answers.length).toBeGreaterThan(0);
    expect(await replay(frames)).toEqual(answers);
  });
});
