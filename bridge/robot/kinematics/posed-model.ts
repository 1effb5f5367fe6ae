import type { MjData, MjModel } from "@mujoco/mujoco";
import type { Quat, Vec3 } from "../../protocol/index.ts";
import type { JointDrive } from "./arm-tree.ts";
import { compile, type Mujoco } from "./mujoco.ts";
import type { Placement } from "./types.ts";

/** A compiled model of the arm that is put into postures; owns its WebAssembly handles until disposed. */
export class PosedModel {
  readonly mj: Mujoco;
  readonly model: MjModel;
  readonly data: MjData;
  readonly #drives: readonly JointDrive[];
  // Views of WebAssembly memory: they go empty when that memory grows, and are fetched anew then.
  #qpos = new Float64Array();
  #xpos = new Float64Array();
  #xquat = new Float64Array();

  /** `drives` are those of the MJCF's joints, in their order; free bodies may follow. */
  constructor(mj: Mujoco, mjcf: string, drives: readonly JointDrive[], what: string) {
    this.mj = mj;
    this.model = compile(mj, mjcf, what);
    this.data = new mj.MjData(this.model);
    this.#drives = drives;
  }

  /** Puts the arm into a posture and computes where every body and shape is. */
  setPosture(q: readonly number[], fingers: readonly number[]): void {
    const qpos = this.#fresh();
    for (const [joint, { source, index, multiplier, offset }] of this.#drives.entries()) {
      const lead = source === "arm" ? q[index] : source === "finger" ? fingers[index] : 0;
      qpos[joint] = multiplier * (lead ?? 0) + offset;
    }
    this.update();
  }

  /** Sets where the free body of that number (counted from 0, behind the arm) stands; takes effect with update(). */
  placeFreeBody(number: number, { position, orientation: [x, y, z, w] }: Placement): void {
    this.#fresh().set([...position, w, x, y, z], this.#drives.length + 7 * number);
  }

  /** Computes again where everything is. */
  update(): void {
    this.mj.mj_kinematics(this.model, this.data);
  }

  /** The number of a named element, -1 when there is none. */
  id(kind: "body" | "geom", name: string): number {
    const type = kind === "body" ? this.mj.mjtObj.mjOBJ_BODY : this.mj.mjtObj.mjOBJ_GEOM;
    return this.mj.mj_name2id(this.model, type.value, name);
  }

  /** Where a body stands in the posture last set, base frame. */
  bodyPlacement(body: number): Placement {
    this.#fresh();
    const [p, r] = [3 * body, 4 * body];
    const position = [...this.#xpos.subarray(p, p + 3)] as Vec3;
    const [w, x, y, z] = this.#xquat.subarray(r, r + 4) as unknown as Quat;
    return { position, orientation: [x, y, z, w] };
  }

  /** World positions (3 a body) and w-first quaternions (4 a body) of the posture last set, without copying. */
  get frames(): { xpos: Float64Array; xquat: Float64Array } {
    this.#fresh();
    return { xpos: this.#xpos, xquat: this.#xquat };
  }

  dispose(): void {
    this.data.delete();
    this.model.delete();
  }

  #fresh(): Float64Array {
    if (this.#xpos.length === 0) {
      this.#qpos = this.data.qpos;
      this.#xpos = this.data.xpos;
      this.#xquat = this.data.xquat;
    }
    return this.#qpos;
  }
}
