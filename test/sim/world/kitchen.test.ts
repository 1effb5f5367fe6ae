import { afterEach, expect, it } from "vitest";
import { PhysicsClient } from "../physics-client.ts";

const open: PhysicsClient[] = [];
afterEach(async () => {
  for (const physics of open.splice(0)) await physics.close();
});
const start = async (scene: string): Promise<PhysicsClient> => {
  const physics = await PhysicsClient.start({ scene, seed: 1 });
  open.push(physics);
  physics.subscribe("/detections", "/tf", "/contacts");
  return physics;
};
const step = (physics: PhysicsClient, seconds: number): Promise<unknown> =>
  physics.call("/step_simulation", { steps: seconds * 500 });
const put = (physics: PhysicsClient, entity: string, x: number, y: number, z: number): Promise<unknown> =>
  physics.call("/set_entity_state", {
    entity,
    state: { pose: { position: { x, y, z }, orientation: { x: 0, y: 0, z: 0, w: 1 } } },
    set_pose: true,
  });
const newest = (physics: PhysicsClient, topic: string): any => physics.published(topic).at(-1);
/** States by name of all that the detector tells of. */
const seen = (physics: PhysicsClient): Record<string, string[]> =>
  Object.fromEntries(
    newest(physics, "/detections").detections.map(({ id, results }: any) => [
      id,
      results
        .map(({ hypothesis }: any) => hypothesis.class_id)
        .filter((word: string) => word.startsWith("state:"))
        .map((word: string) => word.slice(6)),
    ]),
  );
const placeOf = (physics: PhysicsClient, name: string): { x: number; y: number; z: number } =>
  newest(physics, "/detections").detections.find(({ id }: any) => id === name).bbox.center.position;

it("hides what is in a shut fridge on every topic, and shows it once the door is open", async () => {
  const physics = await start("kitchen");
  await step(physics, 0.1);
  expect(seen(physics)).toMatchObject({ fridge: ["closed"], microwave: ["closed", "off"] });
  for (const topic of ["/detections", "/tf", "/contacts"])
    expect(JSON.stringify(newest(physics, topic))).not.toContain("tomato");
  expect(await physics.call("/fridge/set_open", { data: true })).toEqual({
    success: true,
    message: "the fridge is open",
  });
  expect(seen(physics)).toMatchObject({ fridge: ["open"], tomato: [] });
  for (const topic of ["/tf", "/contacts"])
    expect(JSON.stringify(newest(physics, topic))).toContain("tomato");
});

it("makes things hot in the closed microwave that runs, and refuses what cannot be", async () => {
  const physics = await start("kitchen");
  await step(physics, 0.1);
  const call = (service: string, data: boolean): Promise<{ success: boolean; message: string }> =>
    physics.call(service, { data });
  await call("/microwave/set_open", true);
  const { x, y } = placeOf(physics, "microwave");
  await put(physics, "egg", x, y, 0.03);
  expect(await call("/microwave/set_on", true)).toMatchObject({ success: false });
  // A mug on the rim stands in the door's way.
  await put(physics, "mug", x, y, 0.1);
  expect((await call("/microwave/set_open", false)).message).toMatch(/the mug is in the way/);
  await put(physics, "mug", 0.35, 0, 0.031);
  expect(await call("/microwave/set_open", false)).toMatchObject({ success: true });
  await step(physics, 4);
  expect(await call("/microwave/set_on", true)).toMatchObject({ success: true });
  expect((await call("/microwave/set_open", true)).message).toMatch(/switch it off first/);

  await step(physics, 2);
  const { state } = await physics.call("/codeact_sim/save_state");
  const finish = async (): Promise<Record<string, string[]>> => {
    await step(physics, 1.5);
    await call("/microwave/set_on", false);
    await call("/microwave/set_open", true);
    return seen(physics);
  };
  expect((await finish()).egg).toEqual(["hot"]);
  // Back to when it had run for 2 of 3 s: it is not hot yet, runs on, and becomes hot at the same time.
  expect(await physics.call("/codeact_sim/restore_state", { state })).toMatchObject({ success: true });
  expect(seen(physics)).toMatchObject({ microwave: ["closed", "on"] });
  expect(seen(physics)).not.toHaveProperty("egg");
  expect((await finish()).egg).toEqual(["hot"]);
  await physics.call("/reset_simulation", { scope: 0 });
  expect(seen(physics)).toMatchObject({ egg: [], microwave: ["closed", "off"] });
});

it("hides what is in a drawer and under a cup", async () => {
  const drawer = await start("task/take-from-drawer");
  await step(drawer, 0.1);
  const names = Object.keys(seen(drawer));
  expect(names).toEqual(
    expect.arrayContaining(["cabinet", "drawer", "drawer_handle", "blue_plate", "green_cube"]),
  );
  expect(names).toHaveLength(5);
  const cup = await start("task/under-the-cup");
  await step(cup, 0.1);
  expect(seen(cup)).not.toHaveProperty("red_cube");
  const { x, y } = placeOf(cup, "blue_cup");
  await put(cup, "blue_cup", x, y, 0.3);
  expect(seen(cup)).toHaveProperty("red_cube");
});
