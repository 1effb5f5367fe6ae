import type { EpisodeSummary, EventBody, EventOf } from "../protocol/index.ts";
import type { Robot } from "../robot/robot.ts";
import type { SafetyGate } from "../safety/gate.ts";
import { safetyLimits } from "../safety/safety-limits.ts";
import type { EventStream } from "./event-stream.ts";
import { Recorder, refuseExisting } from "./recorder.ts";
import { saveTurnStates } from "./save-turn-states.ts";

export type EpisodeEnd = EventOf<"episode_end">;
export type TaskResult = Pick<EpisodeEnd, "outcome" | "turns" | "actions" | "primitive_calls" | "summary">;
/** What an episode's first event says of it. */
export type EpisodeFacts = Omit<Extract<EventBody, { type: "episode_start" }>, "type">;

/** How one episode is recorded. */
export interface Recording {
  /** The file, new or empty; null: nowhere. */
  readonly out: string | null;
  /** The Python that programs run in, such as "3.11.2". */
  readonly python?: string | undefined;
  /** The system prompt, where a model plans. */
  readonly prompt?: string | undefined;
  readonly forkedFrom?: NonNullable<EpisodeSummary["forked_from"]> | undefined;
  /** The id of the episode before it in the same interpreter, where there is one. */
  readonly follows?: string | null | undefined;
  /** Stops the task when its recording fails; when not given it goes on without. */
  readonly stop?: ((by: string) => Promise<unknown>) | undefined;
}

interface TaskParts {
  readonly events: EventStream;
  readonly robot: Robot;
  readonly gate: SafetyGate;
}

/**
 * Runs one task as an episode: its start, what happens in it, its end, recorded in a file. A task that throws ends as
 * `error`.
 *
 * @throws UserError when the file has something in it already, or cannot be made and the task is to stop then
 */
export const recordTask = async (
  parts: TaskParts,
  facts: EpisodeFacts,
  recording: Recording,
  work: () => Promise<TaskResult>,
): Promise<EpisodeEnd> => {
  const { events } = parts;
  const recorder = await startRecorder(parts, recording);
  const unsubscribe = recorder ? events.subscribe(recorder.event) : () => {};
  const endStates = recorder ? saveTurnStates(parts, recorder) : async () => {};
  events.emit({ type: "episode_start", ...facts });
  const result = await work().catch((error: Error): TaskResult => {
    events.emit({ type: "notice", level: "error", text: error.message });
    return { outcome: "error", turns: 0, actions: 0, primitive_calls: 0, summary: error.message };
  });
  await endStates();
  const end = events.emit({
    type: "episode_end",
    ...result,
    episode: recorder?.path ?? null,
  }) as EpisodeEnd;
  unsubscribe();
  await recorder?.close();
  return end;
};

const startRecorder = async (
  { events, robot }: TaskParts,
  recording: Recording,
): Promise<Recorder | null> => {
  const { out, stop, python, prompt, forkedFrom, follows } = recording;
  if (out === null) return null;
  refuseExisting(out);
  const tell = (text: string): void =>
    void events.emit({
      type: "notice",
      level: "error",
      text: `${text} ${stop ? "The task is stopped." : "The robot goes on."}`,
    });
  const onFailure = (text: string): void => {
    tell(text);
    stop?.("a failed recording").catch(() => {});
  };
  try {
    return await Recorder.start({
      path: out,
      feed: robot,
      safety: safetyLimits(robot),
      python,
      prompt,
      forkedFrom,
      follows,
      onFailure,
    });
  } catch (error) {
    if (stop) throw error;
    tell((error as Error).message);
    return null;
  }
};
