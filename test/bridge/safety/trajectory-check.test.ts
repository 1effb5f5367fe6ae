import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { toolDown } from "../../../bridge/primitives/orientations.ts";
import { type ArmProfile, armOf, type PrimitiveError } from "../../../bridge/protocol/index.ts";
import { ArmModel } from "../../../bridge/robot/kinematics/arm-model.ts";
import { loadProfile } from "../../../bridge/robot/profiles.ts";
import { jointPath } from "../../../bridge/robot/trajectory/joint-path.ts";
import { type Trajectory, timeParametrise } from "../../../bridge/robot/trajectory/time-parametrise.ts";
import { keepOutObstacles } from "../../../bridge/safety/keep-out.ts";
import { motionLimits } from "../../../bridge/safety/limits.ts";
import { trajectoryRefusal } from "../../../bridge/safety/trajectory-check.ts";
import { arm } from "../../../sim/world/robots/arm.ts";
import { writeUrdf } from "../../../sim/world/robots/urdf.ts";

const profile = armOf(loadProfile("simulated_arm"));
const { home } = profile.arm;
let model: ArmModel;
beforeAll(async () => {
  model = await ArmModel.fromUrdf(writeUrdf(arm), {
    base: profile.frames.base,
    tool: profile.frames.tool,
    joints: profile.arm.joints,
    fingerJoints: profile.gripper?.joints ?? [],
    tableZ: 0,
  });
});
afterAll(() => model.dispose());
beforeEach(() => model.setObstacles([]));

const at = (x: number, y: number, z: number): number[] => {
  const found = model.inverse({ position: [x, y, z], orientation: toolDown(0) }, { seed: home });
  expect(found.ok, found.reason).toBe(true);
  return found.q;
};
const timed = (
  path: readonly (readonly number[])[],
  changes: { jointSpeed?: number; max_m_s?: number } = {},
) => {
  const { jointSpeed = Number.POSITIVE_INFINITY, max_m_s = 1 } = changes;
  const { velocity, acceleration } = motionLimits(model, profile);
  const limits = { velocity: velocity.map((value) => Math.min(value, jointSpeed)), acceleration };
  return timeParametrise(model.jointNames, path, limits, { toolSpeed: { model, max_m_s } });
};
const check = (
  trajectory: Trajectory,
  changes: { profile?: ArmProfile; from?: readonly number[]; max_m_s?: number; mayTouch?: string[] } = {},
): PrimitiveError | null =>
  trajectoryRefusal(model, changes.profile ?? profile, motionLimits(model, profile), trajectory, {
    from: changes.from ?? trajectory.points[0]?.positions ?? [],
    toolSpeed_m_s: changes.max_m_s ?? 1,
    mayTouch: changes.mayTouch ?? [],
  });
const good = (): Trajectory => timed(jointPath(at(0.5, -0.2, 0.3), at(0.5, 0.2, 0.3)));
/** The same with one number of one point changed. */
const spoiled = (
  field: "positions" | "velocities" | "accelerations",
  joint: number,
  change: (value: number) => number,
): Trajectory => {
  const { points, ...rest } = good();
  const middle = Math.floor(points.length / 2);
  return {
    ...rest,
    points: points.map((point, index) =>
      index === middle
        ? { ...point, [field]: point[field].with(joint, change(point[field][joint] ?? 0)) }
        : point,
    ),
  };
};
const faster = (trajectory: Trajectory, factor: number): Trajectory => ({
  ...trajectory,
  duration_s: trajectory.duration_s / factor,
  points: trajectory.points.map((point) => ({
    time_s: point.time_s / factor,
    positions: point.positions,
    velocities: point.velocities.map((value) => value * factor),
    accelerations: point.accelerations.map((value) => value * factor ** 2),
  })),
});

describe("a trajectory as it is planned", () => {
  it("is sent, fast and slow, long and short, and standing still", () => {
    for (const jointSpeed of [0.1, 0.5, 2.5])
      for (const way of [0.001, 0.05, 0.3, 1]) {
        const path = jointPath(
          home,
          home.map((value, joint) => value + way * [1, -0.3, 0.4, 0.5, 1, -2][joint]!),
        );
        expect(check(timed(path, { jointSpeed }))).toBeNull();
      }
    expect(check(timed([home, home]))).toBeNull();
    expect(
      check(timed(jointPath(at(0.5, -0.2, 0.3), at(0.5, 0.2, 0.3)), { max_m_s: 0.1 }), { max_m_s: 0.1 }),
    ).toBeNull();
  });
});

describe("a trajectory that a bug made bad is not sent", () => {
  const wrong: [string, () => Trajectory, RegExp][] = [
    [
      "a jump of a joint",
      () => spoiled("positions", 0, (value) => value + 0.2),
      /joint shoulder_pan_joint \d+\.\d{3} s/,
    ],
    [
      "a velocity that is too high",
      () => spoiled("velocities", 2, () => 3),
      /elbow_joint .* s into the motion .*rad\/s/,
    ],
    [
      "an acceleration that is too high",
      () => spoiled("accelerations", 4, () => 9),
      /wrist_2_joint .*rad\/s², above the limit of 5/,
    ],
    ["all of it too fast", () => faster(good(), 1.3), /rad\/s², above the limit/],
    ["no number", () => spoiled("positions", 1, () => Number.NaN), /point \d+ has .*NaN/],
    ["an endless velocity", () => spoiled("velocities", 1, () => Number.POSITIVE_INFINITY), /Infinity/],
    ["no points", () => ({ ...good(), points: [] }), /no points/],
    [
      "times that go back",
      () => {
        const { points, ...rest } = good();
        return { ...rest, points: [...points.slice(0, 3), ...points.slice(2)] };
      },
      /point 3 is at .* after one at/,
    ],
    [
      "too few joints",
      () => {
        const { points, ...rest } = good();
        return {
          ...rest,
          points: points.map((point) => ({ ...point, positions: point.positions.slice(1) })),
        };
      },
      /for 6 joints/,
    ],
    [
      "an end in full motion",
      () => ({ ...good(), points: good().points.slice(0, 10) }),
      /does not end at rest/,
    ],
  ];
  it.each(wrong)("%s", (_, trajectory, words) => {
    const refusal = check(trajectory());
    expect(refusal).toMatchObject({ code: "LimitExceeded" });
    expect(refusal?.message).toMatch(words);
    expect(refusal?.message).toContain("nothing was sent");
  });

  it("from elsewhere than the arm stands", () => {
    expect(check(good(), { from: home })?.message).toMatch(/begins \d\.\d{3} rad from where the arm stands/);
  });

  it("beyond a joint's range", () => {
    const [first] = home;
    const wide = { lower: model.limits[0]?.lower ?? 0, upper: model.limits[0]?.upper ?? 0 };
    const over = timed([home, home.with(0, wide.upper + 0.05)]);
    expect(first).toBe(0);
    expect(
      check(over, { profile: { ...profile, workspace: { min: [-2, -2, -2], max: [2, 2, 2] } } })?.message,
    ).toMatch(/shoulder_pan_joint \d+\.\d{3} s into the motion would be at .* outside/);
  });

  it("faster at the tool than it was asked to be", () => {
    const refusal = check(good(), { max_m_s: 0.2 });
    expect(refusal?.message).toMatch(
      /s into the motion the tool would move with 0\.\d+ m\/s, above the limit of 0\.2 m\/s/,
    );
  });

  it("out of the workspace, on the way and at its end", () => {
    const narrow = { ...profile, workspace: { min: [0.3, -0.3, 0], max: [0.7, 0.05, 0.6] } } as ArmProfile;
    expect(check(good(), { profile: narrow })?.message).toMatch(
      /s into the motion the tool would be at .*outside/,
    );
    const ways = good().points.map(({ positions }) => positions);
    const thereAndBack = timed([...ways, ...ways.toReversed()]);
    expect(check(thereAndBack, { profile: narrow })?.message).toContain("outside the workspace");
    // From outside it may come back in.
    const inwards = timed(jointPath(at(0.5, 0.2, 0.3), at(0.5, -0.2, 0.3)));
    expect(check(inwards, { profile: narrow })).toBeNull();
  });

  it("through a keep-out zone, with the tool or a link", () => {
    const wall = { ...profile, keep_out: [{ min: [0.3, 0, 0.1], max: [0.9, 0.002, 0.5] }] } as ArmProfile;
    expect(check(good(), { profile: wall })?.message).toMatch(
      /s into the motion the tool would enter the keep-out zone/,
    );
    const above = { ...profile, keep_out: [{ min: [0.1, -0.02, 0.5], max: [0.3, 0.02, 1] }] } as ArmProfile;
    model.setObstacles(keepOutObstacles(above));
    expect(check(good(), { profile: above })?.message).toMatch(
      /s into the motion \w+ would be in keep-out zone 1/,
    );
  });

  it("into the table, a thing on it, or the arm itself, unless touching it is meant", () => {
    const { points } = good();
    const { position } = model.forward(points[Math.floor(points.length / 2)]?.positions ?? []);
    const pose = { position, orientation: [0, 0, 0, 1] as [number, number, number, number] };
    model.setObstacles([{ name: "red_cube", shape: "box", size_m: [0.05, 0.05, 0.05], pose }]);
    const refusal = check(good());
    expect(refusal).toMatchObject({ code: "CollisionAhead" });
    expect(refusal?.message).toMatch(/s into the motion \w+ would be in red_cube/);
    expect(check(good(), { mayTouch: ["red_cube"] })).toBeNull();
    const low = { ...profile, workspace: { min: [-1, -1, -1], max: [1, 1, 1] } } as ArmProfile;
    const deep = timed(jointPath(at(0.5, 0.3, 0.2), at(0.5, 0.3, -0.02)));
    expect(check(deep, { profile: low })?.message).toContain("table");
    const folded = timed(jointPath(home, [0, -1.57, 3.1, 0, 0, 0]));
    const wide = { ...profile, workspace: { min: [-2, -2, -2], max: [2, 2, 2] } } as ArmProfile;
    expect(check(folded, { profile: wide })).toMatchObject({ code: "CollisionAhead" });
  });
});
