import { readdir } from "node:fs/promises";
import { type Event, UserError } from "../../../protocol/index.ts";
import type { Episode } from "../../reader.ts";
import type { Column, ColumnKind } from "../parquet/columns.ts";
import type { ParquetFile } from "../parquet/parquet-file.ts";
import type { ExportWriter } from "../writers.ts";
import { camerasOf, PictureSamples, pictureAt, type TakenPicture, takenPictures } from "./cameras.ts";
import { sampleJoints } from "./frames.ts";
import { createParquet, filePath, imageKey, MOST_FILE_MB } from "./layout.ts";
import { type EpisodeRow, type Features, writeMetadata } from "./metadata.ts";

/** Rows of one row group; bounds what is in memory at once. */
const GROUP_ROWS = 200;

export interface LeRobotOptions {
  /** The folder of the dataset; new or empty. */
  readonly out: string;
  readonly fps: number;
  /** Names of the cameras whose pictures go in; null: those that the first episode has pictures of. */
  readonly cameras: readonly string[] | null;
  readonly scrub: (text: string) => string;
}

/**
 * Writes episodes as a LeRobotDataset v3.0 (huggingface/lerobot, src/lerobot/datasets).
 *
 * @throws UserError when the folder holds something already, or cannot be written
 */
export const openLeRobot = async (options: LeRobotOptions): Promise<ExportWriter> => {
  const { out } = options;
  const present = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new UserError(`${out} cannot be read: ${error.message}. Name another --out.`, 2);
  });
  if (present.length > 0)
    throw new UserError(
      `${out} is not empty. A LeRobot dataset is made of all the files in its folder: name a new --out, or empty it.`,
      2,
    );
  return new LeRobotDataset(options);
};

/**
 * The state is the measured joint positions, and the action of a frame the positions measured one frame later: what a
 * policy that imitates would command. Cameras show the newest picture that the agent took.
 */
class LeRobotDataset implements ExportWriter {
  readonly #options: LeRobotOptions;
  #features: Features | null = null;
  #data: ParquetFile | null = null;
  #file = 0;
  readonly #episodes: EpisodeRow[] = [];
  readonly #tasks: string[] = [];
  readonly #states: (readonly number[])[] = [];
  readonly #actions: (readonly number[])[] = [];
  readonly #samples = new PictureSamples();

  constructor(options: LeRobotOptions) {
    this.#options = options;
  }

  async add(_id: string, episode: Episode, events: readonly Event[]): Promise<string | null> {
    const { fps, scrub, cameras: wanted } = this.#options;
    const { joints, startNs, rows } = await sampleJoints(episode, fps);
    if (rows.length < 2) return "it holds no joint states to make frames of";
    const pictures = takenPictures(events).filter(({ camera }) => wanted?.includes(camera) ?? true);
    const unlike = this.#unlike(joints, pictures);
    if (unlike) return unlike;
    this.#features ??= { robot: episode.summary.robot, joints, cameras: camerasOf(pictures) };
    const task = scrub(episode.summary.title);
    const known = this.#tasks.indexOf(task);
    const taskIndex = known >= 0 ? known : this.#tasks.push(task) - 1;
    const from = this.#states.length;
    const data = await this.#dataFile(this.#features);
    for (let first = 0; first < rows.length; first += GROUP_ROWS) {
      const states = rows.slice(first, first + GROUP_ROWS);
      const actions = states.map((row, i) => rows[first + i + 1] ?? row);
      const frames = states.map((_, i) => first + i);
      const timeOf = (frame: number): bigint => startNs + BigInt(Math.round((frame * 1e9) / fps));
      await data.write([
        { kind: "float32 list", values: states },
        { kind: "float32 list", values: actions },
        ...this.#features.cameras.map(
          ({ name }): Column => ({
            kind: "image",
            values: frames.map((frame) => pictureAt(pictures, name, timeOf(frame))),
          }),
        ),
        { kind: "float32", values: frames.map((frame) => frame / fps) },
        { kind: "int64", values: frames },
        { kind: "int64", values: frames.map(() => this.#episodes.length) },
        { kind: "int64", values: frames.map((frame) => from + frame) },
        { kind: "int64", values: frames.map(() => taskIndex) },
      ]);
      this.#states.push(...states);
      this.#actions.push(...actions);
    }
    this.#samples.add(pictures);
    this.#episodes.push({ task, taskIndex, from, to: this.#states.length, file: this.#file });
    return null;
  }

  async close(): Promise<void> {
    await this.#data?.close();
    if (!this.#features) return;
    await writeMetadata(this.#options.out, {
      features: this.#features,
      fps: this.#options.fps,
      episodes: this.#episodes,
      tasks: this.#tasks,
      states: this.#states,
      actions: this.#actions,
      samples: this.#samples,
    });
  }

  /** Why an episode does not fit the ones before, or what was asked for; empty when it does. */
  #unlike(joints: readonly string[], pictures: readonly TakenPicture[]): string {
    const cameras = camerasOf(pictures);
    const first = this.#features;
    const asked = this.#options.cameras?.find((name) => !cameras.some((camera) => camera.name === name));
    if (asked) return `it has no pictures of one size of the camera ${asked}`;
    if (!first) return "";
    if (joints.join() !== first.joints.join())
      return `its joints (${joints.join(", ")}) are not those of the episodes before it (${first.joints.join(", ")}); a dataset is of one robot`;
    const missing = first.cameras.find(
      ({ name, width, height }) =>
        !cameras.some((one) => one.name === name && one.width === width && one.height === height),
    );
    if (!missing) return "";
    const { name, width, height } = missing;
    return `it has no pictures of ${width}×${height} of the camera ${name}, as the first episode has (--cameras none leaves all pictures out)`;
  }

  /** The file that takes the next episode; the next one when it is as large as a file should be. */
  async #dataFile({ cameras }: Features): Promise<ParquetFile> {
    if (this.#data && this.#data.size < MOST_FILE_MB * 1024 * 1024) return this.#data;
    if (this.#data) {
      await this.#data.close();
      this.#file += 1;
    }
    const columns: [string, ColumnKind][] = [
      ["observation.state", "float32 list"],
      ["action", "float32 list"],
      ...cameras.map(({ name }): [string, ColumnKind] => [imageKey(name), "image"]),
      ["timestamp", "float32"],
      ["frame_index", "int64"],
      ["episode_index", "int64"],
      ["index", "int64"],
      ["task_index", "int64"],
    ];
    this.#data = await createParquet(this.#options.out, `data/${filePath(this.#file)}`, columns);
    return this.#data;
  }
}
