import { basename } from "node:path";
import {
  EPISODE_METADATA,
  EPISODE_VERSION,
  type EpisodeSummary,
  EVENT_TOPIC,
  Event,
  type EventOf,
  eventTopics,
  imageTopic,
  stampToNs,
  UserError,
} from "../protocol/index.ts";
import { DecodedMessages, type EpisodeMessage } from "./decoded-messages.ts";
import { startFacts, summarize } from "./episode-summary.ts";
import { McapFile } from "./mcap-file.ts";

export type { EpisodeMessage } from "./decoded-messages.ts";

/** One recorded task, read from its file. */
export interface Episode {
  readonly path: string;
  /** The `codeact` record; for a file that was cut off what its first event says. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly summary: EpisodeSummary;
  /** Set when the index had to be made anew: what is lost, in words. */
  readonly recovered: { readonly lost: string } | null;
  /** Every event in the order of seq, with its pictures. Rejects with UserError when the file is damaged. */
  events(): Promise<Event[]>;
  /** Messages of these topics with fromNs <= logTime <= toNs, in that order, read chunk by chunk. */
  messages(topics: readonly string[], fromNs?: bigint, toNs?: bigint): AsyncIterable<EpisodeMessage>;
  attachment(name: string): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

const LATEST = 2n ** 64n - 1n;
const EVENT_TOPICS: readonly string[] = [...new Set([EVENT_TOPIC, ...Object.values(eventTopics)])];

/**
 * Opens an episode. One whose bridge died is read as far as it was written; `recovered` says what is lost.
 *
 * @throws UserError in one line for what is no episode
 */
export const openEpisode = async (path: string): Promise<Episode> => {
  const file = await McapFile.open(path);
  try {
    return await EpisodeFile.from(file);
  } catch (error) {
    await file.close();
    throw error;
  }
};

class EpisodeFile implements Episode {
  readonly path: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly summary: EpisodeSummary;
  readonly recovered: { readonly lost: string } | null;
  readonly #file: McapFile;
  readonly #decoded: DecodedMessages;

  private constructor(file: McapFile, decoded: DecodedMessages, metadata: ReadonlyMap<string, string>) {
    const { index, path, size } = file;
    this.path = path;
    this.metadata = metadata;
    this.recovered = index.lost === null ? null : { lost: index.lost };
    this.summary = summarize(metadata, {
      id: basename(path).replace(/\.mcap$/, ""),
      bytes: size,
      whole: index.lost === null,
      robot: file.robotTime(),
      wall: index.wall,
    });
    this.#file = file;
    this.#decoded = decoded;
  }

  static async from(file: McapFile): Promise<EpisodeFile> {
    const record = await file.metadata(EPISODE_METADATA);
    const version = Number(record.get("episode_version") ?? EPISODE_VERSION);
    if (!(version <= EPISODE_VERSION))
      throw new UserError(
        `${file.path} was written by a newer codeact-ros: its episode version is ${record.get("episode_version")}, this one reads ${EPISODE_VERSION}. Update codeact-ros.`,
      );
    const decoded = new DecodedMessages(file);
    if (record.has("task")) return new EpisodeFile(file, decoded, record);
    const start = await firstEvent(file, decoded);
    return new EpisodeFile(file, decoded, new Map([...startFacts(start), ...record]));
  }

  async events(): Promise<Event[]> {
    const events: Event[] = [];
    for await (const { topic, message } of this.messages(EVENT_TOPICS))
      events.push(parseEvent(this.path, topic, message));
    await this.#addPictures(events.filter((event) => event.type === "image"));
    return events.sort((a, b) => a.seq - b.seq);
  }

  messages(topics: readonly string[], fromNs = 0n, toNs = LATEST): AsyncIterable<EpisodeMessage> {
    return this.#decoded.read(topics, fromNs, toNs);
  }

  attachment(name: string): Promise<Uint8Array | null> {
    return this.#file.attachment(name);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** Puts back into `image` events the pictures that stand in their own channels, told apart by their wall time. */
  async #addPictures(images: EventOf<"image">[]): Promise<void> {
    const key = (topic: string, wall: bigint): string => `${topic} ${wall}`;
    const waiting = new Map(
      images
        .filter(({ data_base64 }) => data_base64 === "")
        .map((event) => [key(imageTopic(event.source), stampToNs(event.wall)), event]),
    );
    if (waiting.size === 0) return;
    const topics = [...new Set(images.map(({ source }) => imageTopic(source)))];
    for await (const { topic, publishTime, message } of this.messages(topics)) {
      const event = waiting.get(key(topic, publishTime));
      const { data } = message as { data?: unknown };
      if (event && data instanceof Uint8Array)
        event.data_base64 = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
    }
  }
}

/** The `episode_start` of a file that does not say at its end what it is. */
const firstEvent = async (file: McapFile, decoded: DecodedMessages): Promise<EventOf<"episode_start">> => {
  for await (const { topic, message } of decoded.read([EVENT_TOPIC], 0n, LATEST)) {
    const event = parseEvent(file.path, topic, message);
    if (event.type === "episode_start") return event;
  }
  throw new UserError(
    `${file.path} is an MCAP file but no episode of codeact-ros, or was cut off before its first second.`,
  );
};

const parseEvent = (path: string, topic: string, message: unknown): Event => {
  const { json } = message as { json?: unknown };
  try {
    return Event.parse(JSON.parse(String(json)));
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : "it is not of a known form";
    throw new UserError(`${path} is damaged: an event of ${topic} cannot be read, ${reason}.`);
  }
};
