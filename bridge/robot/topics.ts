import { z } from "zod";
import { PrimitiveError, type TopicInfo } from "../protocol/index.ts";
import type { Connection } from "./connection.ts";
import { until } from "./until.ts";

const TopicsAnswer = z.object({ topics: z.array(z.string()), types: z.array(z.string()) });

/** Every topic and its type, by name. Throws PrimitiveError `NotSupported` where rosapi does not run. */
export async function listTopics(connection: Connection): Promise<TopicInfo[]> {
  const { topics, types } = TopicsAnswer.parse(await connection.call("/rosapi/topics", undefined, {}));
  return topics
    .map((name, index) => ({ name, type: types[index] ?? "" }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The next message of any topic; of a latched one the newest. `timeoutS` in wall seconds, for the message alone.
 *
 * @throws PrimitiveError `NotFound` with similar names, `Timeout`, `Stopped`, `Disconnected`
 */
export async function readTopic(
  connection: Connection,
  topic: string,
  timeoutS: number,
  signal?: AbortSignal,
): Promise<unknown> {
  const known = await listTopics(connection).catch((error: unknown) => {
    // Without rosapi rosbridge finds the type of a topic by itself.
    if (error instanceof PrimitiveError && error.code === "NotSupported") return null;
    throw error;
  });
  const info = known?.find(({ name }) => name === topic);
  if (known && !info) {
    const near = similar(
      topic,
      known.map(({ name }) => name),
    );
    throw new PrimitiveError(
      "NotFound",
      `There is no topic "${topic}". ${near.length > 0 ? `Similar: ${near.join(", ")}.` : "ros.topics() lists them."}`,
    );
  }
  return until<unknown>(
    (resolve) => connection.subscribe(topic, { type: info?.type || undefined }, resolve),
    {
      timeoutS,
      signal,
      late: () =>
        new PrimitiveError(
          "Timeout",
          `No message on ${topic}${info ? ` (${info.type})` : ""} within ${timeoutS} s. It may publish rarely: pass a longer timeout_s.`,
        ),
    },
  );
}

/** Up to five of `names` that look like `name`, most alike first: by the pairs of letters that they share (Dice). */
export function similar(name: string, names: readonly string[]): string[] {
  const pairs = (text: string): Set<string> => {
    const plain = text.toLowerCase();
    return new Set(Array.from({ length: Math.max(0, plain.length - 1) }, (_, i) => plain.slice(i, i + 2)));
  };
  const wanted = pairs(name);
  const score = (other: string): number => {
    const theirs = pairs(other);
    const shared = [...wanted].filter((pair) => theirs.has(pair)).length;
    return (2 * shared) / Math.max(1, wanted.size + theirs.size);
  };
  return names
    .map((other) => ({ other, score: score(other) }))
    .filter((entry) => entry.score >= 0.3)
    .sort((a, b) => b.score - a.score)
    .slice(0, 5)
    .map(({ other }) => other);
}
