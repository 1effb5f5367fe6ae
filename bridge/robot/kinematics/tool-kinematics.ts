import type { DoubleBuffer } from "@mujoco/mujoco";
import type { JointDrive } from "./arm-tree.ts";
import type { Mujoco } from "./mujoco.ts";
import { PosedModel } from "./posed-model.ts";

/** Pose and Jacobian of one body of an arm, from a model without shapes; what the inverse kinematics iterates on. */
export class ToolKinematics {
  readonly posed: PosedModel;
  /** Metres, base frame. Of the posture last evaluated, as are the next two; overwritten by the next one. */
  readonly position = new Float64Array(3);
  /** [x, y, z, w]. */
  readonly orientation = new Float64Array(4);
  /** 6×n row-major; linear rows (m/rad) first, then angular; at the tool, base frame. */
  readonly jacobian: Float64Array;
  readonly #joints: number;
  readonly #tool: number;
  readonly #drives: readonly JointDrive[];
  readonly #linear: DoubleBuffer;
  readonly #angular: DoubleBuffer;

  constructor(mj: Mujoco, mjcf: string, drives: readonly JointDrive[], joints: number, toolBody: string) {
    this.posed = new PosedModel(mj, mjcf, drives, "the arm's kinematics from its URDF");
    this.#joints = joints;
    this.#drives = drives;
    this.#tool = this.posed.id("body", toolBody);
    this.jacobian = new Float64Array(6 * joints);
    this.#linear = new mj.DoubleBuffer(3 * drives.length);
    this.#angular = new mj.DoubleBuffer(3 * drives.length);
  }

  /** Computes `position` and `orientation` at `q`. */
  place(q: readonly number[]): void {
    this.posed.setPosture(q, []);
    const { xpos, xquat } = this.posed.frames;
    const [p, r] = [3 * this.#tool, 4 * this.#tool];
    for (let axis = 0; axis < 3; axis++) {
      this.position[axis] = xpos[p + axis] ?? 0;
      this.orientation[axis] = xquat[r + 1 + axis] ?? 0;
    }
    this.orientation[3] = xquat[r] ?? 1;
  }

  /** Computes `position`, `orientation` and `jacobian` at `q`; a joint that mimics an arm joint adds to its column. */
  evaluate(q: readonly number[]): void {
    this.place(q);
    const { mj, model, data } = this.posed;
    mj.mj_comPos(model, data);
    mj.mj_jacBody(model, data, this.#linear, this.#angular, this.#tool);
    const linear: Float64Array = this.#linear.GetView();
    const angular: Float64Array = this.#angular.GetView();
    const [n, nv] = [this.#joints, this.#drives.length];
    this.jacobian.fill(0);
    for (let dof = 0; dof < nv; dof++) {
      const drive = this.#drives[dof];
      if (drive?.source !== "arm") continue;
      for (let row = 0; row < 3; row++) {
        const at = row * n + drive.index;
        this.jacobian[at] = (this.jacobian[at] ?? 0) + drive.multiplier * (linear[row * nv + dof] ?? 0);
        const below = at + 3 * n;
        this.jacobian[below] =
          (this.jacobian[below] ?? 0) + drive.multiplier * (angular[row * nv + dof] ?? 0);
      }
    }
  }

  dispose(): void {
    this.#linear.delete();
    this.#angular.delete();
    this.posed.dispose();
  }
}
