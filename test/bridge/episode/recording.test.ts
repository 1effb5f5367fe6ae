import { readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "@foxglove/rosmsg";
import { McapStreamReader } from "@mcap/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Episode, type EpisodeMessage, openEpisode } from "../../../bridge/episode/reader.ts";
import { type Event, stampToNs } from "../../../bridge/protocol/index.ts";
import { GraphClient } from "../../sim/graph-client.ts";
import { episodeEvents, type RecordedSession, recordedSession } from "./recorded-session.ts";

const PROGRAM = `
print("größer als → 𝛼 ☃")
home = __import__("os").path.expanduser("~")
print("at", home + "/secrets", "${homedir()}/secrets")
for attempt in range(5):
    try:
        picture = camera.capture()
        break
    except Stale:
        pass
for attempt in range(10):
    try:
        pick("red_cube")
        break
    except Stale:
        pass
print(arm.pose().position)
"the end ☃"
`;

type JointState = { header: { stamp: { sec: number; nanosec: number } }; position: Float64Array };
type Transforms = {
  transforms: {
    header: { frame_id: string };
    child_frame_id: string;
    transform: { translation: { x: number; y: number; z: number } };
  }[];
};

let recorded: RecordedSession;
let episode: Episode;
let live: Event[];
const heard = new Map<bigint, number[]>();
let cube: { x: number; y: number; z: number };

const all = async (...topics: string[]): Promise<EpisodeMessage[]> => {
  const messages: EpisodeMessage[] = [];
  for await (const message of episode.messages(topics)) messages.push(message);
  return messages;
};

beforeAll(async () => {
  recorded = await recordedSession();
  const { session, folder, events } = recorded;
  // A client of its own says what the simulator sent and where the cube ended.
  const witness = await GraphClient.connect(session.robot.url);
  void witness.next(({ op, topic, msg }) => {
    if (op === "publish" && topic === "/joint_states") heard.set(stampToNs(msg.header.stamp), msg.position);
    return false;
  });
  witness.send({ op: "subscribe", id: "witness", topic: "/joint_states" });
  const file = join(folder, "recording.mcap");
  expect((await session.exec(PROGRAM, file)).error).toBeNull();
  cube = (await witness.call("/get_entity_state", { entity: "red_cube" })).values.state.pose.position;
  witness.close();
  live = episodeEvents(events);
  episode = await openEpisode(file);
});
afterAll(async () => {
  await episode?.close();
  await recorded?.close();
});

it("gives back every event in order, pictures and all, with nothing of the machine in it", async () => {
  const kept = await episode.events();
  const cleaned = JSON.parse(
    JSON.stringify(live)
      .replaceAll(`${recorded.folder}/`, "")
      .replaceAll(/\/tmp\/codeact-\w+(?=\/secrets)/g, "<work>")
      .replaceAll(new RegExp(`${homedir()}(?=/)`, "g"), "~"),
  );
  expect(kept).toEqual(cleaned);
  expect(kept.filter(({ type }) => type === "image").length).toBeGreaterThan(0);
  expect(kept.filter(({ type }) => type === "receipt").length).toBeGreaterThan(2);
  const bytes = await readFile(episode.path);
  expect(bytes.includes(`${homedir()}/`)).toBe(false);
  expect(bytes.includes(recorded.folder)).toBe(false);
});

it("holds every joint state that the simulator sent, and where it says the cube ended", async () => {
  const states = await all("/joint_states");
  const of = (message: EpisodeMessage) => message.message as JointState;
  expect(states.length).toBeGreaterThan(50);
  for (const state of states) {
    expect(state.logTime).toBe(stampToNs(of(state).header.stamp));
    expect([...of(state).position]).toEqual(heard.get(state.logTime));
  }
  const [first, last] = [states[0]?.logTime ?? 0n, states.at(-1)?.logTime ?? 0n];
  const sent = [...heard.keys()].filter((ns) => ns >= first && ns <= last);
  expect(states.map(({ logTime }) => logTime)).toEqual(sent.sort((a, b) => Number(a - b)));

  const final = (await all("/tf")).at(-1)?.message as Transforms;
  const seen = final.transforms.find(({ child_frame_id }) => child_frame_id === "red_cube");
  expect(seen?.transform.translation.x).toBeCloseTo(cube.x, 6);
  expect(seen?.transform.translation.y).toBeCloseTo(cube.y, 6);
  expect(seen?.transform.translation.z).toBeCloseTo(cube.z, 6);
  expect(cube.z).toBeGreaterThan(0.05);
});

it("holds all links in each /tf, the static ones once, the scene, and the URDF", async () => {
  const transforms = (await all("/tf")).map(({ message }) => (message as Transforms).transforms.length);
  expect(new Set(transforms).size).toBe(1);
  expect(transforms[0]).toBeGreaterThan(8);
  expect(await all("/tf_static")).toHaveLength(1);
  expect((await all("/robot_description"))[0]?.message).toEqual({ data: recorded.session.robot.urdf });
  const scenes = await all("/codeact/scene");
  expect(scenes.length).toBeGreaterThan(1);
  expect(scenes[0]?.message).toMatchObject({ name: expect.arrayContaining(["red_cube"]) });
  expect((await all("/scene")).length).toBe(scenes.length);
  const states = (await all("/codeact/simulator_state")).map(({ message }) => message as { turn: number });
  expect(states.map(({ turn }) => turn)).toEqual([0]);
});

it("plots what tools want to plot: typed fields beside the JSON", async () => {
  const receipts = (await all("/codeact/receipt")).map(({ message }) => message as Record<string, unknown>);
  const motion = live.find((event) => event.type === "receipt" && "error_m" in event.receipt);
  const seq = BigInt(motion?.seq ?? -1);
  expect(receipts.find((receipt) => receipt["seq"] === seq)).toMatchObject({
    ended_by: "reached",
    error_m: (motion as Extract<Event, { type: "receipt" }>).receipt["error_m"],
    json: expect.stringContaining('"receipt"'),
  });
  const [output] = (await all("/codeact/output")).map(({ message }) => message as Record<string, unknown>);
  expect(output).toMatchObject({
    action: 1,
    stream: "stdout",
    text: expect.stringMatching(/^größer als → 𝛼 ☃\n/u),
  });
});

it("says what it is: metadata, attachments, profile, schemas with stamps that readers know", async () => {
  expect(Object.fromEntries(episode.metadata)).toMatchObject({
    episode_version: "1",
    task: 'print("größer als → 𝛼 ☃")',
    outcome: "finished",
    planner: "person",
    robot: "simulated_arm",
    scene: "table",
    seed: "1",
    clock: "fast",
    node: process.versions.node,
    python: expect.stringMatching(/^3\.\d+\.\d+$/),
    dropped_messages: "0",
  });
  expect(episode.recovered).toBeNull();
  expect(episode.summary).toMatchObject({ id: "recording", outcome: "finished", whole: true, turns: 1 });
  expect(episode.summary.robot_duration_s).toBeGreaterThan(1);
  const decoder = new TextDecoder();
  expect(decoder.decode((await episode.attachment("robot.urdf")) ?? undefined)).toBe(
    recorded.session.robot.urdf,
  );
  const transcript = decoder.decode((await episode.attachment("transcript.jsonl")) ?? undefined);
  const lines = transcript
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ seq }) => seq)).toEqual(live.map(({ seq }) => seq));
  const layout = JSON.parse(
    decoder.decode((await episode.attachment("lichtblick-layout.json")) ?? undefined),
  );
  expect(layout.configById["3D!codeact"].topics).toEqual({
    "/robot_description": { visible: true },
    "/scene": { visible: true },
  });

  // Read by another reader, with every CRC checked.
  const reader = new McapStreamReader({ validateCrcs: true });
  reader.append(await readFile(episode.path));
  const schemas = new Map<string, string>();
  for (let record = reader.nextRecord(); record; record = reader.nextRecord()) {
    if (record.type === "Header") expect(record.profile).toBe("ros2");
    if (record.type === "Schema") schemas.set(record.name, decoder.decode(record.data));
  }
  expect(reader.done()).toBe(true);
  expect(schemas.size).toBeGreaterThan(10);
  for (const [name, text] of schemas) {
    expect(() => parse(text, { ros2: true }), name).not.toThrow();
    expect(text, name).not.toMatch(/^(time|duration) /m);
    if (/stamp/.test(text)) expect(text, name).toContain("MSG: builtin_interfaces/Time");
  }
});

it("overwrites nothing", async () => {
  const { session, folder } = recorded;
  const file = join(folder, "precious.txt");
  await writeFile(file, "precious");
  await expect(session.exec("1", file)).rejects.toThrow(/precious\.txt exists already and is not empty/);
  await expect(session.exec("1", folder)).rejects.toThrow(/is no file/);
  expect(await readFile(file, "utf8")).toBe("precious");
});

it("goes on without a recording where none can be made, and says so once", async () => {
  const { session, folder, events } = recorded;
  await writeFile(join(folder, "file"), "");
  const before = events.length;
  const result = await session.exec("2 + 2", join(folder, "file", "episode.mcap"));
  expect(result.value).toBe("4");
  const notices = events.slice(before).filter(({ type }) => type === "notice");
  expect(notices).toHaveLength(1);
  expect(notices[0]).toMatchObject({
    level: "error",
    text: expect.stringMatching(
      /^Cannot write the recording .*: part of its path is a file\. .*The robot goes on\.$/,
    ),
  });
});
