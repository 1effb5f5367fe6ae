import type { Vec3 } from "../../../bridge/protocol/index.ts";

/** Colours of the parts that our robots are drawn of, r, g, b from 0 to 1. */
export const materials: Readonly<Record<string, Vec3>> = {
  shell: [0.87, 0.885, 0.9],
  joint: [0.17, 0.19, 0.22],
  accent: [0.05, 0.62, 0.66],
  column: [0.33, 0.36, 0.4],
  carriage: [0.4, 0.43, 0.47],
  rubber: [0.12, 0.12, 0.13],
  camera: [0.1, 0.11, 0.13],
  lens: [0.25, 0.4, 0.6],
};
