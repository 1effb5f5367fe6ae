import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOME, PhysicsClient } from "../physics-client.ts";

const TOPIC = "/codeact/estop";
const AWAY = HOME.map((value, joint) => (joint === 0 ? value + 1.2 : value));

describe("the simulated robot's emergency stop", () => {
  let physics: PhysicsClient;
  beforeAll(async () => {
    physics = await PhysicsClient.start({ clock: "realtime" });
    physics.subscribe("/joint_states", "/rosout");
  });
  afterAll(() => physics.close());
  const press = (data: boolean): void => physics.publish(TOPIC, { data });
  const moving = async (): Promise<void> => {
    while (Math.abs((await physics.next("/joint_states")).velocity[0]) < 0.2);
  };

  it("brakes the arm and the fingers where they are, and tells both goals why", async () => {
    const arm = physics.follow([AWAY], 3);
    const grip = physics.grip(0.01);
    await moving();
    press(true);
    const end = await arm.end;
    expect(end).toMatchObject({
      status: 6,
      values: { error_string: expect.stringContaining("emergency stop") },
    });
    expect(await grip).toMatchObject({ status: 6, values: expect.stringContaining("emergency stop") });
    const { position, velocity } = await physics.next("/joint_states");
    expect(Math.max(...velocity.slice(0, 6).map(Math.abs))).toBeLessThan(0.03);
    expect((AWAY[0] ?? 0) - position[0]).toBeGreaterThan(0.3);
  });

  it("refuses goals and trajectories until it is released, a reset of the world or not", async () => {
    press(true);
    const before = (await physics.next("/joint_states")).position[0];
    await physics.call("/step_simulation", { steps: 10 });
    expect(await physics.follow([HOME], 2).end).toMatchObject({
      status: 6,
      values: { error_code: -1, error_string: expect.stringContaining("Publish false on /codeact/estop") },
    });
    expect(await physics.grip(0.05)).toMatchObject({ status: 6, result: false });
    expect((await physics.next("/joint_states")).position[0]).toBeCloseTo(before, 3);
    await physics.call("/reset_simulation");
    expect(await physics.follow([HOME], 2).end).toMatchObject({ status: 6 });
    physics.publish(TOPIC, { data: "false" });
    expect(await physics.follow([HOME], 2).end).toMatchObject({ status: 6 });
    press(false);
    expect(await physics.follow([HOME], 0.5).end).toMatchObject({ status: 4 });
    expect(physics.published("/rosout").map(({ msg }) => msg)).toContain("emergency stop released");
  });
});
