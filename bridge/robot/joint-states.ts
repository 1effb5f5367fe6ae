import {
  armOf,
  PrimitiveError,
  type Profile,
  type Stamp,
  stampToNs,
  stampToSeconds,
} from "../protocol/index.ts";
import { ListeningTime } from "./listening-time.ts";
import { JointStateIn } from "./messages.ts";
import type { TimeSource } from "./time-source.ts";
import type { JointStateMessage, Unsubscribe } from "./types.ts";
import { until } from "./until.ts";

/** Measured state of the arm, in the order of profile.arm.joints; rad, rad/s, N m. */
export interface ArmReading {
  positions: number[];
  /** From two successive positions where the robot sends no velocities. */
  velocities: number[];
  /** 0 where the robot sends no efforts. */
  efforts: number[];
  stamp: Stamp;
  stamp_s: number;
}

export interface FingerReading {
  /** Metres (or rad), in the order of profile.gripper.joints. */
  positions: number[];
  /** Gap between the fingers: the positions added up. */
  width_m: number;
  stamp_s: number;
}

interface Newest {
  message: JointStateMessage;
  arrived_ms: number;
}

interface Heard<T> {
  reading: T;
  /** On the clock of ListeningTime. */
  heard_ms: number;
}

/** Nanoseconds of the robot's clock that a joint state may come late; more is a clock that was set back. */
const OUT_OF_ORDER_NS = 200_000_000n;

/** The newest joint states: what the robot measured, how old that is, and its clock. */
export class JointStates implements TimeSource {
  readonly what = "joint states";
  readonly #profile: Profile;
  readonly #listeners = new Set<(message: JointStateMessage) => void>();
  readonly #armListeners = new Set<(reading: ArmReading) => void>();
  #newest: Newest | null = null;
  #arm: Heard<ArmReading> | null = null;
  #fingers: Heard<FingerReading> | null = null;
  readonly #listening = new ListeningTime();
  /** Called when the robot's clock went back: what was received before is of another time. */
  onClockSetBack: () => void = () => {};

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  get topic(): string {
    return this.#profile.joint_states?.topic ?? "";
  }

  /** Takes a message from the wire; what is no joint state is dropped. */
  take(incoming: unknown): void {
    const parsed = JointStateIn.safeParse(incoming);
    if (!parsed.success) return;
    const message = parsed.data;
    const heard_ms = this.#listening.now();
    const arm = this.#armReading(message);
    if (arm) {
      if (this.#arm) {
        const back = stampToNs(this.#arm.reading.stamp) - stampToNs(arm.stamp);
        if (back > OUT_OF_ORDER_NS) {
          this.clear();
          this.onClockSetBack();
        } else if (back > 0n) return;
      }
      this.#arm = { reading: arm, heard_ms };
    }
    const fingers = this.#fingerReading(message);
    if (fingers) this.#fingers = { reading: fingers, heard_ms };
    this.#newest = { message, arrived_ms: performance.now() };
    for (const listener of this.#listeners) listener(message);
    if (arm) for (const listener of this.#armListeners) listener(arm);
  }

  newest(): Newest | null {
    return this.#newest;
  }

  /** The newest state of the arm, however old it is. */
  newestArm(): ArmReading | null {
    return this.#arm?.reading ?? null;
  }

  /** The robot's clock: stamp of the newest state of the arm. */
  now(): Stamp | null {
    return this.#arm?.reading.stamp ?? null;
  }

  arrivedMs(): number | null {
    return this.#newest?.arrived_ms ?? null;
  }

  fresh(): Stamp {
    return this.arm().stamp;
  }

  next(signal?: AbortSignal, timeoutS?: number): Promise<ArmReading> {
    return this.nextArm(signal, timeoutS);
  }

  onMessage(listener: (message: JointStateMessage) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The newest state of the arm. Throws PrimitiveError `NotSupported` without one, `Stale` when it is too old. */
  arm(): ArmReading {
    armOf(this.#profile);
    return this.#fresh(this.#arm, "of the arm");
  }

  /** Gap between the fingers. Throws PrimitiveError `NotSupported` without a gripper, `Stale` without fresh data. */
  fingers(): FingerReading {
    if (!this.#profile.gripper)
      throw new PrimitiveError("NotSupported", `Profile "${this.#profile.name}" has no gripper.`);
    return this.#fresh(this.#fingers, "of the fingers");
  }

  /** The next state of the arm to arrive; `timeoutS` in wall seconds. Rejects with `Stale` when none does. */
  nextArm(signal?: AbortSignal, timeoutS = Math.max(1, 2 * this.#staleAfterS)): Promise<ArmReading> {
    return until<ArmReading>(
      (resolve) => {
        this.#armListeners.add(resolve);
        return () => void this.#armListeners.delete(resolve);
      },
      {
        timeoutS,
        signal,
        late: () => this.#stale("of the arm", `none came within ${timeoutS} s`),
      },
    );
  }

  /** Forgets everything, as after a drop. */
  clear(): void {
    this.#newest = null;
    this.#arm = null;
    this.#fingers = null;
  }

  close(): void {
    this.#listening.stop();
  }

  #fresh<T>(kept: Heard<T> | null, whose: string): T {
    if (!kept) throw this.#stale(whose, "none came yet");
    const age = (this.#listening.now() - kept.heard_ms) / 1000;
    if (age <= this.#staleAfterS) return kept.reading;
    throw this.#stale(whose, `the newest came ${age.toFixed(2)} s ago`);
  }

  get #staleAfterS(): number {
    return this.#profile.joint_states?.stale_after_s ?? 0;
  }

  #stale(whose: string, what: string): PrimitiveError {
    return new PrimitiveError(
      "Stale",
      `No fresh joint states ${whose} on ${this.topic}: ${what}, the limit is ${this.#staleAfterS} s. Wait until they come again.`,
    );
  }

  /** Null without an arm, and for a message that does not speak of every joint of it, as a gripper's driver sends. */
  #armReading(message: JointStateMessage): ArmReading | null {
    const indices = this.#profile.arm?.joints.map((joint) => message.name.indexOf(joint));
    if (!indices || indices.includes(-1)) return null;
    const { stamp } = message.header;
    const pick = (values: readonly number[]): number[] => indices.map((index) => values[index] ?? Number.NaN);
    const positions = pick(message.position);
    const before = this.#arm?.reading;
    const passed_s = before ? Number(stampToNs(stamp) - stampToNs(before.stamp)) * 1e-9 : 0;
    const velocities = pick(message.velocity).map((velocity, i) => {
      if (Number.isFinite(velocity)) return velocity;
      if (!before) return 0;
      if (passed_s <= 0) return before.velocities[i] ?? 0;
      return ((positions[i] ?? 0) - (before.positions[i] ?? 0)) / passed_s;
    });
    const efforts = pick(message.effort).map((effort) => (Number.isFinite(effort) ? effort : 0));
    return { positions, velocities, efforts, stamp, stamp_s: stampToSeconds(stamp) };
  }

  #fingerReading(message: JointStateMessage): FingerReading | null {
    const joints = this.#profile.gripper?.joints ?? [];
    const positions = joints.map((joint) => message.position[message.name.indexOf(joint)] ?? Number.NaN);
    if (joints.length === 0 || !positions.every(Number.isFinite)) return null;
    const width_m = positions.reduce((sum, position) => sum + position, 0);
    return { positions, width_m, stamp_s: stampToSeconds(message.header.stamp) };
  }
}
