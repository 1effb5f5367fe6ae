import {
  baseOf,
  PrimitiveError,
  type Profile,
  type Stamp,
  stampToNs,
  stampToSeconds,
} from "../protocol/index.ts";
import { ListeningTime } from "./listening-time.ts";
import { OdometryIn } from "./messages.ts";
import type { TimeSource } from "./time-source.ts";
import type { Unsubscribe } from "./types.ts";
import { until } from "./until.ts";

/** Where a base is by its odometry, and how fast it is; metres, radians, seconds. */
export interface BaseReading {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
  /** Frame of the pose: that of odometry. */
  readonly frame_id: string;
  /** Forward, and to the left, of the base itself. */
  readonly linear_m_s: number;
  readonly sideways_m_s: number;
  readonly angular_rad_s: number;
  readonly stamp: Stamp;
  readonly stamp_s: number;
}

/** Nanoseconds of the robot's clock that a message may come late; more is a clock that was set back. */
const OUT_OF_ORDER_NS = 200_000_000n;

/** The newest odometry of a mobile base. */
export class Odometry implements TimeSource {
  readonly what = "odometry messages";
  readonly #profile: Profile;
  readonly #listeners = new Set<(reading: BaseReading) => void>();
  readonly #listening = new ListeningTime();
  #newest: { reading: BaseReading; heard_ms: number; arrived_ms: number } | null = null;
  /** Called when the clock of the base went back. */
  onClockSetBack: () => void = () => {};

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  get topic(): string {
    return this.#base.odom.topic;
  }

  /** Takes a message from the wire; what is no odometry is dropped. */
  take(incoming: unknown): void {
    const parsed = OdometryIn.safeParse(incoming);
    if (!parsed.success) return;
    const { header, pose, twist } = parsed.data;
    const { position, orientation: q } = pose.pose;
    const { linear, angular } = twist.twist;
    const before = this.#newest?.reading;
    if (before) {
      const back = stampToNs(before.stamp) - stampToNs(header.stamp);
      if (back > OUT_OF_ORDER_NS) {
        this.clear();
        this.onClockSetBack();
      } else if (back > 0n) return;
    }
    const reading: BaseReading = {
      x_m: position.x,
      y_m: position.y,
      // Yaw of a quaternion, for a base that stays in the plane (REP-103).
      yaw_rad: Math.atan2(2 * (q.w * q.z + q.x * q.y), 1 - 2 * (q.y * q.y + q.z * q.z)),
      frame_id: header.frame_id.replace(/^\/+/, "") || "odom",
      linear_m_s: linear.x,
      sideways_m_s: linear.y,
      angular_rad_s: angular.z,
      stamp: header.stamp,
      stamp_s: stampToSeconds(header.stamp),
    };
    this.#newest = { reading, heard_ms: this.#listening.now(), arrived_ms: performance.now() };
    for (const listener of this.#listeners) listener(reading);
  }

  /** The newest reading. Throws PrimitiveError `NotSupported` without a base, `Stale` when it is too old. */
  reading(): BaseReading {
    const { stale_after_s } = this.#base;
    const newest = this.#newest;
    if (!newest) throw this.#stale("none came yet");
    const age = (this.#listening.now() - newest.heard_ms) / 1000;
    if (age <= stale_after_s) return newest.reading;
    throw this.#stale(`the newest came ${age.toFixed(2)} s ago`);
  }

  /** The next reading to arrive; `timeoutS` in wall seconds. Rejects with `Stale` when none does. */
  next(signal?: AbortSignal, timeoutS = Math.max(1, 2 * this.#base.stale_after_s)): Promise<BaseReading> {
    return until<BaseReading>((resolve) => this.onReading(resolve), {
      timeoutS,
      signal,
      late: () => this.#stale(`none came within ${timeoutS} s`),
    });
  }

  fresh(): Stamp {
    return this.reading().stamp;
  }
  now(): Stamp | null {
    return this.#newest?.reading.stamp ?? null;
  }
  arrivedMs(): number | null {
    return this.#newest?.arrived_ms ?? null;
  }
  onReading(listener: (reading: BaseReading) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
  onMessage(listener: () => void): Unsubscribe {
    return this.onReading(() => listener());
  }

  /** Forgets everything, as after a drop. */
  clear(): void {
    this.#newest = null;
  }

  close(): void {
    this.#listening.stop();
  }

  get #base(): NonNullable<Profile["base"]> {
    return baseOf(this.#profile);
  }

  #stale(what: string): PrimitiveError {
    const { odom, stale_after_s } = this.#base;
    return new PrimitiveError(
      "Stale",
      `No fresh odometry on ${odom.topic}: ${what}, the limit is ${stale_after_s} s. Wait until it comes again.`,
    );
  }
}
