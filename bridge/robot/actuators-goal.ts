import { PrimitiveError } from "../protocol/index.ts";

/** How a goal ended, in the words of its action server. */
export interface GoalEnd {
  /** action_msgs/msg/GoalStatus: 4 succeeded, 5 canceled, 6 aborted. */
  status: number;
  values: Record<string, unknown>;
  /** Why it failed; empty when it did not. */
  error: string;
}

/** A goal under way. */
export interface RunningGoal {
  /** Rejects with PrimitiveError `Disconnected` when the connection drops before the result. */
  readonly end: Promise<GoalEnd>;
  /** Asks the server to cancel; that the robot stands is for joint states to show. Nothing once the goal is over. */
  cancel(): void;
}

export interface NamedAction {
  readonly name: string;
  readonly type: string;
}

/** Hears the feedback messages of a goal. */
export type OnFeedback = (values: unknown) => void;

/** One way to have an action server pursue a goal. */
export interface GoalWay {
  /**
   * Sends a goal, once and now.
   *
   * @throws PrimitiveError `Disconnected` when it could not be sent
   */
  send(action: NamedAction, goal: unknown, onFeedback?: OnFeedback): RunningGoal;
}

/** A promise of a goal's end, settled once. */
export class OpenGoal {
  readonly end: Promise<GoalEnd>;
  over = false;
  #resolve: (end: GoalEnd) => void = () => {};
  #reject: (error: PrimitiveError) => void = () => {};
  readonly #onOver: () => void;

  /** `onOver` is called once, when it ends, however it ends. */
  constructor(onOver: () => void) {
    this.#onOver = onOver;
    this.end = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever sent it may look later; a drop until then must not end the process.
    this.end.catch(() => {});
  }

  finish(end: GoalEnd | PrimitiveError): void {
    if (this.over) return;
    this.over = true;
    this.#onOver();
    if (end instanceof PrimitiveError) this.#reject(end);
    else this.#resolve(end);
  }
}

/** The fields of a result message; none of what is no message. */
export const fieldsOf = (values: unknown): Record<string, unknown> =>
  typeof values === "object" && values !== null ? (values as Record<string, unknown>) : {};
