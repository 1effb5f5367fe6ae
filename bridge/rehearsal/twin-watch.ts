import { type Stamp, stampToSeconds, type Vec3 } from "../protocol/index.ts";
import { compose2, mapFromOdometry, type Pose2 } from "../robot/base-pose.ts";
import type { Robot } from "../robot/robot.ts";
import { PathSamples } from "./path-samples.ts";

/** Follows a robot from now on: where its joints and its tool go, and how much of its clock passes. */
export class TwinWatch {
  readonly samples = new PathSamples();
  readonly jointNames: readonly string[];
  readonly #robot: Robot;
  readonly #map: Pose2 | null;
  readonly #start_s: number | null;
  #end: () => void = () => {};

  private constructor(robot: Robot, map: Pose2 | null) {
    this.#robot = robot;
    this.#map = map;
    const first = robot.lastJointState()?.message;
    this.jointNames = first?.name ?? [];
    this.#start_s = seconds(robot.now());
    this.#sample(first?.position ?? []);
  }

  /** @param onLate called once, when more than `limit_s` seconds of the robot's clock have passed */
  static async begin(robot: Robot, limit_s: number, onLate: () => void): Promise<TwinWatch> {
    const watch = new TwinWatch(robot, robot.profile.base ? await mapFromOdometry(robot) : null);
    let late = false;
    const look = (positions: readonly number[]): void => {
      watch.#sample(positions);
      if (late || watch.elapsed_s <= limit_s) return;
      late = true;
      onLate();
    };
    watch.#end = robot.profile.joint_states
      ? robot.onJointState(({ name, position }) => {
          if (name.length === watch.jointNames.length) look(position);
        })
      : robot.onBase(() => look([]));
    return watch;
  }

  end(): void {
    this.#end();
  }

  /** Seconds of the robot's clock since the start. */
  get elapsed_s(): number {
    const now_s = seconds(this.#robot.now());
    return now_s === null || this.#start_s === null ? 0 : now_s - this.#start_s;
  }

  #sample(positions: readonly number[]): void {
    this.samples.add({ t_s: this.elapsed_s, positions, tool: this.#tool() });
  }

  /** Of a robot without an arm: the robot itself. */
  #tool(): Vec3 | null {
    if (this.#robot.profile.arm) return this.#robot.toolPose()?.position ?? null;
    try {
      const reading = this.#robot.base();
      const { x_m, y_m } = this.#map ? compose2(this.#map, reading) : reading;
      return [x_m, y_m, 0];
    } catch {
      return null; // it is not measured at this moment
    }
  }
}

const seconds = (stamp: Stamp | null): number | null => (stamp ? stampToSeconds(stamp) : null);
