import { afterEach, expect, it } from "vitest";
import type { Verdict } from "../../../bridge/protocol/index.ts";
import { stampOf } from "../../../sim/sensors/messages.ts";
import { detections, transforms } from "../../../sim/sensors/readings.ts";
import { isOn } from "../../../sim/tasks/goals.ts";
import { moved, notSeen, seenLate, slips, when } from "../../../sim/tasks/perturbations/happenings.ts";
import { armMoves, isLifted, isLiftedTime, toolNears } from "../../../sim/tasks/perturbations/occasions.ts";
import type { PlacedTask } from "../../../sim/tasks/task.ts";
import { HOME } from "../physics-client.ts";
import { JudgedSimulation } from "./judged-simulation.ts";

const HIGHER = [0, -1.75, 1.5708, -1.5708, -1.5708, 0];
const THERE = { x: 0.3, y: -0.3, yaw: 0 };

const open: JudgedSimulation[] = [];
const start = async (task: Partial<PlacedTask>, perturbed = true): Promise<JudgedSimulation> => {
  const judged = await JudgedSimulation.start(task, perturbed);
  open.push(judged);
  return judged;
};
afterEach(() => {
  for (const judged of open.splice(0)) judged.close();
});

/** What the detector tells of an object now: x and stamp in seconds; null when it tells nothing. */
const seen = ({ simulation: { world, detector } }: JudgedSimulation, object: string) => {
  const stamp = stampOf(world.timeNs);
  const { detections: told } = detections(world, detector, stamp) as any;
  const { transforms: frames } = transforms(world, detector, stamp) as any;
  const sighting = told.find(({ id }: { id: string }) => id === object);
  const frame = frames.find(({ child_frame_id }: { child_frame_id: string }) => child_frame_id === object);
  expect(frame === undefined).toBe(sighting === undefined);
  if (!sighting) return null;
  expect(frame.header).toEqual(sighting.header);
  expect(frame.transform.translation).toEqual(sighting.bbox.center.position);
  const { sec, nanosec } = sighting.header.stamp;
  return { x: sighting.bbox.center.position.x as number, atS: sec + nanosec / 1e9 };
};

it("come once, when their event does, and are nobody's fault", async () => {
  const task = {
    concerned: ["red_cube"],
    perturbations: [when(toolNears("red_cube"), moved("red_cube", THERE))],
  };
  const judged = await start(task);
  await judged.pass(0.5);
  const name = "the red cube is moved when the tool comes near the red cube";
  expect((await judged.judge.verdict()).perturbations).toEqual([{ name, at_s: null }]);
  const { position } = judged.world.pose("tcp");
  judged.put("red_cube", position);
  await judged.pass(0.02);
  expect(judged.world.pose("red_cube").position[0]).toBeCloseTo(THERE.x, 3);
  const came = (await judged.judge.verdict()).perturbations[0]?.at_s;
  expect(came).toBeGreaterThan(0.5);
  // The event comes again; the perturbation does not.
  judged.put("red_cube", position);
  await judged.pass(0.02);
  expect(judged.world.pose("red_cube").position[0]).toBeCloseTo(position[0], 2);
  expect((await judged.judge.verdict()).perturbations[0]?.at_s).toBe(came);
});

it("do not come where they are left out", async () => {
  const judged = await start(
    { perturbations: [when(toolNears("red_cube"), moved("red_cube", THERE))] },
    false,
  );
  judged.put("red_cube", judged.world.pose("tcp").position);
  await judged.pass(0.05);
  expect(judged.world.pose("red_cube").position[0]).not.toBeCloseTo(THERE.x, 1);
  expect((await judged.judge.verdict()).perturbations).toEqual([]);
});

it("let an object slip from the fingers without that being a drop, and the fingers have their force again", async () => {
  const judged = await start({ perturbations: [when(isLiftedTime("red_cube", 1), slips("red_cube"))] });
  const force = judged.world.gripperForce;
  await judged.grasp("red_cube");
  await judged.drive(HIGHER, 1);
  expect(judged.world.gripperForce).toBe(force);
  const verdict = await judged.judge.verdict();
  expect(judged.world.pose("red_cube").position[2]).toBeLessThan(0.03);
  expect(verdict.perturbations[0]?.at_s).toBeGreaterThan(0);
  // It fell from the height of the home posture, which nobody may let anything fall from.
  expect(verdict.invariants.filter(({ score }) => score < 1)).toEqual([]);
  await judged.drive(HOME, 1);
  await judged.grasp("red_cube");
  await judged.drive(HIGHER, 1);
  expect(judged.world.pose("red_cube").position[2]).toBeGreaterThan(0.1);
});

it("hide an object from the detector and from /tf for their time, and no other", async () => {
  const judged = await start({ perturbations: [when(armMoves, notSeen("red_cube", 2))] });
  expect(seen(judged, "red_cube")?.x).toBeCloseTo(0.45, 3);
  await judged.drive(HIGHER, 1);
  expect(seen(judged, "red_cube")).toBeNull();
  expect(seen(judged, "green_cube")?.x).toBeCloseTo(0.45, 3);
  await judged.pass(1.5);
  expect(seen(judged, "red_cube")?.x).toBeCloseTo(0.45, 3);
});

it("leave the detector with an old sighting and its old stamp, while the judge sees the truth", async () => {
  const judged = await start({
    goals: [isOn("red_cube", "blue_plate")],
    perturbations: [when(armMoves, seenLate("red_cube", 2), moved("red_cube", THERE))],
  });
  await judged.drive(HIGHER, 1);
  const old = seen(judged, "red_cube");
  expect(old?.x).toBeCloseTo(0.45, 3);
  expect(old?.atS).toBeLessThan(0.5);
  judged.put("red_cube", [0.6, 0, 0.0325]);
  expect((await judged.judge.verdict()).success).toBe(true);
  expect(seen(judged, "red_cube")).toEqual(old);
  await judged.pass(2);
  expect(seen(judged, "red_cube")).toMatchObject({ x: expect.closeTo(0.6, 3) });
  expect(seen(judged, "red_cube")?.atS).toBeCloseTo(judged.world.timeS, 3);
});

it("meet the same doings alike, bit by bit", async () => {
  const task = {
    goals: [isOn("red_cube", "blue_plate")],
    perturbations: [
      when(isLifted("red_cube"), slips("red_cube"), seenLate("green_cube", 1)),
      when(toolNears("green_cube", 0.3), moved("green_cube", THERE)),
    ],
    concerned: ["red_cube", "green_cube"],
  };
  const run = async (judged: JudgedSimulation): Promise<{ verdict: Verdict; places: number[] }> => {
    await judged.grasp("red_cube");
    await judged.drive(HIGHER, 1);
    const [x, y, z] = judged.world.pose("tcp").position;
    judged.put("green_cube", [x + 0.1, y, z]);
    await judged.pass(0.5);
    return { verdict: await judged.judge.verdict(), places: [...judged.world.snapshot()] };
  };
  const [first, second] = [await start(task), await start(task)];
  const once = await run(first);
  expect(once.verdict.perturbations.every(({ at_s }) => at_s !== null)).toBe(true);
  expect(await run(second)).toEqual(once);
});
