import { observationText } from "../../../../bridge/agent/observation.ts";
import type { ActionResult } from "../../../../bridge/executor/types.ts";
import { actionResult } from "../scripted-executor.ts";

export interface Thing {
  name: string;
  color: string;
  shape: string;
  position: [number, number, number];
  size_m: [number, number, number];
}

const thing = (
  name: string,
  color: string,
  shape: string,
  x: number,
  y: number,
  size_m: Thing["size_m"],
): Thing => ({
  name,
  color,
  shape,
  position: [x, y, size_m[2] / 2],
  size_m,
});

/** A table as the simulator's: three cubes, a cylinder, a ball, a plate, a bowl, a box. */
export const table = (): Thing[] => [
  thing("red_cube", "red", "cube", 0.45, 0.2, [0.04, 0.04, 0.04]),
  thing("green_cube", "green", "cube", 0.4, -0.05, [0.04, 0.04, 0.04]),
  thing("blue_cube", "blue", "cube", 0.6, 0.1, [0.04, 0.04, 0.04]),
  thing("yellow_cylinder", "yellow", "cylinder", 0.35, 0.35, [0.04, 0.04, 0.08]),
  thing("ball", "orange", "ball", 0.33, 0.08, [0.05, 0.05, 0.05]),
  thing("blue_plate", "blue", "plate", 0.5, -0.25, [0.18, 0.18, 0.012]),
  thing("bowl", "white", "bowl", 0.3, -0.3, [0.15, 0.15, 0.055]),
  thing("box", "brown", "box", 0.6, 0.33, [0.17, 0.13, 0.06]),
];

/** The same things, one of them elsewhere. */
export const moved = (things: Thing[], name: string, position: Thing["position"]): Thing[] =>
  things.map((one) => (one.name === name ? { ...one, position } : one));

/** What look() prints of them. */
export const seen = (
  things: readonly Thing[],
  robot: { width_m?: number; holding?: boolean; tool?: number[] } = {},
): string =>
  [
    "Seen:",
    ...things.map((one) => JSON.stringify({ ...one, orientation: [0, 0, 0, 1] })),
    `Robot: ${JSON.stringify({ width_m: 0.08, holding: false, tool: [0.49, 0.13, 0.52], ...robot })}`,
  ].join("\n");

const done: ActionResult = actionResult({ duration_s: 1, calls: 3 });

/** The observation that the loop makes of an action. */
export const observed = (output: string, changes: Partial<ActionResult> = {}, turnsLeft = 8): string =>
  observationText(
    { ...done, output, ...changes },
    { turnsLeft, othersNotRun: "", imagesShown: false, actionTimeoutS: 60, note: "" },
  );
