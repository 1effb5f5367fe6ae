import { afterAll, beforeAll, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../../../sim/simulator.ts";
import { OneThreadRosbridge } from "../robot/one-thread-rosbridge.ts";
import { failure, fastest, Rig } from "./rig.ts";

/* A server that reads nothing of a line while the goal that came over it is under way. */

let simulator: Simulator;
let server: OneThreadRosbridge;
let rig: Rig;
beforeAll(async () => {
  simulator = await startSimulator({ scene: "table", seed: 1, clock: "realtime", port: 0 });
  server = await OneThreadRosbridge.before(simulator.url);
  rig = await Rig.start({ simulator, url: server.url });
});
afterAll(async () => {
  await rig?.close();
  server?.close();
});

it("is heard when it is told to stop in the middle of a motion", async () => {
  const before = rig.robot.arm().positions;
  const target = [(before[0] ?? 0) + 1.5, ...before.slice(1)];
  const motion = failure(rig.call("arm.move_joints", { positions: target, speed: 0.3 }));
  const { positions: told } = await rig.until((reading) => fastest(reading) > 0.1);
  expect(await rig.gate.stop("page")).toMatchObject({ stopped: true });
  expect(await motion).toMatchObject({ code: "Stopped", receipt: { ended_by: "cancelled" } });
  const { positions } = await rig.robot.freshArm();
  expect(Math.abs((positions[0] ?? 0) - (told[0] ?? 0))).toBeLessThan(0.4);
});

it("is driven on afterwards", async () => {
  expect(await rig.call("arm.home")).toMatchObject({ ended_by: "reached" });
});
