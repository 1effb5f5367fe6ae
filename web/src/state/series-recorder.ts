import type { RobotFrame } from "../../../bridge/protocol/index.ts";
import { type Column, columnsOf, rowOf, timeOf } from "./robot-series.ts";
import type { RobotState } from "./robot-state.ts";
import { Series } from "./series.ts";

/** Measurements that are kept: two minutes of fifty a second. */
const ROWS = 6_200;

/** The newest minutes of what a robot measured, for plots; recorded whether a plot is open or not. */
export class SeriesRecorder {
  #columns: readonly Column[] = [];
  #jointNames = "";
  #series: Series | null = null;
  /** Counts up with every row. */
  #version = 0;

  constructor(robot: RobotState) {
    robot.subscribe(() => robot.frame && this.#record(robot.frame));
  }

  get columns(): readonly Column[] {
    return this.#columns;
  }

  /** Null before the first measurement. */
  get series(): Series | null {
    return this.#series;
  }

  get version(): number {
    return this.#version;
  }

  #record(frame: RobotFrame): void {
    const jointNames = frame.joint_names.join("\n");
    if (!this.#series || jointNames !== this.#jointNames) {
      this.#jointNames = jointNames;
      this.#columns = columnsOf(frame.joint_names);
      this.#series = new Series(
        this.#columns.map(({ quantity, of }) => `${quantity}/${of}`),
        ROWS,
      );
    }
    if (this.#series.push(timeOf(frame), rowOf(frame))) this.#version += 1;
  }
}
