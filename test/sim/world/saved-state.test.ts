import { afterEach, describe, expect, it } from "vitest";
import { HOME, PhysicsClient } from "../physics-client.ts";

const SAVE = "/codeact_sim/save_state";
const RESTORE = "/codeact_sim/restore_state";
const reach = [0.6, -1.2, 1.3, -1.6, -1.4, 0.5];

describe("a saved state of the simulator", () => {
  const open: PhysicsClient[] = [];
  const start = async (options: Parameters<typeof PhysicsClient.start>[0] = {}): Promise<PhysicsClient> => {
    const physics = await PhysicsClient.start(options);
    open.push(physics);
    return physics;
  };
  afterEach(async () => {
    for (const physics of open.splice(0)) await physics.close();
  });

  const save = async (physics: PhysicsClient): Promise<string> => {
    const { success, message, state } = await physics.call(SAVE);
    expect(message).toBe("");
    expect(success).toBe(true);
    return state;
  };
  const restore = (physics: PhysicsClient, state: unknown): Promise<{ success: boolean; message: string }> =>
    physics.call(RESTORE, { state });
  const poses = async (physics: PhysicsClient): Promise<Float64Array> => (await physics.look()).positions;

  /** Sweeps through the objects with the gripper closing, and lets a cube fall meanwhile. */
  const rummage = async (physics: PhysicsClient): Promise<unknown> => {
    const state = { pose: { position: { x: 0.45, y: 0, z: 0.15 }, orientation: { x: 0, y: 0, z: 0, w: 1 } } };
    await physics.call("/set_entity_state", { entity: "red_cube", state });
    const grip = await physics.grip(0.02, 12);
    const low = [0.35, -1.05, 2.0, -2.4, -1.57, 0.2];
    const end = await physics.follow([low, [-0.5, ...low.slice(1)], HOME], 1.5).end;
    await physics.call("/step_simulation", { steps: 300 });
    physics.subscribe("/joint_states", "/wrench", "/detections");
    await physics.call("/step_simulation", { steps: 25 });
    const last = ["/joint_states", "/wrench", "/detections"].map((topic) => physics.published(topic).at(-1));
    return { grip: grip.values, end: end.values, last, positions: Array.from(await poses(physics)) };
  };

  it("goes on bit by bit as if it had never stopped, in the same simulator and in a fresh one", async () => {
    const first = await start({ seed: 4 });
    await first.grip(0.03);
    await first.follow([reach], 2).end;
    const state = await save(first);
    const wentOn = await rummage(first);
    expect(await restore(first, state)).toEqual({ success: true, message: "" });
    expect(await rummage(first)).toEqual(wentOn);
    const other = await start({ seed: 9 });
    expect(await restore(other, state)).toEqual({ success: true, message: "" });
    expect(await rummage(other)).toEqual(wentOn);
  });

  it("does not change what it is taken of", async () => {
    const [looked, plain] = [await start({ seed: 4 }), await start({ seed: 4 })];
    await looked.follow([reach], 2).end;
    await plain.follow([reach], 2).end;
    await save(looked);
    expect(await rummage(looked)).toEqual(await rummage(plain));
  });

  it("brings back objects that were deleted since, and takes away those that came", async () => {
    const physics = await start();
    await physics.call("/spawn_entity", { entity_resource: { uri: "purple_cube" }, name: "extra" });
    const { entities } = await physics.call("/get_entities");
    const state = await save(physics);
    await physics.call("/delete_entity", { entity: "extra" });
    await physics.call("/delete_entity", { entity: "red_cube" });
    await physics.call("/spawn_entity", { entity_resource: { uri: "black_ball" } });
    expect(await restore(physics, state)).toMatchObject({ success: true });
    expect((await physics.call("/get_entities")).entities).toEqual(entities);
    expect((await save(physics)) === state).toBe(true);
    await physics.call("/reset_simulation");
    expect((await physics.call("/get_entities")).entities).not.toContain("extra");
  });

  it("is neither taken nor put back while a goal runs", async () => {
    const physics = await start({ clock: "realtime" });
    const state = await save(physics);
    const goal = physics.follow([reach], 3);
    const words = /a goal is under way .* Wait for its end, or cancel it/;
    expect(await physics.call(SAVE)).toMatchObject({
      success: false,
      state: "",
      message: expect.stringMatching(words),
    });
    expect(await restore(physics, state)).toMatchObject({
      success: false,
      message: expect.stringMatching(words),
    });
    physics.cancel("/joint_trajectory_controller/follow_joint_trajectory", goal.id);
    await goal.end;
    expect(await restore(physics, state)).toMatchObject({ success: true });
  });

  it("keeps an emergency stop that is pressed, and brings back one that was", async () => {
    const physics = await start();
    const free = await save(physics);
    physics.publish("/codeact/estop", { data: true });
    const pressed = await save(physics);
    await restore(physics, free);
    expect((await physics.follow([reach], 1).end).values.error_string).toMatch(/emergency stop is engaged/);
    physics.publish("/codeact/estop", { data: false });
    expect((await physics.follow([reach], 1).end).values.error_code).toBe(0);
    await restore(physics, pressed);
    expect((await physics.follow([HOME], 1).end).values.error_string).toMatch(/emergency stop is engaged/);
  });

  it("is refused in words when it is not one of this scene, version and simulator, and changes nothing", async () => {
    const physics = await start();
    const state = await save(physics);
    const json = JSON.parse(state);
    const edited = (change: (json: any) => void): string => {
      const copy = structuredClone(json);
      change(copy);
      return JSON.stringify(copy);
    };
    const refusals: [unknown, RegExp][] = [
      ["", /no JSON/],
      ["null", /version none|version null/],
      [7, /state is a string/],
      [`"${"a".repeat(1_100_000)}"`, /more than 1000000/],
      [edited((copy) => (copy.version = 2)), /has version 2, and this simulator reads version 1/],
      [edited((copy) => (copy.scene = "moon")), /scene "moon" .* Start the simulator with --scene moon/],
      [edited((copy) => (copy.robot = "other")), /robot "other"/],
      [
        edited((copy) => (copy.physics.integration = "AAAA")),
        /integration has 0 numbers, this scene has \d+/,
      ],
      [edited((copy) => copy.physics.sleep.fill(900)), /its sleep is not one/],
      [edited((copy) => (copy.physics.sleep[1] = 2)), /its sleep is not one/],
      [edited((copy) => copy.objects.pop()), /integration has \d+ numbers/],
      [edited((copy) => (copy.objects[0].name = "tool0")), /which is taken/],
      [edited((copy) => (copy.objects[0].shape = "dragon")), /damaged at objects\.0\.shape/],
      [edited((copy) => (copy.controllers.arm = [0])), /state of the arm controller is none: it is 6 joint/],
      [edited((copy) => delete copy.controllers.gripper), /state of the gripper controller/],
    ];
    for (const [given, words] of refusals) {
      const answer = await restore(physics, given);
      expect(answer).toMatchObject({ success: false, message: expect.stringMatching(words) });
      expect(answer.message.length).toBeLessThan(400);
    }
    const nan = Buffer.from(json.physics.integration, "base64");
    nan.writeDoubleLE(Number.NaN, 80);
    const withNan = edited((copy) => (copy.physics.integration = nan.toString("base64")));
    expect((await restore(physics, withNan)).message).toMatch(/not finite/);
    expect((await save(physics)) === state).toBe(true);
  });
});
