import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { primitiveNames, primitives } from "../../../bridge/protocol/index.ts";
import { connectionOf } from "../../../bridge/robot/connection.ts";
import { failure, Rig } from "../safety/rig.ts";

describe("primitives over a simulated arm", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.start({ seed: 1 });
  });
  afterAll(() => rig?.close());

  it("say in one readable line what is wrong with their parameters", async () => {
    const wrong: Partial<Record<(typeof primitiveNames)[number], Record<string, unknown>>> = {
      "arm.move_to": { position: [0.5, 0] },
      "arm.move_joints": { positions: "home" },
      "arm.follow": { waypoints: [] },
      "arm.home": { timeout_s: -1 },
      "arm.pose": { frame_id: 7 },
      "arm.can_reach": { position: "there" },
      "gripper.open": { width_m: -0.1 },
      "gripper.close": { force_n: 0 },
      "camera.capture": { name: 3 },
      "scene.find": { name: "red_cube", timeout_s: 0 },
      "scene.find_all": { color: 1 },
      "sensors.read": { topic: null },
      "ros.read": {},
      "user.ask": { question: "" },
      "user.say": { text: 1 },
      wait: { seconds: -1 },
      finish: {},
      give_up: { reason: null },
    };
    for (const name of primitiveNames) {
      for (const params of [wrong[name], { no_such_parameter: 1, ...wrong[name] }]) {
        if (!params) continue;
        const { code, message } = await failure(rig.call(name, params));
        expect(code, message).toBe("InvalidArgument");
        expect(message.startsWith(name), message).toBe(true);
        expect(message, message).toMatch(/It takes .+\.$/);
        expect(message).not.toMatch(/\n|\[object|undefined/);
        for (const parameter of Object.keys(primitives[name].params.shape))
          expect(message).toContain(parameter);
      }
    }
    expect((await failure(rig.call("arm.dance" as never))).message).toContain("arm.move_to");
  });

  it("take base_link for the base frame, and name the frames there are", async () => {
    const pose = await rig.call("arm.pose", { frame_id: "base_link" });
    expect(pose.frame_id).toBe(rig.robot.profile.frames.base);
    const unknown = await failure(rig.call("arm.pose", { frame_id: "moon" }));
    expect(unknown).toMatchObject({ code: "InvalidArgument" });
    expect(unknown.message).toMatch(/"moon".*wrist_1_link/);
  });

  it("can_reach answers for the pose, not for the way there", async () => {
    const { pose } = await rig.call("scene.find", { name: "red_cube" });
    const [x, y, z] = pose.position;
    const above = await rig.call("arm.can_reach", { position: [x, y, z + 0.12] });
    expect(above).toMatchObject({ reachable: true, reason: "" });
    const reached = rig.robot.model.forward(above.positions ?? []).position;
    reached.forEach((value, axis) => void expect(value).toBeCloseTo([x, y, z + 0.12][axis] ?? 0, 3));
    expect(await rig.call("arm.can_reach", { position: [2, 0, 0.3] })).toMatchObject({
      reachable: false,
      positions: null,
    });
    const low = await rig.call("arm.can_reach", { position: [0.5, 0, 0.001] });
    expect(low).toMatchObject({ reachable: false });
    expect(low.reason).toContain("would hit");
  });

  it("find waits its time for a thing to appear", async () => {
    const start = (await rig.robot.freshArm()).stamp_s;
    const missing = await failure(rig.call("scene.find", { name: "red_cubes", timeout_s: 0.7 }));
    expect(missing).toMatchObject({ code: "NotFound" });
    expect(missing.message).toMatch(/Did you mean "red_cube"\?/);
    expect((await rig.robot.freshArm()).stamp_s - start).toBeGreaterThan(0.69);
    const found = rig.call("scene.find", { name: "late_cube", timeout_s: 600 });
    const spawned = await connectionOf(rig.robot).call(
      "/spawn_entity",
      "simulation_interfaces/srv/SpawnEntity",
      {
        name: "late_cube",
        entity_resource: { uri: "purple_cube" },
        initial_pose: {
          pose: { position: { x: 0.3, y: 0, z: 0.02 }, orientation: { x: 0, y: 0, z: 0, w: 1 } },
        },
      },
    );
    expect(spawned).toMatchObject({ result: { result: 1 } });
    expect(await found).toMatchObject({ name: "late_cube", color: "purple" });
  });

  it("leave a receipt of a gripper motion that was cut short", async () => {
    await rig.call("gripper.open");
    const before = rig.receipts.length;
    const stop = new AbortController();
    const closing = failure(rig.call("gripper.close", {}, stop.signal));
    const off = rig.robot.onJointState(() => {
      if (rig.robot.fingers().width_m < 0.075) stop.abort();
    });
    const stopped = await closing;
    off();
    expect(stopped).toMatchObject({ code: "Stopped" });
    expect(rig.receipts).toHaveLength(before + 1);
    expect(rig.receipts.at(-1)?.text).toMatch(/^stopped.*fingers .* mm apart.*\(Stopped\)$/);
  });

  it("leave what moved in the receipt of a motion that took too long", async () => {
    const late = await failure(
      rig.call("arm.move_to", { position: [0.5, -0.3, 0.3], speed: 0.1, timeout_s: 0.5 }),
    );
    expect(late).toMatchObject({ code: "Timeout", receipt: { ended_by: "timeout" } });
    expect(rig.receipts.at(-1)?.text).toMatch(/^ran out of time, at /);
  });
});
