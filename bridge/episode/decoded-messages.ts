import { parse } from "@foxglove/rosmsg";
import { MessageReader } from "@foxglove/rosmsg2-serialization";
import { UserError } from "../protocol/index.ts";
import type { McapFile } from "./mcap-file.ts";

export interface EpisodeMessage {
  readonly topic: string;
  /** Nanoseconds of the robot's clock. */
  readonly logTime: bigint;
  /** Nanoseconds of the bridge's wall clock. */
  readonly publishTime: bigint;
  /** Decoded by the schema in the file: stamps are {sec, nanosec}, 64-bit integers bigint, number arrays typed arrays. */
  readonly message: unknown;
}

type Decode = (data: Uint8Array) => unknown;

/** Decodes the messages of an MCAP file by the schemas that the file holds. */
export class DecodedMessages {
  readonly #file: McapFile;
  readonly #decoders = new Map<number, Decode>();

  constructor(file: McapFile) {
    this.#file = file;
  }

  /** Messages of these topics with from <= logTime <= to, in that order. Rejects with UserError where one is damaged. */
  async *read(topics: readonly string[], from: bigint, to: bigint): AsyncGenerator<EpisodeMessage> {
    const channels = [...this.#file.index.channels.values()].filter(({ topic }) => topics.includes(topic));
    const topicOf = new Map(channels.map(({ id, topic }) => [id, topic]));
    for await (const raw of this.#file.messages(new Set(topicOf.keys()), from, to)) {
      const topic = topicOf.get(raw.channelId) ?? "";
      const { logTime, publishTime } = raw;
      yield { topic, logTime, publishTime, message: this.#decode(raw.channelId, topic, raw.data) };
    }
  }

  #decode(channel: number, topic: string, data: Uint8Array): unknown {
    try {
      return this.#decoder(channel)(data);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(
        `${this.#file.path} is damaged: a message of ${topic} cannot be decoded, ${(error as Error).message}.`,
      );
    }
  }

  #decoder(channelId: number): Decode {
    const known = this.#decoders.get(channelId);
    if (known) return known;
    const { channels, schemas } = this.#file.index;
    const channel = channels.get(channelId);
    const schema = schemas.get(channel?.schemaId ?? -1);
    if (!channel || !schema) throw new Error("its schema is missing");
    if (channel.encoding !== "cdr" || schema.encoding !== "ros2msg")
      throw new Error(
        `it is ${channel.encoding} with a schema in ${schema.encoding}; only cdr with ros2msg is read`,
      );
    const reader = new MessageReader(parse(schema.text, { ros2: true }));
    const decode: Decode = (data) => reader.readMessage(data);
    this.#decoders.set(channelId, decode);
    return decode;
  }
}
