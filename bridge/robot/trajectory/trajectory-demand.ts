import type { ArmModel } from "../kinematics/arm-model.ts";
import type { TrajectoryPoint } from "./types.ts";

/** Linear speed of the tool, m/s, for joint velocities (or metres per unit of path for dq/ds). */
export function toolSpeedPerPathSpeed(
  model: ArmModel,
  q: readonly number[],
  rates: ArrayLike<number>,
): number {
  const jacobian = model.jacobian(q);
  const n = q.length;
  let squared = 0;
  for (let row = 0; row < 3; row++) {
    let sum = 0;
    for (let joint = 0; joint < n; joint++) sum += (jacobian[row * n + joint] ?? 0) * (rates[joint] ?? 0);
    squared += sum * sum;
  }
  return Math.sqrt(squared);
}

/**
 * By what factor each interval between samples would have to be slowed to be within limits; at most 1: it is. The
 * interval is taken as the cubic through positions and velocities at its ends: its acceleration is extreme at the
 * ends, its velocity there or where the acceleration changes sign. The tool's speed is looked at where samples are
 * and half-way.
 */
export function demand(
  points: readonly TrajectoryPoint[],
  limits: { velocity: readonly number[]; acceleration: readonly number[] },
  toolSpeed?: { model: ArmModel; max_m_s: number },
): number[] {
  return points.slice(1).map((to, k) => {
    const from = points[k] ?? to;
    const h = to.time_s - from.time_s;
    let factor = 0;
    const half = { q: [] as number[], v: [] as number[] };
    for (const [joint, p1] of to.positions.entries()) {
      const [p0, v0, v1] = [
        from.positions[joint] ?? 0,
        from.velocities[joint] ?? 0,
        to.velocities[joint] ?? 0,
      ];
      const mean = (p1 - p0) / h;
      const a0 = (6 * mean - 4 * v0 - 2 * v1) / h;
      const a1 = (-6 * mean + 2 * v0 + 4 * v1) / h;
      const sampled = Math.max(
        Math.abs(from.accelerations[joint] ?? 0),
        Math.abs(to.accelerations[joint] ?? 0),
      );
      let fastest = Math.max(Math.abs(v0), Math.abs(v1));
      if (a0 * a1 < 0) fastest = Math.max(fastest, Math.abs(v0 + (a0 * a0 * h) / (2 * (a0 - a1))));
      const hardest = Math.max(Math.abs(a0), Math.abs(a1), sampled);
      factor = Math.max(
        factor,
        fastest / (limits.velocity[joint] ?? 1),
        Math.sqrt(hardest / (limits.acceleration[joint] ?? 1)),
      );
      half.q.push((p0 + p1) / 2 + (h / 8) * (v0 - v1));
      half.v.push(1.5 * mean - (v0 + v1) / 4);
    }
    if (!toolSpeed) return factor;
    const there = toolSpeedPerPathSpeed(toolSpeed.model, to.positions, to.velocities);
    const halfWay = toolSpeedPerPathSpeed(toolSpeed.model, half.q, half.v);
    return Math.max(factor, there / toolSpeed.max_m_s, halfWay / toolSpeed.max_m_s);
  });
}
