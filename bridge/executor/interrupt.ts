import { setTimeout as delay } from "node:timers/promises";

/** What an interrupt needs of a running action. */
export interface Interruptible {
  /** Aborts the primitive call under way, and refuses further ones; false when there was none. */
  abortCall(reason: string): boolean;
  /** Settles when no primitive call is under way any more. */
  callSettled(): Promise<void>;
  /** Sends SIGINT to Python. */
  signal(): void;
  /** A last look at where the program is, before it is killed. */
  locate(): Promise<void>;
  kill(why: string): void;
  /** Settles when the action has ended, one way or another. */
  readonly ended: Promise<unknown>;
}

/** Milliseconds. */
export interface InterruptTimes {
  /** For the aborted call: the robot has to come to rest. */
  readonly settle: number;
  /** For the program to end by the Stopped that its call raised. */
  readonly afterSettle: number;
  /** From each SIGINT to the next, and from the last to the kill. One signal in a thousand is lost: repeat. */
  readonly repeat: readonly number[];
}

export const interruptTimes: InterruptTimes = {
  settle: 3000,
  afterSettle: 200,
  repeat: [250, 400, 600, 1000],
};

const within = async (promise: Promise<unknown>, ms: number): Promise<boolean> => {
  const timer = new AbortController();
  try {
    return await Promise.race([
      promise.then(() => true),
      delay(ms, false, { signal: timer.signal }).catch(() => false),
    ]);
  } finally {
    timer.abort();
  }
};

/**
 * Ends an action against its will: the motion first, then the program, then its process.
 * SIGTERM is left out: it adds nothing for a process without clean-up.
 */
export const interruptAction = async (
  action: Interruptible,
  reason: string,
  times: InterruptTimes = interruptTimes,
): Promise<void> => {
  if (action.abortCall(reason)) {
    await within(action.callSettled(), times.settle);
    if (await within(action.ended, times.afterSettle)) return;
  }
  for (const pause of times.repeat) {
    action.signal();
    if (await within(action.ended, pause)) return;
  }
  await action.locate();
  const waited = times.repeat.reduce((sum, pause) => sum + pause, 0) / 1000;
  action.kill(`it did not react to the interrupt within ${waited} s and was killed`);
};
