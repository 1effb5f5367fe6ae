import type { Column, Quantity } from "../../state/robot-series.ts";

/** How a quantity is called, and in what it is measured where a joint turns, or slides. */
export interface QuantityWords {
  readonly title: string;
  readonly unit: string;
  readonly slidingUnit: string;
  /** An axis never shows less than this: noise of a robot that stands is no motion. */
  readonly leastSpan: number;
}

export const quantityWords: Readonly<Record<Quantity, QuantityWords>> = {
  position: { title: "Joint positions", unit: "rad", slidingUnit: "m", leastSpan: 0.02 },
  velocity: { title: "Joint velocities", unit: "rad/s", slidingUnit: "m/s", leastSpan: 0.05 },
  effort: { title: "Joint efforts", unit: "N m", slidingUnit: "N", leastSpan: 1 },
  error: { title: "Tracking error", unit: "rad", slidingUnit: "m", leastSpan: 0.002 },
  tool: { title: "Tool position", unit: "m", slidingUnit: "m", leastSpan: 0.01 },
  force: { title: "Wrist force", unit: "N", slidingUnit: "N", leastSpan: 1 },
  torque: { title: "Wrist torque", unit: "N m", slidingUnit: "N m", leastSpan: 0.1 },
};

/** In which order they are offered. */
export const offered: readonly Quantity[] = [
  "position",
  "velocity",
  "effort",
  "error",
  "tool",
  "force",
  "torque",
];

/** Why a quantity has no values, and where they come from. */
export const absentWords: Readonly<Record<Quantity, string>> = {
  position: "No joint position was measured in this time.",
  velocity: "No joint velocity was measured in this time.",
  effort: "This robot's joint states tell no efforts.",
  error: "Nothing was commanded in this time, or the robot's controller tells no feedback.",
  tool: "Where the tool is was not told in this time.",
  force: "No force was measured at the wrist in this time.",
  torque: "No torque was measured at the wrist in this time.",
};

/** A curve of a plot: a column of the series, with its name and unit. */
export interface Curve {
  readonly column: number;
  readonly name: string;
  readonly unit: string;
  /** Of a joint that slides, among joints that turn: it has an axis of its own. */
  readonly slides: boolean;
}

/** The curves of a quantity. @param sliding joints that slide, in metres */
export const curvesOf = (
  columns: readonly Column[],
  wanted: Quantity,
  sliding: ReadonlySet<string>,
): readonly Curve[] =>
  columns.flatMap(({ quantity, of }, column) => {
    if (quantity !== wanted) return [];
    const { unit, slidingUnit } = quantityWords[quantity];
    const slides = sliding.has(of);
    const name = of.replace(/_joint$/, "").replaceAll("_", " ");
    return [{ column, name, unit: slides ? slidingUnit : unit, slides }];
  });
