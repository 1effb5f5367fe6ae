import type { Stamp } from "../../bridge/protocol/index.ts";

/** A topic on which something is told at a steady rate of simulated time, while somebody listens. */
export interface Reading {
  readonly topic: string;
  readonly type: string;
  /** Steps of 2 ms between two messages. */
  readonly everySteps: number;
  readonly read: (stamp: Stamp) => object;
}

/** 50 Hz, 20 Hz and 10 Hz. */
export const STATE_STEPS = 10;
export const DETECTION_STEPS = 25;
export const SCAN_STEPS = 50;
export const CONTACT_STEPS = 50;
