import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ARM, GRIP, PhysicsClient } from "../physics-client.ts";
import { UrdfArm } from "../tool-ik.ts";

describe("the gripper", () => {
  let physics: PhysicsClient;
  let kinematics: UrdfArm;
  beforeAll(async () => {
    physics = await PhysicsClient.start();
    kinematics = await UrdfArm.load();
  });
  afterAll(() => physics.close());
  beforeEach(() => physics.call("/reset_simulation"));

  const over = async (object: string, height: number): Promise<number[]> => {
    const { state } = await physics.call("/get_entity_state", { entity: object });
    const { position: p, orientation: o } = state.pose;
    const joints = kinematics.reach([p.x, p.y, height], 2 * Math.atan2(o.z, o.w));
    expect(joints).not.toBeNull();
    return joints ?? [];
  };

  it("goes to a gap and reports what it measures there", async () => {
    const end = await physics.grip(0.03);
    expect(end).toMatchObject({ status: 4, values: { reached_goal: true, stalled: false } });
    expect(end.values.position).toBeCloseTo(0.03, 3);
    const state = await physics.jointState();
    expect((state.position[ARM.length] ?? 0) + (state.position[ARM.length + 1] ?? 0)).toBeCloseTo(0.03, 3);
  });

  it.each(["red_cube", "yellow_cylinder", "ball"])("grasps %s, lifts it and holds it", async (object) => {
    const { state } = await physics.call("/get_entity_state", { entity: object });
    const z = state.pose.position.z;
    const [above, at] = [await over(object, 0.2), await over(object, Math.max(z, 0.02))];
    expect((await physics.follow([above], 2).end).status).toBe(4);
    expect((await physics.follow([at], 1.5).end).status).toBe(4);
    const grasp = await physics.grip(0);
    expect(grasp).toMatchObject({ status: 4, values: { stalled: true, reached_goal: false } });
    expect(grasp.values.position).toBeGreaterThan(0.03);
    expect(grasp.values.effort).toBeCloseTo(30, 0);
    expect((await physics.follow([above], 1.5).end).status).toBe(4);
    expect(await physics.call("/step_simulation", { steps: 2500 })).toMatchObject({ result: { result: 1 } });
    const held = await physics.call("/get_entity_state", { entity: object });
    expect(held.state.pose.position.z - z).toBeCloseTo(0.2 - Math.max(z, 0.02), 2);

    physics.subscribe("/wrench");
    const { header, wrench } = await physics.next("/wrench");
    physics.unsubscribe("/wrench");
    const mass = { red_cube: 0.05, yellow_cylinder: 0.08, ball: 0.04 }[object] ?? 0;
    expect(header.frame_id).toBe("tool0");
    expect(wrench.force.z).toBeCloseTo(mass * 9.81, 1);

    // A firmer or a second closing must not drop it; opening must.
    await physics.grip(0);
    const still = await physics.call("/get_entity_state", { entity: object });
    expect(still.state.pose.position.z).toBeCloseTo(held.state.pose.position.z, 3);
    expect(await physics.grip(0.08)).toMatchObject({ status: 4, values: { reached_goal: true } });
    await physics.call("/step_simulation", { steps: 500 });
    const dropped = await physics.call("/get_entity_state", { entity: object });
    expect(dropped.state.pose.position.z).toBeLessThan(0.06);
  });

  it("feels nothing with an empty hand, however it is turned", async () => {
    for (const joints of [
      [0.4, -1.2, 1.4, -1.7, -1.5, 0.3],
      [0, -1.5, 1, -0.4, 0.8, 1],
    ]) {
      expect((await physics.follow([joints], 2).end).status).toBe(4);
      await physics.call("/step_simulation", { steps: 200 });
      physics.subscribe("/wrench");
      const { wrench } = await physics.next("/wrench");
      physics.unsubscribe("/wrench");
      for (const value of [...Object.values(wrench.force), ...Object.values(wrench.torque)]) {
        expect(Math.abs(value as number)).toBeLessThan(0.05);
      }
    }
  });

  it.each([
    [{ position: 0.12, max_effort: 10 }, /0\.12 m is outside 0 to 0\.08 m/],
    [{ position: -0.01, max_effort: 10 }, /outside 0 to 0\.08 m/],
    [{ position: 0.04, max_effort: 99 }, /99 N is outside 0 to 30 N/],
    [{ position: Number.NaN, max_effort: 1 }, /finite/],
    [{}, /command\.position/],
  ])("refuses %o with the reason", async (command, reason) => {
    const end = await physics.sendGoal(GRIP, { command }).end;
    expect(end).toMatchObject({ status: 6, result: false });
    expect(end.values).toMatch(reason);
  });
});
