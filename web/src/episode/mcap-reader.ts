import type { McapTypes } from "@mcap/core";
import { type ByteSource, DamagedPart, EpisodeError } from "./byte-source.ts";
import { type Decode, decoderOf } from "./cdr.ts";
import { type ChunkPlace, type McapIndex, type NamedPlace, recordsIn } from "./mcap-index.ts";
import { readChunk } from "./read-messages.ts";
import type { RawMessage } from "./records.ts";

/** Reads at the same time at most, so that a list of a thousand chunks is no thousand requests at once. */
const PARALLEL = 6;

/** A channel, with the chunks that have messages of it, in the order of time. */
export interface ChannelLog {
  readonly channel: McapTypes.Channel;
  readonly chunks: readonly ChunkPlace[];
  readonly decode: Decode;
}

/** What an open file gives: channels by topic, their messages, attachments and metadata. */
export class McapReader {
  readonly index: McapIndex;
  readonly #source: ByteSource;
  readonly #damaged = new Set<ChunkPlace>();

  constructor(source: ByteSource, index: McapIndex) {
    this.#source = source;
    this.index = index;
  }

  /** Null when the file has no such topic. @throws EpisodeError when it is encoded as nothing the page knows */
  channel(topic: string): ChannelLog | null {
    const channel = [...this.index.channels.values()].find((found) => found.topic === topic);
    if (!channel) return null;
    return {
      channel,
      chunks: this.index.chunks.filter(({ channels }) => channels.has(channel.id)),
      decode: decoderOf(channel, this.index.schemas.get(channel.schemaId)),
    };
  }

  /**
   * The messages of some channels in a chunk; of one larger than `wholeUpTo` bytes no more than these is read. None of a
   * chunk that is damaged: see `damage`.
   */
  async readChunk(chunk: ChunkPlace, ids: ReadonlySet<number>, wholeUpTo: number): Promise<RawMessage[]> {
    if (this.#damaged.has(chunk)) return [];
    try {
      return await readChunk(this.#source, chunk, ids, wholeUpTo);
    } catch (error) {
      if (!(error instanceof DamagedPart)) throw error;
      this.#damaged.add(chunk);
      return [];
    }
  }

  /** What was left out so far because it is damaged, in a sentence; empty when nothing was. */
  get damage(): string {
    const { size } = this.#damaged;
    if (size === 0) return "";
    const seconds =
      [...this.#damaged].reduce((sum, { startNs, endNs }) => sum + Number(endNs - startNs), 0) / 1e9;
    return `${size} of ${this.index.chunks.length} parts of the file ${size === 1 ? "is" : "are"} damaged and left out: about ${seconds.toFixed(1)} s of it.`;
  }

  /** All messages of some channels. */
  async readAll(logs: readonly ChannelLog[], wholeUpTo: number): Promise<RawMessage[]> {
    const ids = new Set(logs.map(({ channel }) => channel.id));
    const chunks = this.index.chunks.filter(({ channels }) => [...ids].some((id) => channels.has(id)));
    const read: RawMessage[][] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let i = next++; i < chunks.length; i = next++)
        read[i] = await this.readChunk(chunks[i] as ChunkPlace, ids, wholeUpTo);
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    return read.flat();
  }

  /** The bytes of an attachment, or null when there is none of that name. */
  async attachment(name: string): Promise<Uint8Array | null> {
    const record = await this.#record(this.index.attachments, name);
    return record?.type === "Attachment" ? record.data : null;
  }

  /** The fields of a metadata record; empty when there is none of that name. */
  async metadata(name: string): Promise<ReadonlyMap<string, string>> {
    const record = await this.#record(this.index.metadata, name);
    return record?.type === "Metadata" ? record.metadata : new Map();
  }

  async #record(places: readonly NamedPlace[], name: string): Promise<McapTypes.TypedMcapRecord | undefined> {
    const place = places.findLast((one) => one.name === name);
    if (!place) return undefined;
    try {
      return recordsIn(await this.#source.read(place.offset, place.length))[0];
    } catch (error) {
      if (error instanceof EpisodeError) throw error;
      throw new EpisodeError(`The file is damaged: its part "${name.slice(0, 80)}" cannot be read.`);
    }
  }
}
