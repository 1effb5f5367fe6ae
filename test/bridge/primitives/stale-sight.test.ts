import { afterAll, beforeAll, expect, it } from "vitest";
import { startSimulator } from "../../../sim/simulator.ts";
import { taskScene } from "../../../sim/tasks/tasks.ts";
import { failure, Rig } from "../safety/rig.ts";

let rig: Rig;
beforeAll(async () => {
  const scene = taskScene("stale-sight-of-the-cylinder");
  rig = await Rig.start({ simulator: await startSimulator({ scene, seed: 1, clock: "fast" }) });
});
afterAll(() => rig?.close());

it("a detector that goes on telling of what it has lost is told from one that sees", async () => {
  const name = "yellow_cylinder";
  const before = await rig.call("scene.find", { name, timeout_s: 1 });
  const { position } = await rig.call("arm.pose", { frame_id: "base_link" });
  const higher = [position[0], position[1], position[2] + 0.05];
  // The first motion is when somebody moves the cylinder and the detector gets stuck.
  await rig.call("arm.move_to", { position: higher });
  await rig.call("wait", { seconds: 0.5 });
  const { code, message } = await failure(rig.call("scene.find", { name, timeout_s: 1 }));
  expect(code).toBe("Stale");
  expect(message).toMatch(/^"yellow_cylinder" was last seen \d\.\d\d s ago, .* Wait, e\.g\. wait\(2\)/);
  expect(await rig.call("scene.find", { name: "green_cube", timeout_s: 1 })).toMatchObject({
    color: "green",
  });
  const [old] = await rig.call("scene.find_all", { color: "yellow" });
  expect(old?.pose).toEqual(before.pose);
  expect(old?.stamp_s).toBeLessThan(0.5);
  await rig.call("wait", { seconds: 8 });
  const after = await rig.call("scene.find", { name, timeout_s: 1 });
  expect(after.pose).not.toEqual(before.pose);
  expect(after.stamp_s).toBeGreaterThan(8);
});
