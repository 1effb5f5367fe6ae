import type { ManualEntry, TaskFacts, Verdict } from "../protocol/index.ts";
import type { Session } from "../session.ts";
import type { SessionHooks, SessionOptions } from "../session-options.ts";

/** A task's world at work: a robot that anyone may drive, and a judge that only the runner can ask. */
export interface TaskWorld {
  /** ws://… of its rosbridge server. */
  readonly url: string;
  readonly scene: string;
  /** Name of the profile that fits its robot. */
  readonly profile: string;
  verdict(): Promise<Verdict>;
  close(): Promise<void>;
}

/** Where tasks come from. Handed to the runner from outside, since the simulator is none of its business. */
export interface EvalWorld {
  /** Ids of all tasks, in the order of the benchmark. */
  readonly taskIds: readonly string[];
  /** @throws UserError when there is no such task */
  taskFacts(id: string, seed: number): TaskFacts;
  /** @param options `perturbed` false: nothing goes wrong on purpose */
  startTask(id: string, seed: number, options: { readonly perturbed: boolean }): Promise<TaskWorld>;
  /** What the Python library says of its names. */
  manual(): Promise<readonly ManualEntry[]>;
  /** Opens a session on a robot, as any other is opened. */
  openSession(options: SessionOptions, hooks: SessionHooks): Promise<Session>;
}
