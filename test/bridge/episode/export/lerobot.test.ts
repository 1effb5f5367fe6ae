import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openLeRobot } from "../../../../bridge/episode/export/lerobot/dataset.ts";
import { openEpisode } from "../../../../bridge/episode/reader.ts";
import { type RecordedSession, recordedSession } from "../recorded-session.ts";
import { readParquet } from "./read-parquet.ts";

/*
 * The form is that of LeRobotDataset v3.0: what its loader (huggingface/lerobot, src/lerobot/datasets, dataset_metadata.py
 * and dataset_reader.py) opens and looks up, is looked up here.
 */

const FPS = 20;
const PROGRAMS = [
  'camera.capture("overhead")\narm.move_to([0.45, 0.1, 0.3])\ncamera.capture("overhead")\ngripper.close()',
  'arm.home()\ncamera.capture("overhead")',
  "arm.move_to([0.5, -0.1, 0.3])",
];

let recorded: RecordedSession;
const file = (i: number): string => join(recorded.folder, `episode-${i}.mcap`);
beforeAll(async () => {
  recorded = await recordedSession();
  for (const [i, program] of PROGRAMS.entries())
    expect(await recorded.session.exec(program, file(i))).toMatchObject({ ok: true });
});
afterAll(() => recorded?.close());

const exported = async (
  name: string,
  cameras: readonly string[] | null,
): Promise<{ out: string; leftOut: (string | null)[] }> => {
  const out = join(recorded.folder, name);
  const dataset = await openLeRobot({
    out,
    fps: FPS,
    cameras,
    scrub: (text) => text.replace("home", "rest"),
  });
  const leftOut: (string | null)[] = [];
  for (const i of PROGRAMS.keys()) {
    const episode = await openEpisode(file(i));
    leftOut.push(await dataset.add(`${i}`, episode, await episode.events()));
    await episode.close();
  }
  await dataset.close();
  return { out, leftOut };
};

const json = async (out: string, path: string) => JSON.parse(await readFile(join(out, path), "utf8"));
const joined = (values: unknown): number[] => (values as number[]).map((value) => Number(value.toFixed(5)));

it("is a dataset of LeRobot: every table has the rows and columns that meta/info.json says", async () => {
  const { out, leftOut } = await exported("dataset", null);
  expect(leftOut).toEqual([
    null,
    null,
    expect.stringMatching(/no pictures of 320×240 of the camera overhead/),
  ]);
  const info = await json(out, "meta/info.json");
  const data = readParquet(join(out, "data/chunk-000/file-000.parquet"));
  const episodes = readParquet(join(out, "meta/episodes/chunk-000/file-000.parquet"));
  const tasks = readParquet(join(out, "meta/tasks.parquet"));
  expect(info).toMatchObject({
    codebase_version: "v3.0",
    robot_type: "simulated_arm",
    fps: FPS,
    total_episodes: 2,
    total_frames: data.rows,
    total_tasks: 2,
    splits: { train: "0:2" },
    video_path: null,
  });
  const leaves: Record<string, string> = {
    "observation.state": ".list.element",
    action: ".list.element",
    "observation.images.overhead": ".bytes",
  };
  expect(Object.keys(data.columns).filter((name) => !name.endsWith(".path"))).toEqual(
    Object.keys(info.features).map((name) => `${name}${leaves[name] ?? ""}`),
  );
  expect(info.features["observation.images.overhead"]).toMatchObject({
    dtype: "image",
    shape: [240, 320, 3],
  });
  expect(info.features.action.names).toHaveLength(info.features.action.shape[0]);

  const { columns } = data;
  const from = episodes.columns["dataset_from_index"] as number[];
  const to = episodes.columns["dataset_to_index"] as number[];
  expect([from[0], to[0], to[1]]).toEqual([0, from[1], data.rows]);
  expect(episodes.columns["length"]).toEqual([to[0], data.rows - (to[0] ?? 0)]);
  expect(columns["index"]).toEqual(Array.from({ length: data.rows }, (_, i) => i));
  for (const episode of [0, 1])
    for (let row = from[episode] ?? 0; row < (to[episode] ?? 0); row += 1) {
      const frame = row - (from[episode] ?? 0);
      expect(columns["episode_index"]?.[row]).toBe(episode);
      expect(columns["task_index"]?.[row]).toBe(episode);
      expect(columns["frame_index"]?.[row]).toBe(frame);
      expect(columns["timestamp"]?.[row]).toBeCloseTo(frame / FPS, 5);
      // The action is where the robot was one frame later; in the last frame it stays.
      const next = row + 1 < (to[episode] ?? 0) ? row + 1 : row;
      const state = columns["observation.state.list.element"] ?? [];
      expect(columns["action.list.element"]?.[row]).toEqual(state[next]);
    }
  // pandas makes the words of a task the index of the table, by which LeRobot looks them up.
  expect(tasks.columns["task_index"]).toEqual([0, 1]);
  expect(tasks.columns["task"]?.map(String)).toEqual(['camera.capture("overhead")', "arm.rest()"]);
  expect(JSON.parse(tasks.notes["pandas"] ?? "")).toMatchObject({ index_columns: ["task"] });
  const words = episodes.columns["tasks.list.element"] as unknown[][];
  expect(words[1]?.map(String)).toEqual(["arm.rest()"]);
});

it("shows the joints and pictures that were recorded at those times", async () => {
  const { out } = await exported("looked-at", null);
  const { columns } = readParquet(join(out, "data/chunk-000/file-000.parquet"));
  const episode = await openEpisode(file(0));
  const names: string[] = (await json(out, "meta/info.json")).features.action.names;
  let first: bigint | null = null;
  const states = columns["observation.state.list.element"] ?? [];
  let compared = 0;
  for await (const { logTime, message } of episode.messages(["/joint_states"])) {
    const { name, position } = message as { name: string[]; position: ArrayLike<number> };
    first ??= logTime;
    const frame = (Number(logTime - first) / 1e9) * FPS;
    if (Math.abs(frame - Math.round(frame)) > 1e-6) continue;
    const wanted = names.map((joint) => position[name.indexOf(joint)] ?? Number.NaN);
    expect(joined(states[Math.round(frame)])).toEqual(joined(wanted));
    compared += 1;
  }
  expect(compared).toBeGreaterThan(5);
  const taken = (await episode.events()).flatMap((event) =>
    event.type === "image" ? [event.data_base64] : [],
  );
  await episode.close();
  const length = (columns["episode_index"] as number[]).filter((index) => index === 0).length;
  const pictures = (columns["observation.images.overhead.bytes"] ?? []) as Buffer[];
  expect(pictures[0]?.toString("base64")).toBe(taken[0]);
  expect(pictures[length - 1]?.toString("base64")).toBe(taken[1]);
});

it("tells the statistics of what it holds", async () => {
  const { out } = await exported("measured", null);
  const stats = await json(out, "meta/stats.json");
  const { columns, rows } = readParquet(join(out, "data/chunk-000/file-000.parquet"));
  const pan = (columns["observation.state.list.element"] as number[][]).map(([value]) => value ?? 0);
  const mean = pan.reduce((sum, value) => sum + value, 0) / rows;
  const state = stats["observation.state"];
  expect(state.count).toEqual([rows]);
  expect(state.mean[0]).toBeCloseTo(mean, 5);
  expect(state.std[0]).toBeCloseTo(Math.sqrt(pan.reduce((sum, q) => sum + (q - mean) ** 2, 0) / rows), 5);
  expect([state.min[0], state.max[0]]).toEqual([
    expect.closeTo(Math.min(...pan), 5),
    expect.closeTo(Math.max(...pan), 5),
  ]);
  const [red] = stats["observation.images.overhead"].mean as number[][][];
  expect(red?.[0]?.[0]).toBeGreaterThan(0.05);
  expect(red?.[0]?.[0]).toBeLessThan(1);
});

it("takes every episode when no pictures are asked for, and no folder that holds something", async () => {
  const { out, leftOut } = await exported("joints", []);
  expect(leftOut).toEqual([null, null, null]);
  expect(Object.keys(readParquet(join(out, "data/chunk-000/file-000.parquet")).columns)).not.toContain(
    "observation.images.overhead.bytes",
  );
  await expect(openLeRobot({ out, fps: FPS, cameras: null, scrub: String })).rejects.toThrow(/is not empty/);
});
