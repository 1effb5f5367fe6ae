import {
  attachments,
  EPISODE_METADATA,
  type Event,
  type EventOf,
  sensorTopics,
} from "../../../bridge/protocol/index.ts";
import type { ByteSource } from "./byte-source.ts";
import { loadEvents } from "./load-events.ts";
import { openMcap } from "./mcap-file.ts";
import { McapReader } from "./mcap-reader.ts";
import { Pictures } from "./pictures.ts";
import { RobotLog } from "./robot-log.ts";

/** An episode that is open: what was said and done is read, what was measured is read when it is looked at. */
export interface Episode {
  /** Its id where the bridge has it, or the name of the file. */
  readonly name: string;
  readonly start: EventOf<"episode_start"> | null;
  readonly title: string;
  readonly events: readonly Event[];
  readonly urdf: string;
  readonly robot: RobotLog;
  readonly pictures: Pictures;
  readonly metadata: ReadonlyMap<string, string>;
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
  return {
    name,
    start,
    title: start?.instruction.trim() || name,
    events,
    urdf: await optional(() => description(reader), ""),
    robot: await RobotLog.open(reader),
    pictures: new Pictures(reader),
    metadata: await optional(() => reader.metadata(EPISODE_METADATA), new Map()),
    remarks,
  };
};

const description = async (reader: McapReader): Promise<string> => {
  const attached = await reader.attachment(attachments.urdf);
  if (attached) return new TextDecoder().decode(attached);
  const log = reader.channel(sensorTopics.robot_description);
  const [message] = log ? await reader.readAll([log], 0) : [];
  const { data } = ((message && log?.decode(message.data)) ?? {}) as { data?: unknown };
  return typeof data === "string" ? data : "";
};
