import { parse } from "@foxglove/rosmsg";
import { MessageReader } from "@foxglove/rosmsg2-serialization";
import type { McapTypes } from "@mcap/core";
import { EpisodeError } from "./byte-source.ts";

/** A function from the bytes of a message to its fields. @throws EpisodeError when they are not as the schema says */
export type Decode = (data: Uint8Array) => unknown;

/** Decodes the messages of a channel by the schema that the file brings. @throws EpisodeError for other encodings */
export const decoderOf = (channel: McapTypes.Channel, schema: McapTypes.Schema | undefined): Decode => {
  if (channel.messageEncoding !== "cdr" || schema?.encoding !== "ros2msg")
    throw new EpisodeError(
      `${shown(channel.topic)} is encoded as ${shown(channel.messageEncoding)} with ${shown(schema?.encoding ?? "no schema")}; an episode has cdr with ros2msg.`,
    );
  let reader: MessageReader;
  try {
    reader = new MessageReader(parse(new TextDecoder().decode(schema.data), { ros2: true }));
  } catch {
    throw new EpisodeError(`The message definition of ${shown(channel.topic)} cannot be read.`);
  }
  return (data) => {
    try {
      return reader.readMessage(data);
    } catch {
      throw new EpisodeError(`The file is damaged: a message of ${shown(channel.topic)} cannot be read.`);
    }
  };
};

const shown = (text: string): string => text.slice(0, 80);
