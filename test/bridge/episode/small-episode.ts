import { closeSync, openSync, writeSync } from "node:fs";
import { cdrEncoder } from "../../../bridge/episode/cdr-encoder.ts";
import { eventMessage } from "../../../bridge/episode/codeact-messages.ts";
import { ChunkedMcapWriter } from "../../../bridge/episode/mcap-writer.ts";
import { schemaText } from "../../../bridge/episode/ros-schemas.ts";
import { type Event, type EventBody, nsToStamp, stampToNs } from "../../../bridge/protocol/index.ts";

const bodies: EventBody[] = [
  {
    type: "episode_start",
    episode_id: "e",
    instruction: "stack the blöcks",
    planner: "offline",
    model: "offline-planner",
    mode: "code",
    robot: "simulated_arm",
    robot_url: "ws://127.0.0.1:9090",
    scene: "table",
    seed: 7,
    clock: "fast",
    sandbox: "self",
    version: "0.1.0",
  },
  ...Array.from(
    { length: 30 },
    (_, i): EventBody => ({
      type: "output",
      action: 1,
      stream: "stdout",
      text: `line ${i} …\n`,
    }),
  ),
  { type: "observation", turn: 1, text: "Observation: done" },
  {
    type: "episode_end",
    outcome: "finished",
    turns: 1,
    actions: 1,
    primitive_calls: 0,
    episode: "small.mcap",
    summary: "",
  },
];

/**
 * Writes a small episode, four events to a chunk, overwriting the file.
 *
 * @returns how many events it has
 */
export const writeSmallEpisode = (
  file: string,
  {
    topics = "ours",
    version = 1,
    told = bodies,
    urdf = "<robot/>",
    task = "stack the blöcks",
  }: { topics?: "ours" | "other"; version?: number; told?: EventBody[]; urdf?: string; task?: string } = {},
): number => {
  const fd = openSync(file, "w");
  const writer = new ChunkedMcapWriter((bytes) => void writeSync(fd, bytes));
  writer.start({ profile: "ros2", library: "test" });
  const channels = new Map<string, number>();
  for (const [i, body] of told.entries()) {
    const stamp = nsToStamp(BigInt(i) * 100_000_000n);
    const wall = nsToStamp(1_700_000_000_000_000_000n + stampToNs(stamp));
    const event = { ...body, v: 1, seq: i, wall, stamp } as Event;
    const { topic: own, type, message } = eventMessage(event, stamp, JSON.stringify(event));
    const topic = topics === "ours" ? own : `/other${own}`;
    let id = channels.get(topic);
    if (id === undefined) {
      id = channels.size + 1;
      channels.set(topic, id);
      writer.addChannel({ id, topic, type, schema: schemaText(type) });
    }
    const times = { logTime: stampToNs(stamp), publishTime: stampToNs(wall) };
    const data = cdrEncoder(schemaText(type))(message);
    writer.addMessage({ channelId: id, sequence: i, ...times, data });
    if (i % 4 === 3) writer.endChunk();
  }
  writer.endChunk();
  const attachment = { mediaType: "text/plain", data: Buffer.from(urdf), logTime: 0n, createTime: 0n };
  writer.addAttachment({ name: "robot.urdf", ...attachment });
  if (topics === "ours")
    writer.addMetadata({
      name: "codeact",
      metadata: new Map([
        ["episode_version", String(version)],
        ["task", task],
      ]),
    });
  writer.end();
  closeSync(fd);
  return told.length;
};
