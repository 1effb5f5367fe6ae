import {
  compileModel,
  idOf,
  loadMujoco,
  type MjData,
  type MjModel,
  type Mujoco,
} from "../../sim/world/mujoco.ts";
import { arm } from "../../sim/world/robots/arm.ts";
import type { RobotDescription } from "../../sim/world/robots/description.ts";
import { writeUrdf } from "../../sim/world/robots/urdf.ts";
import { HOME } from "./physics-client.ts";

/** The URDF that the simulator publishes, loaded for kinematics on its own. */
export class UrdfArm {
  readonly robot: RobotDescription;
  readonly mujoco: Mujoco;
  readonly model: MjModel;
  readonly data: MjData;

  private constructor(mujoco: Mujoco, robot: RobotDescription) {
    this.mujoco = mujoco;
    this.robot = robot;
    const settings = '<mujoco><compiler fusestatic="false" discardvisual="true"/></mujoco>';
    const urdf = writeUrdf(robot).replace("</robot>", `${settings}</robot>`);
    ({ model: this.model, data: this.data } = compileModel(mujoco, urdf));
  }

  static async load(robot = arm): Promise<UrdfArm> {
    return new UrdfArm(await loadMujoco(), robot);
  }

  bend(joints: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(joints)) {
      this.data.qpos[this.model.jnt_qposadr[idOf(this.mujoco, this.model, "joint", name)]] = value;
    }
    this.mujoco.mj_kinematics(this.model, this.data);
    this.mujoco.mj_comPos(this.model, this.data);
  }

  position(link: string): number[] {
    const body = idOf(this.mujoco, this.model, "body", link);
    return Array.from(this.data.xpos.slice(3 * body, 3 * body + 3) as Float64Array);
  }

  matrix(link: string): number[] {
    const body = idOf(this.mujoco, this.model, "body", link);
    return Array.from(this.data.xmat.slice(9 * body, 9 * body + 9) as Float64Array);
  }

  /** Joint positions with the tool at a place, pointing down, fingers opening along (cos yaw, sin yaw). */
  reach(place: readonly number[], yaw: number, from: readonly number[] = HOME, tip = "tcp"): number[] | null {
    const names = this.robot.servos.map(({ joint }) => joint);
    const q = [...from];
    const [c, s] = [Math.cos(yaw), Math.sin(yaw)];
    const want = [c, s, 0, s, -c, 0, 0, 0, -1];
    const body = idOf(this.mujoco, this.model, "body", tip);
    const [jp, jr] = [
      new this.mujoco.DoubleBuffer(3 * this.model.nv),
      new this.mujoco.DoubleBuffer(3 * this.model.nv),
    ];
    const nv = this.model.nv;
    let error = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 300 && error > 1e-6; i++) {
      this.bend(Object.fromEntries(names.map((name, j) => [name, q[j] ?? 0])));
      const at = this.position(tip);
      const m = this.matrix(tip);
      const e = place.map((p, k) => p - (at[k] ?? 0));
      for (const [a, b] of [
        [1, 2],
        [2, 0],
        [0, 1],
      ] as const) {
        let sum = 0;
        for (let k = 0; k < 3; k++)
          sum += (m[3 * a + k] ?? 0) * (want[3 * b + k] ?? 0) - (m[3 * b + k] ?? 0) * (want[3 * a + k] ?? 0);
        e.push(sum / 2);
      }
      error = Math.hypot(...e);
      this.mujoco.mj_jacBody(this.model, this.data, jp, jr, body);
      const [P, R] = [jp.GetView(), jr.GetView()];
      const row = (r: number, j: number): number => (r < 3 ? P[r * nv + j] : R[(r - 3) * nv + j]);
      const step = solveDamped(row, q.length, e, error < 0.05 ? 1e-8 : 1e-3);
      for (let j = 0; j < q.length; j++) q[j] = (q[j] ?? 0) + Math.max(-0.2, Math.min(0.2, step[j] ?? 0));
    }
    jp.delete();
    jr.delete();
    return error < 1e-5 ? q : null;
  }
}

/** Damped least squares: J' (J J' + d I)^-1 e, by Gaussian elimination. */
const solveDamped = (
  row: (r: number, j: number) => number,
  joints: number,
  e: readonly number[],
  damping: number,
): number[] => {
  const a = Array.from({ length: 6 }, (_, r) => {
    const line = Array.from({ length: 6 }, (_unused, c) => {
      let sum = r === c ? damping : 0;
      for (let j = 0; j < joints; j++) sum += row(r, j) * row(c, j);
      return sum;
    });
    return [...line, e[r] ?? 0];
  });
  for (let p = 0; p < 6; p++) {
    const best = a
      .slice(p)
      .reduce((top, line, i) => (Math.abs(line[p] ?? 0) > Math.abs(a[top]?.[p] ?? 0) ? p + i : top), p);
    [a[p], a[best]] = [a[best] ?? [], a[p] ?? []];
    for (let r = 0; r < 6; r++) {
      if (r === p) continue;
      const f = (a[r]?.[p] ?? 0) / (a[p]?.[p] ?? 1);
      a[r] = (a[r] ?? []).map((v, c) => v - f * (a[p]?.[c] ?? 0));
    }
  }
  const y = a.map((line, r) => (line[6] ?? 0) / (line[r] ?? 1));
  return Array.from({ length: joints }, (_, j) => y.reduce((sum, v, r) => sum + row(r, j) * v, 0));
};
