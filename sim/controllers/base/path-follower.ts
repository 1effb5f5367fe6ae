import type { BaseLimits } from "../../world/robots/description.ts";
import type { Place } from "./floor-plan.ts";
import { pathLength } from "./path-planner.ts";
import { type Speed, still } from "./speed.ts";

/** Where a base is and where it looks; metres, radians. */
export interface PlanarPose {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
}

/** Nearer than this, metres and radians, a pose counts as reached. */
export const GOAL_TOLERANCE = { position: 0.03, yaw: 0.02 } as const;
/** A corner is taken once the base is this near to it. */
const CORNER = 0.08;
/** Turned further away from its way than this the base turns before it drives on. */
const TURN_FIRST = 0.4;
/** It brakes with this share of what it can, so that it never overshoots. */
const EASE = 0.6;
const STEER_GAIN = 3;
/** Slowest turn that still goes on, rad/s. */
const CREEP = 0.05;

/** The same angle between -pi and pi. */
export const wrapped = (angle: number): number => Math.atan2(Math.sin(angle), Math.cos(angle));

/** Leads a base along corners to a pose: turns towards the next corner, drives there, turns as it is to stand. */
export class PathFollower {
  #path: readonly Place[];
  readonly #goal: PlanarPose;
  readonly #limits: BaseLimits;
  #arrived = false;

  /** @param path from where the base is, to the goal */
  constructor(path: readonly Place[], goal: PlanarPose, limits: BaseLimits) {
    this.#path = path.slice(1);
    this.#goal = goal;
    this.#limits = limits;
  }

  /** Corners that are still to be reached. */
  get ahead(): readonly Place[] {
    return this.#path;
  }

  /** Metres that are left to drive. */
  remaining({ x, y }: PlanarPose): number {
    return this.#arrived ? 0 : pathLength([[x, y], ...this.#path]);
  }

  /** Seconds that the rest takes, about. */
  estimate(pose: PlanarPose): number {
    const turns = Math.abs(wrapped(this.#goal.yaw - pose.yaw)) / this.#limits.angular;
    return this.remaining(pose) / (0.8 * this.#limits.linear) + turns;
  }

  /** The speed to go with now; null once the base is where it is to be. */
  steer(pose: PlanarPose): Speed | null {
    const away = (place: Place): number => Math.hypot(place[0] - pose.x, place[1] - pose.y);
    while (this.#path.length > 1 && away(this.#path[0] as Place) < CORNER) this.#path = this.#path.slice(1);
    const next = this.#path[0];
    if (!this.#arrived && next && away(next) < GOAL_TOLERANCE.position) this.#arrived = true;
    if (this.#arrived || !next) return this.#align(pose);
    const heading = Math.atan2(next[1] - pose.y, next[0] - pose.x);
    const off = wrapped(heading - pose.yaw);
    if (Math.abs(off) > TURN_FIRST) return { linear: 0, angular: this.#turning(off) };
    const { linear, linearAcceleration, angular } = this.#limits;
    // It slows down for corners: there it has to turn.
    const fast = Math.min(linear, Math.sqrt(2 * EASE * linearAcceleration * away(next)));
    const steering = Math.max(-angular, Math.min(angular, STEER_GAIN * off));
    return { linear: fast * Math.max(0, Math.cos(2 * off)), angular: steering };
  }

  #align({ yaw }: PlanarPose): Speed | null {
    const off = wrapped(this.#goal.yaw - yaw);
    if (Math.abs(off) < GOAL_TOLERANCE.yaw) return null;
    return { ...still, angular: this.#turning(off) };
  }

  #turning(off: number): number {
    const { angular, angularAcceleration } = this.#limits;
    const speed = Math.min(angular, Math.sqrt(2 * EASE * angularAcceleration * Math.abs(off)));
    return Math.sign(off) * Math.max(CREEP, speed);
  }
}
