import {
  attachments,
  EPISODE_METADATA,
  type Event,
  type EventOf,
  metadataKeys,
  SafetyLimits,
  sensorTopics,
} from "../../../bridge/protocol/index.ts";
import type { ByteSource } from "./byte-source.ts";
import { loadEvents } from "./load-events.ts";
import { openMcap } from "./mcap-file.ts";
import { McapReader } from "./mcap-reader.ts";
import { Pictures } from "./pictures.ts";
import { RecordedLog } from "./recorded-log.ts";
import { RobotLog } from "./robot-log.ts";
import { SeriesLog } from "./series-log.ts";

/** An episode that is open: what was said and done is read, what was measured is read when it is looked at. */
export interface Episode {
  /** Its id where the bridge has it, or the name of the file. */
  readonly name: string;
  readonly start: EventOf<"episode_start"> | null;
  readonly title: string;
  readonly events: readonly Event[];
  readonly urdf: string;
  readonly robot: RobotLog;
  /** What the robot logged, read when it is looked at. */
  readonly log: RecordedLog;
  /** What the robot was held to; null where the file does not say. */
  readonly safety: SafetyLimits | null;
  /** What was measured as numbers, for plots; opened when it is asked for. @throws EpisodeError */
  readonly series: () => Promise<SeriesLog>;
  readonly pictures: Pictures;
  readonly metadata: ReadonlyMap<string, string>;
  /** What was found damaged and left out so far, in a sentence; empty when nothing was. */
  readonly damage: () => string;
  /** What is not as it should be about the file, each a sentence. */
  readonly remarks: readonly string[];
}

/** @throws EpisodeError in one readable line when the file is no episode, or damaged beyond use */
export const openEpisode = async (name: string, source: ByteSource): Promise<Episode> => {
  const index = await openMcap(source);
  const reader = new McapReader(source, index);
  const { events, unknown } = await loadEvents(reader);
  const remarks: string[] = [];
  if (index.recovered)
    remarks.push(
      "The file was cut off before its end; its index was recovered, and it goes as far as it was written.",
    );
  if (unknown > 0)
    remarks.push(
      `${unknown} ${unknown === 1 ? "event is" : "events are"} of another version or damaged, and not shown.`,
    );
  const start = events.find((event) => event.type === "episode_start") ?? null;
  const optional = async <T>(read: () => Promise<T>, otherwise: T): Promise<T> =>
    read().catch((error: Error) => {
      remarks.push(error.message);
      return otherwise;
    });
  const metadata = await optional(() => reader.metadata(EPISODE_METADATA), new Map<string, string>());
  const urdf = await optional(() => description(reader), "");
  const frames = {
    base: metadata.get(metadataKeys.base_frame) ?? "",
    tool: metadata.get(metadataKeys.tool_frame) ?? "",
    urdf,
  };
  let series: Promise<SeriesLog> | undefined;
  return {
    name,
    start,
    title: start?.instruction.trim() || name,
    events,
    urdf,
    robot: await RobotLog.open(reader, frames),
    log: new RecordedLog(reader),
    safety: safetyOf(metadata.get(metadataKeys.safety)),
    series: () => (series ??= SeriesLog.open(reader, frames)),
    pictures: new Pictures(reader),
    metadata,
    damage: () => reader.damage,
    remarks,
  };
};

const safetyOf = (json: string | undefined): SafetyLimits | null => {
  try {
    return SafetyLimits.parse(JSON.parse(json ?? ""));
  } catch {
    return null;
  }
};

const description = async (reader: McapReader): Promise<string> => {
  const attached = await reader.attachment(attachments.urdf);
  if (attached) return new TextDecoder().decode(attached);
  const log = reader.channel(sensorTopics.robot_description);
  const [message] = log ? await reader.readAll([log], 0) : [];
  const { data } = ((message && log?.decode(message.data)) ?? {}) as { data?: unknown };
  return typeof data === "string" ? data : "";
};
