import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ARM, FOLLOW, HOME, PhysicsClient, trajectoryGoal } from "../physics-client.ts";

const elsewhere = [0.6, -1.2, 1.3, -1.6, -1.4, 0.5];
const armOf = (values: readonly number[]): number[] => values.slice(0, ARM.length);

const point = (positions: unknown, sec: number, more: object = {}): object => ({
  positions,
  time_from_start: { sec, nanosec: 0 },
  ...more,
});
const goalOf = (joint_names: string[], ...points: object[]): object => ({
  trajectory: { joint_names, points },
});

describe("the trajectory controller", () => {
  let physics: PhysicsClient;
  beforeAll(async () => {
    physics = await PhysicsClient.start();
  });
  afterAll(() => physics.close());

  it("reaches the end of a trajectory within tolerance and stands there", async () => {
    physics.subscribe("/joint_states");
    const goal = physics.follow([elsewhere], 2);
    expect(await goal.end).toMatchObject({ status: 4, result: true, values: { error_code: 0 } });
    const state = physics.published("/joint_states").at(-1);
    armOf(state.position).forEach((position, joint) =>
      expect(position).toBeCloseTo(elsewhere[joint] ?? 0, 2),
    );
    armOf(state.velocity).forEach((velocity) => expect(Math.abs(velocity)).toBeLessThan(0.02));
    expect(goal.feedback().length).toBeGreaterThanOrEqual(39);
    const feedback = goal.feedback()[20] as {
      desired: { positions: number[] };
      actual: { positions: number[] };
    };
    feedback.desired.positions.forEach((p, i) =>
      expect(Math.abs(p - (feedback.actual.positions[i] ?? 0))).toBeLessThan(0.01),
    );
  });

  it("takes joints in any order", async () => {
    await physics.call("/reset_simulation");
    const goal = trajectoryGoal([elsewhere], 2) as {
      trajectory: { joint_names: string[]; points: Record<string, number[]>[] };
    };
    const { joint_names, points } = goal.trajectory;
    goal.trajectory.joint_names = joint_names.toReversed();
    for (const waypoint of points)
      for (const key of ["positions", "velocities", "accelerations"])
        waypoint[key] = (waypoint[key] ?? []).toReversed();
    expect((await physics.sendGoal(FOLLOW, goal).end).status).toBe(4);
    const state = await physics.jointState();
    expect(state.position[0]).toBeCloseTo(0.6, 2);
    expect(state.position[5]).toBeCloseTo(0.5, 2);
  });

  it("brakes to a stand within its limits when cancelled half-way", async () => {
    await physics.call("/reset_simulation");
    physics.subscribe("/joint_states", "/joint_trajectory_controller/controller_state");
    const before = physics.published("/joint_states").length;
    const goal = physics.follow([[2.5, -1.2, 1.3, -1.6, -1.4, 0.5]], 3);
    await physics.next("/joint_states");
    await new Promise<void>((resolve) => {
      const check = async (): Promise<void> => {
        for (;;) {
          const { position } = await physics.next("/joint_states");
          if (position[0] > 0.5) return resolve();
        }
      };
      void check();
    });
    physics.cancel(FOLLOW, goal.id);
    const end = await goal.end;
    expect(end).toMatchObject({ status: 5, result: true });
    const states = physics.published("/joint_states").slice(before);
    const last = states.at(-1);
    expect(last.position[0]).toBeLessThan(2);
    armOf(last.velocity).forEach((velocity) => expect(Math.abs(velocity)).toBeLessThan(0.02));
    // No jump: between two messages 20 ms apart no joint changed its speed faster than the motors could.
    for (let i = 1; i < states.length; i++) {
      expect(Math.abs(states[i].velocity[0] - states[i - 1].velocity[0])).toBeLessThan(0.02 * 40);
    }
    const later = await physics.jointState();
    expect(later.position[0]).toBeCloseTo(last.position[0], 6);
  });

  it("lets a new goal take over from the running one", async () => {
    await physics.call("/reset_simulation");
    const first = physics.follow([elsewhere], 20);
    const second = physics.follow([HOME], 1);
    expect(await first.end).toMatchObject({
      status: 5,
      values: { error_code: -1, error_string: expect.stringMatching(/took over/) },
    });
    expect(await second.end).toMatchObject({ status: 4 });
  });

  it("obeys the topic, and stops on an empty trajectory", async () => {
    await physics.call("/reset_simulation");
    physics.subscribe("/joint_states");
    const topic = "/joint_trajectory_controller/joint_trajectory";
    const { trajectory } = trajectoryGoal([elsewhere], 30) as { trajectory: object };
    physics.publish(topic, trajectory);
    for (let moved = false; !moved; ) moved = (await physics.next("/joint_states")).position[0] > 0.05;
    physics.publish(topic, { joint_names: [], points: [] });
    for (let stamp = -1; ; ) {
      const { header, velocity } = await physics.next("/joint_states");
      const now = header.stamp.sec + header.stamp.nanosec / 1e9;
      if (now === stamp) {
        armOf(velocity).forEach((v) => expect(Math.abs(v)).toBeLessThan(0.02));
        break;
      }
      stamp = now;
    }
  });

  it("stops and says so when something is in the way", async () => {
    await physics.call("/reset_simulation");
    // Shoulder and elbow bring the hand through the table.
    const end = await physics.follow([[0, -0.3, 1.2, -1.5708, -1.5708, 0]], 2).end;
    expect(end).toMatchObject({
      status: 6,
      values: { error_code: -4, error_string: expect.stringMatching(/in the way/) },
    });
    const state = await physics.jointState();
    armOf(state.velocity).forEach((velocity) => expect(Math.abs(velocity)).toBeLessThan(0.05));
  });

  it.each([
    ["an unknown joint", goalOf([...ARM.slice(1), "knee"], point(HOME, 1)), -2, /knee.*shoulder_pan_joint/],
    ["a missing joint", goalOf(ARM.slice(1), point(HOME.slice(1), 1)), -2, /lacks shoulder_pan_joint/],
    ["a joint named twice", goalOf([...ARM, "elbow_joint"], point([...HOME, 0], 1)), -2, /twice/],
    ["too few positions", goalOf(ARM, point([0, 0], 1)), -1, /2 positions for 6 joints/],
    ["times that do not rise", goalOf(ARM, point(HOME, 2), point(HOME, 2)), -1, /not after/],
    ["a number that is none", goalOf(ARM, point([Number.NaN, 0, 0, 0, 0, 0], 1)), -1, /finite/],
    ["null for a number", goalOf(ARM, point([null, 0, 0, 0, 0, 0], 1)), -1, /finite/],
    ["a position beyond the limit", goalOf(ARM, point([0, 0, 3.5, 0, 0, 0], 9)), -1, /elbow_joint.*3\.1416/],
    [
      "a speed beyond the limit",
      goalOf(ARM, point([4, -1.57, 1.57, -1.57, -1.57, 0], 1)),
      -1,
      /point 0 is 4\.000 rad away.*faster/,
    ],
    [
      "a velocity beyond the limit",
      goalOf(ARM, point(HOME, 5, { velocities: [9, 0, 0, 0, 0, 0] })),
      -1,
      /9\.000 rad\/s/,
    ],
    ["a jump at time 0", goalOf(ARM, point([1, -1.57, 1.57, -1.57, -1.57, 0], 0)), -1, /at once/],
    ["no points", goalOf(ARM), -1, /no points/],
    ["nothing at all", {}, -1, /trajectory/],
  ])("refuses %s with the reason", async (_what, goal, code, reason) => {
    await physics.call("/reset_simulation");
    const end = await physics.sendGoal(FOLLOW, goal).end;
    expect(end).toMatchObject({ status: 6, values: { error_code: code } });
    expect(end.values.error_string).toMatch(reason);
  });
});
