import type { Column, ColumnKind } from "../parquet/columns.ts";
import type { Camera, PictureSamples } from "./cameras.ts";
import {
  CODEBASE_VERSION,
  createParquet,
  FILES_IN_CHUNK,
  filePath,
  imageKey,
  MOST_FILE_MB,
  writeJson,
} from "./layout.ts";
import { vectorStatistics } from "./statistics.ts";

/** What the rows of a dataset hold. */
export interface Features {
  readonly robot: string;
  readonly joints: readonly string[];
  readonly cameras: readonly Camera[];
}

export interface EpisodeRow {
  readonly task: string;
  readonly taskIndex: number;
  /** Rows of the dataset: the first of the episode, and the first after it. */
  readonly from: number;
  readonly to: number;
  /** Number of the file of data. */
  readonly file: number;
}

/** All that is told of a dataset beside its rows. */
export interface DatasetFacts {
  readonly features: Features;
  readonly fps: number;
  readonly episodes: readonly EpisodeRow[];
  readonly tasks: readonly string[];
  readonly states: readonly (readonly number[])[];
  readonly actions: readonly (readonly number[])[];
  readonly samples: PictureSamples;
}

/** Writes meta/. @throws UserError where it cannot be written */
export const writeMetadata = async (out: string, facts: DatasetFacts): Promise<void> => {
  await writeEpisodes(out, facts.episodes);
  await writeTasks(out, facts.tasks);
  await writeJson(out, "meta/info.json", infoOf(facts));
  await writeJson(out, "meta/stats.json", statisticsOf(facts));
};

const writeEpisodes = async (out: string, episodes: readonly EpisodeRow[]): Promise<void> => {
  const numbers: [string, (row: EpisodeRow, i: number) => number][] = [
    ["episode_index", (_, i) => i],
    ["length", ({ from, to }) => to - from],
    ["data/chunk_index", ({ file }) => Math.floor(file / FILES_IN_CHUNK)],
    ["data/file_index", ({ file }) => file % FILES_IN_CHUNK],
    ["dataset_from_index", ({ from }) => from],
    ["dataset_to_index", ({ to }) => to],
    ["meta/episodes/chunk_index", () => 0],
    ["meta/episodes/file_index", () => 0],
  ];
  const file = await createParquet(out, `meta/episodes/${filePath(0)}`, [
    ["tasks", "text list"],
    ...numbers.map(([name]): [string, ColumnKind] => [name, "int64"]),
  ]);
  await file.write([
    { kind: "text list", values: episodes.map(({ task }) => [task]) },
    ...numbers.map(([, value]): Column => ({ kind: "int64", values: episodes.map(value) })),
  ]);
  await file.close();
};

/** A table of pandas whose index is the words of the task, which is how it is read. */
const writeTasks = async (out: string, tasks: readonly string[]): Promise<void> => {
  const file = await createParquet(out, "meta/tasks.parquet", [
    ["task_index", "int64"],
    ["task", "text"],
  ]);
  await file.write([
    { kind: "int64", values: tasks.map((_, i) => i) },
    { kind: "text", values: tasks },
  ]);
  const described = (name: string, pandas_type: string, numpy_type: string) => ({
    name,
    field_name: name,
    pandas_type,
    numpy_type,
    metadata: null,
  });
  const pandas = {
    index_columns: ["task"],
    column_indexes: [{ ...described("", "unicode", "object"), name: null, field_name: null }],
    columns: [described("task_index", "int64", "int64"), described("task", "unicode", "object")],
    creator: { library: "pyarrow", version: "15.0.0" },
    pandas_version: "2.2.0",
  };
  await file.close({ pandas: JSON.stringify(pandas) });
};

const infoOf = ({ features, fps, episodes, tasks, states }: DatasetFacts): unknown => {
  const { robot, joints, cameras } = features;
  const vector = { dtype: "float32", shape: [joints.length], names: joints };
  const number = (dtype: string) => ({ dtype, shape: [1], names: null });
  const image = ({ width, height }: Camera) => ({
    dtype: "image",
    shape: [height, width, 3],
    names: ["height", "width", "channels"],
  });
  return {
    codebase_version: CODEBASE_VERSION,
    robot_type: robot,
    total_episodes: episodes.length,
    total_frames: states.length,
    total_tasks: tasks.length,
    chunks_size: FILES_IN_CHUNK,
    data_files_size_in_mb: MOST_FILE_MB,
    video_files_size_in_mb: 200,
    fps,
    splits: { train: `0:${episodes.length}` },
    data_path: "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet",
    video_path: null,
    features: {
      "observation.state": vector,
      action: vector,
      ...Object.fromEntries(cameras.map((camera) => [imageKey(camera.name), image(camera)])),
      timestamp: number("float32"),
      frame_index: number("int64"),
      episode_index: number("int64"),
      index: number("int64"),
      task_index: number("int64"),
    },
  };
};

const statisticsOf = ({ features, fps, episodes, states, actions, samples }: DatasetFacts): unknown => {
  const frames = episodes.flatMap(({ from, to, taskIndex }, episode) =>
    Array.from({ length: to - from }, (_, i) => ({ i, episode, taskIndex })),
  );
  return {
    "observation.state": vectorStatistics(states),
    action: vectorStatistics(actions),
    ...Object.fromEntries(features.cameras.map(({ name }) => [imageKey(name), samples.statistics(name)])),
    timestamp: vectorStatistics(frames.map(({ i }) => [i / fps])),
    frame_index: vectorStatistics(frames.map(({ i }) => [i])),
    episode_index: vectorStatistics(frames.map(({ episode }) => [episode])),
    index: vectorStatistics(frames.map((_, index) => [index])),
    task_index: vectorStatistics(frames.map(({ taskIndex }) => [taskIndex])),
  };
};
