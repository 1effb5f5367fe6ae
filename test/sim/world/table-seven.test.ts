import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { armSeven } from "../../../sim/world/robots/arm-seven.ts";
import { FOLLOW, PhysicsClient, trajectoryGoal } from "../physics-client.ts";
import { UrdfArm } from "../tool-ik.ts";

const JOINTS = armSeven.servos.map(({ joint }) => joint);

describe("the arm of seven joints", () => {
  let physics: PhysicsClient;
  let urdf: UrdfArm;
  beforeAll(async () => {
    physics = await PhysicsClient.start({ scene: "table_seven" });
    urdf = await UrdfArm.load(armSeven);
  });
  afterAll(() => physics.close());

  const follow = (
    waypoints: readonly number[][],
    seconds: number,
  ): Promise<{ status: number; values: any }> =>
    physics.sendGoal(FOLLOW, trajectoryGoal(waypoints, seconds, {}, JOINTS)).end;
  const over = (x: number, y: number, z: number, yaw: number): number[] => {
    const pan = Math.atan2(y, x);
    const joints = urdf.reach([x, y, z], yaw, [pan, -0.2, 0, -2.2, 0, 2.0, yaw - pan], "hand_tcp");
    if (!joints) throw new Error(`(${x}, ${y}, ${z}) is out of reach`);
    return joints;
  };

  it("tells its own joints, frames and description", async () => {
    const { name, position } = await physics.jointState();
    expect(name).toEqual([...JOINTS, "finger_joint_1", "finger_joint_2"]);
    armSeven.home.forEach((angle, index) => expect(position[index]).toBeCloseTo(angle, 2));
    expect((position.at(-1) ?? 0) + (position.at(-2) ?? 0)).toBeCloseTo(0.1, 2);
    physics.subscribe("/tf");
    const { transforms } = await physics.next("/tf");
    const frames = transforms.map((t: { child_frame_id: string }) => t.child_frame_id);
    expect(frames).toContain("hand_tcp");
    expect(frames).toContain("red_cube");
    expect(frames).not.toContain("tool0");
  });

  it("picks up a cube and carries it", async () => {
    const { state } = await physics.call("/get_entity_state", { entity: "red_cube" });
    const { x, y } = state.pose.position;
    const { z, w } = state.pose.orientation;
    const turned = 2 * Math.atan2(z, w);
    // A cube looks alike after a quarter turn: the smallest turn of the hand will do.
    const yaw = turned - (Math.PI / 2) * Math.round(turned / (Math.PI / 2));
    const above = over(x, y, 0.2, yaw);
    const onIt = over(x, y, 0.02, yaw);
    expect(await follow([above, onIt], 2)).toMatchObject({ status: 4, values: { error_code: 0 } });
    const grip = await physics.grip(0, 20);
    expect(grip).toMatchObject({ status: 4, values: { stalled: true, reached_goal: false } });
    expect(grip.values.position).toBeCloseTo(0.04, 2);
    expect(await follow([above, over(0.5, 0, 0.25, 0)], 2)).toMatchObject({ status: 4 });
    const { position } = (await physics.call("/get_entity_state", { entity: "red_cube" })).state.pose;
    expect(Math.hypot(position.x - 0.5, position.y, position.z - 0.25)).toBeLessThan(0.02);
  });

  it("refuses other arms' joints and too wide a gap, naming its own", async () => {
    const six = await physics.follow([[0, 0, 0, 0, 0, 0]], 1).end;
    expect(six.values).toMatchObject({
      error_code: -2,
      error_string: expect.stringContaining(JOINTS.join(", ")),
    });
    expect((await physics.grip(0.12)).values).toMatch(/outside 0 to 0\.1 m/);
  });
});
