import { type RobotFrame, stampToNs } from "../../../bridge/protocol/index.ts";

/** What can be plotted of a robot; a plot shows one of them. */
export const quantities = ["position", "velocity", "effort", "tool", "force", "torque", "error"] as const;
export type Quantity = (typeof quantities)[number];

/** A column: what, of which joint or axis. */
export interface Column {
  readonly quantity: Quantity;
  readonly of: string;
}

const axes = ["x", "y", "z"] as const;
const byAxis: readonly Quantity[] = ["tool", "force", "torque"];

/** The columns of a robot with these joints; the order is that of `rowOf`. */
export const columnsOf = (jointNames: readonly string[]): readonly Column[] =>
  quantities.flatMap((quantity) =>
    (byAxis.includes(quantity) ? axes : jointNames).map((of) => ({ quantity, of })),
  );

/** Robot time of a measurement, seconds. */
export const timeOf = ({ stamp }: Pick<RobotFrame, "stamp">): number => Number(stampToNs(stamp)) / 1e9;

type Measured = Pick<
  RobotFrame,
  "joint_names" | "positions" | "velocities" | "efforts" | "tool" | "wrench" | "commanded"
>;

/**
 * A measurement as numbers by the columns of `columnsOf(frame.joint_names)`: radians, rad/s and N m (metres, m/s and N
 * where a joint slides), metres, newtons; the error is commanded less measured. NaN where nothing was measured.
 */
export const rowOf = (frame: Measured): Float64Array => {
  const { joint_names, positions, velocities, efforts, tool, wrench, commanded } = frame;
  const count = joint_names.length;
  const row = new Float64Array(4 * count + 9).fill(Number.NaN);
  for (let i = 0; i < count; i += 1) {
    row[i] = positions[i] ?? Number.NaN;
    row[count + i] = velocities[i] ?? Number.NaN;
    row[2 * count + i] = efforts?.[i] ?? Number.NaN;
    const at = commanded?.joint_names.indexOf(joint_names[i] ?? "") ?? -1;
    row[3 * count + 9 + i] =
      at < 0 ? Number.NaN : (commanded?.positions[at] ?? Number.NaN) - (positions[i] ?? 0);
  }
  for (let axis = 0; axis < 3; axis += 1) {
    row[3 * count + axis] = tool?.position[axis] ?? Number.NaN;
    row[3 * count + 3 + axis] = wrench?.force[axis] ?? Number.NaN;
    row[3 * count + 6 + axis] = wrench?.torque[axis] ?? Number.NaN;
  }
  return row;
};
