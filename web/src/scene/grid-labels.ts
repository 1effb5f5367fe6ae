import { Vector3 } from "three";
import type { SceneLabel } from "./layer.ts";

/** Extent of a grid in the plane, metres. */
export interface GridArea {
  readonly minX: number;
  readonly maxX: number;
  readonly minY: number;
  readonly maxY: number;
}

/** Measures along two edges of a grid at the height z, as along the axes of a plot; metres. */
export const gridLabels = (
  { minX, maxX, minY, maxY }: GridArea,
  z: number,
  spacing: number,
): readonly SceneLabel[] => [
  ...steps(minX, maxX, spacing).map((x) => label(`x ${metres(x)}`, new Vector3(x, minY, z))),
  ...steps(minY, maxY, spacing).map((y) => label(`y ${metres(y)}`, new Vector3(maxX, y, z))),
];

const label = (text: string, at: Vector3): SceneLabel => ({ text, at, kind: "measure" });

const metres = (value: number): string => `${Number(value.toFixed(2))} m`.replace("-", "−");

const steps = (from: number, to: number, spacing: number): number[] => {
  const first = Math.ceil(from / spacing - 1e-9);
  const last = Math.floor(to / spacing + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * spacing);
};
