import type { EventBody, EventOf } from "../protocol/index.ts";
import type { Robot } from "../robot/robot.ts";
import type { EventStream } from "./event-stream.ts";
import { Recorder } from "./recorder.ts";

export type EpisodeEnd = EventOf<"episode_end">;
export type TaskResult = Pick<EpisodeEnd, "outcome" | "turns" | "actions" | "primitive_calls" | "summary">;
/** What an episode's first event says of it. */
export type EpisodeFacts = Omit<Extract<EventBody, { type: "episode_start" }>, "type">;

/**
 * Runs one task as an episode: its start, what happens in it, its end. Recorded in the file `out`, nowhere when null.
 * A task that throws ends as `error`.
 */
export const recordTask = async (
  parts: { readonly events: EventStream; readonly robot: Robot },
  facts: EpisodeFacts,
  out: string | null,
  work: () => Promise<TaskResult>,
): Promise<EpisodeEnd> => {
  const { events, robot } = parts;
  const recorder = out === null ? null : await Recorder.start(out, robot);
  const unsubscribe = recorder ? events.subscribe(recorder.event) : () => {};
  events.emit({ type: "episode_start", ...facts });
  const result = await work().catch((error: Error): TaskResult => {
    events.emit({ type: "notice", level: "error", text: error.message });
    return { outcome: "error", turns: 0, actions: 0, primitive_calls: 0, summary: error.message };
  });
  const end = events.emit({
    type: "episode_end",
    ...result,
    episode: recorder?.path ?? null,
  }) as EpisodeEnd;
  unsubscribe();
  if (recorder) {
    const metadata = Object.entries({ ...facts, ...result }).map(([key, value]) => [key, String(value)]);
    await recorder.close(robot, Object.fromEntries(metadata)).catch((error: Error) => {
      events.emit({ type: "notice", level: "error", text: error.message });
    });
  }
  return end;
};
