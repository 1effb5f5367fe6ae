import type { Trajectory } from "./trajectory/types.ts";
import type { Unsubscribe } from "./types.ts";

/** Positions of joints by name; radians, metres where one slides. */
export interface JointTarget {
  joint_names: string[];
  positions: number[];
}

/** Where the arm is on its way to, for watchers: what was sent, and what its controller says of it. */
export class MotionUnderWay {
  #goal: JointTarget | null = null;
  #commanded: JointTarget | null = null;
  #version = 0;
  readonly #listeners = new Set<() => void>();

  /** Where the motion is to end; null while nothing moves. */
  get goal(): JointTarget | null {
    return this.#goal;
  }

  /** Where the controller wants the joints to be now; null where it does not tell. */
  get commanded(): JointTarget | null {
    return this.#commanded;
  }

  /** Counts up with every change. */
  get version(): number {
    return this.#version;
  }

  /** Hears of every change. */
  onChange(listener: () => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Follows a trajectory from its sending to its end; one that takes over from it is followed in its place. */
  follow<Running extends { readonly end: Promise<unknown> }>(
    trajectory: Trajectory,
    send: (onFeedback: (values: unknown) => void) => Running,
  ): Running {
    const goal: JointTarget = {
      joint_names: [...trajectory.jointNames],
      positions: [...(trajectory.points.at(-1)?.positions ?? [])],
    };
    const running = send((values) => {
      if (this.#goal !== goal) return;
      const desired = desiredOf(values);
      if (desired) this.#show(goal, desired);
    });
    this.#show(goal, null);
    const over = (): void => {
      if (this.#goal === goal) this.#show(null, null);
    };
    running.end.then(over, over);
    return running;
  }

  #show(goal: JointTarget | null, commanded: JointTarget | null): void {
    this.#goal = goal;
    this.#commanded = commanded;
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}

/** `desired` of a feedback of control_msgs/FollowJointTrajectory; null where that is not what it is. */
const desiredOf = (values: unknown): JointTarget | null => {
  const { joint_names, desired } = (values ?? {}) as { joint_names?: unknown; desired?: unknown };
  const positions = (desired as { positions?: unknown } | null | undefined)?.positions;
  if (!Array.isArray(joint_names) || !Array.isArray(positions) || joint_names.length !== positions.length)
    return null;
  if (!joint_names.every((name) => typeof name === "string") || !positions.every(Number.isFinite))
    return null;
  return { joint_names, positions };
};
