import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ArmModel } from "../../../../bridge/robot/kinematics/arm-model.ts";
import { jointPath } from "../../../../bridge/robot/trajectory/joint-path.ts";
import { type Trajectory, timeParametrise } from "../../../../bridge/robot/trajectory/time-parametrise.ts";
import { random, SIX_HOME, SIX_JOINTS, sixJointArm } from "../kinematics/arms.ts";

const LIMITS = { velocity: [2, 2, 2.5, 3, 3, 3], acceleration: [4, 4, 5, 8, 8, 8] };
/** Limits may be passed by no more than 0.1 %. */
const SLACK = 1.001;

let arm: ArmModel;
beforeAll(async () => {
  arm = await sixJointArm();
});
afterAll(() => arm.dispose());

interface Moment {
  q: number[];
  v: number[];
  a: number[];
}

/** What a controller that interpolates cubically does between the samples, at 20 moments of each interval. */
function* interpolated({ points }: Trajectory): Generator<Moment> {
  for (let k = 1; k < points.length; k++) {
    const [from, to] = [points[k - 1], points[k]];
    if (!from || !to) return;
    const h = to.time_s - from.time_s;
    for (let step = 0; step <= 20; step++) {
      const t = (h * step) / 20;
      const moment: Moment = { q: [], v: [], a: [] };
      for (const [j, p0] of from.positions.entries()) {
        const [p1, v0, v1] = [to.positions[j] ?? 0, from.velocities[j] ?? 0, to.velocities[j] ?? 0];
        const c2 = (3 * (p1 - p0)) / h ** 2 - (2 * v0 + v1) / h;
        const c3 = (-2 * (p1 - p0)) / h ** 3 + (v0 + v1) / h ** 2;
        moment.q.push(p0 + v0 * t + c2 * t * t + c3 * t ** 3);
        moment.v.push(v0 + 2 * c2 * t + 3 * c3 * t * t);
        moment.a.push(2 * c2 + 6 * c3 * t);
      }
      yield moment;
    }
  }
}

function withinLimits(trajectory: Trajectory, limits = LIMITS): void {
  let most = 0;
  const use = (values: readonly number[], limit: readonly number[]) => {
    for (const [j, value] of values.entries()) most = Math.max(most, Math.abs(value) / (limit[j] ?? 0));
  };
  for (const { velocities, accelerations } of trajectory.points) {
    use(velocities, limits.velocity);
    use(accelerations, limits.acceleration);
  }
  for (const { v, a } of interpolated(trajectory)) {
    use(v, limits.velocity);
    use(a, limits.acceleration);
  }
  expect(most).toBeLessThan(SLACK);
}

function wellFormed(trajectory: Trajectory, path: readonly (readonly number[])[]): void {
  const { points, duration_s } = trajectory;
  const [first, last] = [points[0], points[points.length - 1]];
  expect(first?.time_s).toBe(0);
  expect(last?.time_s).toBe(duration_s);
  expect(first?.positions).toEqual(path[0]);
  expect(last?.positions).toEqual(path[path.length - 1]);
  for (const end of [first, last]) for (const v of end?.velocities ?? [1]) expect(Math.abs(v)).toBe(0);
  for (let k = 1; k < points.length; k++)
    expect((points[k]?.time_s ?? 0) - (points[k - 1]?.time_s ?? 0)).toBeGreaterThan(0);
}

/** Distance from a posture to the polyline, and where on it the nearest point is (segment plus fraction). */
function nearest(q: readonly number[], path: readonly (readonly number[])[]): { off: number; along: number } {
  let found = { off: Number.POSITIVE_INFINITY, along: 0 };
  for (let i = 1; i < path.length; i++) {
    const [a, b] = [path[i - 1] ?? [], path[i] ?? []];
    const squared = b.reduce((sum, value, j) => sum + (value - (a[j] ?? 0)) ** 2, 0);
    const dot = b.reduce((sum, value, j) => sum + (value - (a[j] ?? 0)) * ((q[j] ?? 0) - (a[j] ?? 0)), 0);
    const share = squared === 0 ? 0 : Math.min(1, Math.max(0, dot / squared));
    const off = Math.hypot(...q.map((value, j) => value - (a[j] ?? 0) - share * ((b[j] ?? 0) - (a[j] ?? 0))));
    if (off < found.off) found = { off, along: i - 1 + share };
  }
  return found;
}

/** A wavy path of 6 joints with points about 10 mrad apart. */
function wavy(next: () => number): number[][] {
  const waves = SIX_HOME.map(() => [
    next(),
    next(),
    2 + 4 * next(),
    6 * next(),
    0.2 * next(),
    6 + 8 * next(),
  ]);
  return Array.from({ length: 251 }, (_, k) => {
    const u = k / 250;
    return waves.map(
      ([slope = 0, size = 0, rate = 0, phase = 0, small = 0, fast = 0], j) =>
        (SIX_HOME[j] ?? 0) + slope * u + 0.4 * size * Math.sin(rate * u + phase) + small * Math.sin(fast * u),
    );
  });
}

const corners = (next: () => number): number[][] =>
  Array.from({ length: 2 + Math.floor(4 * next()) }, () =>
    SIX_HOME.map((value) => value + (next() - 0.5) * 3),
  );

describe("time parametrisation", () => {
  it("keeps to the limits at and between the samples of 100 random paths, ends exactly, and never turns back", () => {
    const next = random(17);
    for (let i = 0; i < 100; i++) {
      const path = i % 2 === 0 ? wavy(next) : corners(next);
      const trajectory = timeParametrise(SIX_JOINTS, path, LIMITS);
      wellFormed(trajectory, path);
      withinLimits(trajectory);
      let along = 0;
      for (const { positions } of trajectory.points) {
        const at = nearest(positions, path);
        expect(at.off).toBeLessThan(0.001);
        expect(at.along).toBeGreaterThan(along - 1e-3);
        along = at.along;
      }
    }
  });

  it("stays within 1 mrad of a dense path between the samples too", () => {
    const next = random(23);
    for (let i = 0; i < 5; i++) {
      const path = wavy(next);
      let k = 0;
      for (const { q } of interpolated(timeParametrise(SIX_JOINTS, path, LIMITS)))
        if (k++ % 5 === 0) expect(nearest(q, path).off).toBeLessThan(0.001);
    }
  });

  it("passes exactly through the corners of a sparse path", () => {
    const path = corners(random(29));
    const { points } = timeParametrise(SIX_JOINTS, path, LIMITS);
    for (const corner of path)
      expect(
        Math.min(
          ...points.map(({ positions }) => Math.hypot(...positions.map((v, j) => v - (corner[j] ?? 0)))),
        ),
      ).toBeLessThan(1e-9);
  });

  it("is near time-optimal on a straight joint path: the least time and the ramps", () => {
    const next = random(31);
    for (let i = 0; i < 20; i++) {
      const to = SIX_HOME.map((value) => value + (next() - 0.5) * 4);
      const least = Math.max(
        ...to.map((value, j) => {
          const way = Math.abs(value - (SIX_HOME[j] ?? 0));
          const [v = 1, a = 1] = [LIMITS.velocity[j], LIMITS.acceleration[j]];
          return way > (v * v) / a ? way / v + v / a : 2 * Math.sqrt(way / a);
        }),
      );
      const trajectory = timeParametrise(SIX_JOINTS, jointPath(SIX_HOME, to), LIMITS);
      withinLimits(trajectory);
      expect(trajectory.duration_s).toBeGreaterThan(least);
      expect(trajectory.duration_s).toBeLessThan(least * 1.1 + 0.04);
    }
  });

  it("is near time-optimal on curves: nearly always some joint uses a limit to the full", () => {
    const next = random(5);
    for (let i = 0; i < 5; i++) {
      const { points } = timeParametrise(SIX_JOINTS, wavy(next), LIMITS);
      const used = points.map(({ velocities, accelerations }) =>
        Math.max(
          ...velocities.map((v, j) => Math.abs(v) / (LIMITS.velocity[j] ?? 0)),
          ...accelerations.map((a, j) => Math.abs(a) / (LIMITS.acceleration[j] ?? 0)),
        ),
      );
      expect(used.reduce((sum, value) => sum + value, 0) / used.length).toBeGreaterThan(0.9);
    }
  });

  it("stops at a sharp corner, however close the points beside it", () => {
    const leg = (joint: number, from: number[]) =>
      Array.from({ length: 501 }, (_, k) => from.map((value, j) => value + (j === joint ? k / 1000 : 0)));
    const first = leg(0, SIX_HOME);
    const corner = first.at(-1) ?? [];
    const { points } = timeParametrise(SIX_JOINTS, [...first, ...leg(1, corner)], LIMITS);
    const there = points.find(
      ({ positions }) => Math.hypot(...positions.map((v, j) => v - (corner[j] ?? 0))) < 1e-9,
    );
    expect(Math.hypot(...(there?.velocities ?? [1]))).toBe(0);
  });

  it("does not cut or overshoot a slight bend between distant points", () => {
    const path = [0, 1, 2, 3].map((k) =>
      SIX_HOME.map((value, j) => value + (j === 0 ? k : j === 1 ? 0.1 * (k % 2) : 0)),
    );
    const trajectory = timeParametrise(SIX_JOINTS, path, LIMITS);
    withinLimits(trajectory);
    for (const { q } of interpolated(trajectory)) expect(nearest(q, path).off).toBeLessThan(0.001);
  });

  it("has accelerations without jumps, as a quintic interpolation wants them", () => {
    const { points } = timeParametrise(SIX_JOINTS, wavy(random(37)), LIMITS, { period_s: 0.002 });
    for (let k = 1; k < points.length; k++)
      for (const [j, a] of (points[k]?.accelerations ?? []).entries())
        expect(Math.abs(a - (points[k - 1]?.accelerations[j] ?? 0))).toBeLessThan(
          0.4 * (LIMITS.acceleration[j] ?? 0),
        );
  });

  it("keeps the tool below its speed, at and between the samples", () => {
    const path = jointPath(SIX_HOME, [1.2, -1.2, 1.2, -1.6, -1.5, 0.5]);
    const slow = timeParametrise(SIX_JOINTS, path, LIMITS, { toolSpeed: { model: arm, max_m_s: 0.1 } });
    wellFormed(slow, path);
    withinLimits(slow);
    let [last, fastest]: [number[] | null, number] = [null, 0];
    const dt = (slow.points[1]?.time_s ?? 1) / 20;
    for (const { q } of interpolated(slow)) {
      const now = arm.forward(q).position;
      if (last)
        fastest = Math.max(fastest, Math.hypot(...now.map((value, i) => value - (last?.[i] ?? 0))) / dt);
      last = now;
    }
    expect(fastest).toBeLessThan(0.1 * SLACK);
    expect(fastest).toBeGreaterThan(0.099);
    expect(slow.duration_s).toBeGreaterThan(2 * timeParametrise(SIX_JOINTS, path, LIMITS).duration_s);
  });

  it("samples at least as often as asked", () => {
    const { points } = timeParametrise(
      SIX_JOINTS,
      jointPath(
        SIX_HOME,
        SIX_HOME.map((v) => v + 1),
      ),
      LIMITS,
      { period_s: 0.008 },
    );
    for (let k = 1; k < points.length; k++)
      expect((points[k]?.time_s ?? 0) - (points[k - 1]?.time_s ?? 0)).toBeLessThan(0.008 * 1.001);
  });

  it("takes no time for a path that stays where it is, and little for a tiny one", () => {
    expect(timeParametrise(SIX_JOINTS, [SIX_HOME, SIX_HOME, SIX_HOME], LIMITS)).toMatchObject({
      duration_s: 0,
      points: [{ positions: SIX_HOME }],
    });
    expect(timeParametrise(SIX_JOINTS, [SIX_HOME], LIMITS).points).toHaveLength(1);
    const tiny = [SIX_HOME, SIX_HOME.map((value) => value + 1e-5)];
    const trajectory = timeParametrise(SIX_JOINTS, tiny, LIMITS);
    wellFormed(trajectory, tiny);
    withinLimits(trajectory);
    expect(trajectory.duration_s).toBeLessThan(0.1);
  });

  it("refuses a motion so slow that its samples would fill the memory", () => {
    const path = jointPath(
      SIX_HOME,
      SIX_HOME.map((value) => value + 1),
    );
    for (const speed of [1e-3, 1e-6, 1e-12, Number.MIN_VALUE])
      expect(() =>
        timeParametrise(SIX_JOINTS, path, { ...LIMITS, velocity: SIX_HOME.map(() => speed) }),
      ).toThrow(/above the limit of 300 s.*higher speed/);
    const toolSpeed = { model: arm, max_m_s: 1e-9 };
    expect(() => timeParametrise(SIX_JOINTS, path, LIMITS, { toolSpeed })).toThrow(/limit of 300 s/);
    const there = Array.from({ length: 40 }, (_, k) => SIX_HOME.map((value) => value + (k % 2)));
    expect(() =>
      timeParametrise(SIX_JOINTS, there, { ...LIMITS, velocity: SIX_HOME.map(() => 0.05) }),
    ).toThrow(/limit of 300 s/);
  });

  it.each([
    ["no point", [], LIMITS, /the path has no point/],
    ["a short point", [SIX_HOME, [1]], LIMITS, /path point 1, \[1\], should be 6 finite numbers/],
    ["a zero limit", [SIX_HOME], { ...LIMITS, velocity: [0, 1, 1, 1, 1, 1] }, /velocity limits \[0, 1/],
    ["too few limits", [SIX_HOME], { ...LIMITS, acceleration: [1] }, /acceleration limits \[1\] should be 6/],
  ])("refuses %s", (_, path, limits, message) => {
    expect(() => timeParametrise(SIX_JOINTS, path, limits)).toThrow(message);
  });
});
