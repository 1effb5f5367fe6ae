import { afterAll, beforeAll, expect, it } from "vitest";
import { createCallHandler } from "../../../bridge/primitives/handlers.ts";
import { type Bench, openBench } from "../executor/harness.ts";
import { fastest, Rig } from "./rig.ts";

let rig: Rig;
let bench: Bench;
beforeAll(async () => {
  rig = await Rig.start({ clock: "realtime" });
  const handler = createCallHandler({
    robot: rig.robot,
    gate: rig.gate,
    ask: async () => null,
    say: () => {},
  });
  // The id that the program prints must be the one that is ended here, so no namespace of its own.
  bench = await openBench(handler, { sandbox: "none" });
});
afterAll(async () => {
  await bench?.close();
  await rig?.close();
});

it("leaves a standing arm when the Python process is killed in the middle of its motion", async () => {
  const running = bench.run("import os\nprint(os.getpid())\narm.move_to([0.45, 0.45, 0.35], speed=0.12)");
  const { text } = await bench.event("output");
  await rig.until((reading) => fastest(reading) > 0.1);
  const pid = Number(text.trim());
  expect(pid).toBeGreaterThan(1);
  process.kill(pid, "SIGKILL");
  const result = await running;
  expect(result).toMatchObject({ ok: false, ended_by: "died" });
  expect(fastest(await rig.robot.freshArm())).toBeLessThan(0.03);
  const [receipt] = result.receipts;
  expect(receipt).toMatch(/^cut short, at \(/);
  const stay = rig.record();
  await rig.robot.advance(0.5);
  const [first = [], ...rest] = stay();
  expect(rest.length).toBeGreaterThan(10);
  for (const q of rest) q.forEach((value, joint) => void expect(value).toBeCloseTo(first[joint] ?? 9, 2));
});
