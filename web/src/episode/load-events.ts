import { config } from "zod";
import { attachments, EVENT_TOPIC, Event, eventTopics } from "../../../bridge/protocol/index.ts";
import { EpisodeError } from "./byte-source.ts";
import type { ChannelLog, McapReader } from "./mcap-reader.ts";

// The page's Content-Security-Policy forbids the evaluated code that zod would try first.
config({ jitless: true });

/** More than this of what was said and done is not kept in a page, characters. */
const MAX_EVENT_CHARS = 200_000_000;
const topics = [EVENT_TOPIC, ...new Set(Object.values(eventTopics))];
/** Of chunks up to this size all is read: one request costs more than that. */
const WHOLE_CHUNK_BYTES = 32 * 1024;

export interface LoadedEvents {
  /** In the order in which they happened. */
  readonly events: readonly Event[];
  /** How many could not be understood: they are of another version, or damaged. */
  readonly unknown: number;
}

/** Reads all that was said and done. @throws EpisodeError when there is nothing */
export const loadEvents = async (reader: McapReader): Promise<LoadedEvents> => {
  const logs = topics.map((topic) => reader.channel(topic)).filter((log) => log !== null);
  if (logs.length === 0)
    throw new EpisodeError("This MCAP file holds no episode of codeact-ros: it has no /codeact topic.");
  const texts = (await fromTranscript(reader, logs)) ?? (await fromChannels(reader, logs));
  if (texts.reduce((sum, text) => sum + text.length, 0) > MAX_EVENT_CHARS)
    throw new EpisodeError("The episode has more text than a page can hold.");
  const events: Event[] = [];
  let unknown = 0;
  for (const text of texts) {
    const event = asEvent(text);
    if (event) events.push(event);
    else unknown += 1;
  }
  if (events.length === 0) throw new EpisodeError("The episode is empty: nothing was said or done in it.");
  events.sort((a, b) => a.seq - b.seq);
  return { events: events.filter(({ seq }, i) => i === 0 || seq !== events[i - 1]?.seq), unknown };
};

const asEvent = (text: string): Event | null => {
  try {
    return Event.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

/** The transcript has it all in one piece, at the end of a whole file; null when it has not as much as the channels. */
const fromTranscript = async (reader: McapReader, logs: readonly ChannelLog[]): Promise<string[] | null> => {
  const { counts } = reader.index;
  if (!counts) return null;
  const bytes = await reader.attachment(attachments.transcript).catch(() => null);
  if (!bytes) return null;
  const lines = new TextDecoder().decode(bytes).split("\n").filter(Boolean);
  const recorded = logs.reduce((sum, { channel }) => sum + (counts.get(channel.id) ?? 0), 0);
  return lines.length === recorded ? lines : null;
};

const fromChannels = async (reader: McapReader, logs: readonly ChannelLog[]): Promise<string[]> => {
  const decoders = new Map(logs.map(({ channel, decode }) => [channel.id, decode]));
  const messages = await reader.readAll(logs, WHOLE_CHUNK_BYTES);
  return messages.map(({ channelId, data }) => {
    const { json } = (decoders.get(channelId)?.(data) ?? {}) as { json?: unknown };
    return typeof json === "string" ? json : "";
  });
};
