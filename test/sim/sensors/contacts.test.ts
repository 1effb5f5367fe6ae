import { afterEach, beforeAll, expect, it } from "vitest";
import { messageDefinition } from "../../../sim/rosbridge/types/definitions.ts";
import { contactsOf } from "../../../sim/sensors/contacts.ts";
import { Detector } from "../../../sim/sensors/detector.ts";
import { loadMujoco, type Mujoco } from "../../../sim/world/mujoco.ts";
import { roomScene } from "../../../sim/world/scenes/room.ts";
import type { Scene } from "../../../sim/world/scenes/scene.ts";
import { tableScene } from "../../../sim/world/scenes/table.ts";
import { World } from "../../../sim/world/world.ts";

let mujoco: Mujoco;
let world: World | undefined;
beforeAll(async () => {
  mujoco = await loadMujoco();
});
afterEach(() => world?.close());

const settled = (scene: Scene): World => {
  world = new World(mujoco, scene);
  world.settle();
  return world;
};
const GRAVITY = 9.81;

it("tell that everything stands on the table, each with its weight, also while it sleeps", () => {
  const settledWorld = settled(tableScene(3));
  for (let step = 0; step < 1_000; step++) settledWorld.step();
  const contacts = settledWorld.contacts();
  const { objects } = settledWorld.scene;
  for (const { model } of objects) {
    const found = contacts.find(({ bodies }) => bodies[0] === model.name);
    expect(found?.bodies).toEqual([model.name, "table"]);
    const [x = 0, y = 0, z = 0] = [0, 1, 2].map((axis) =>
      (found?.points ?? []).reduce((sum, { force }) => sum + (force[axis] ?? 0), 0),
    );
    expect(z).toBeCloseTo(model.mass * GRAVITY, 1);
    expect(Math.hypot(x, y)).toBeLessThan(0.05);
    for (const { normal } of found?.points ?? []) expect(normal[2]).toBeCloseTo(1, 3);
  }
  expect(contacts).toHaveLength(objects.length);
});

it("tell of wheels on the floor", () => {
  const bodies = settled(roomScene(1))
    .contacts()
    .map((contact) => contact.bodies.join(" on "));
  expect(bodies).toEqual(expect.arrayContaining(["left_wheel on floor", "right_wheel on floor"]));
});

it("tell who pushes whom when two things meet", () => {
  const pushed = settled(tableScene(3));
  const { position, orientation } = pushed.pose("red_cube");
  const above: [number, number, number] = [position[0], position[1], position[2] + 0.041];
  pushed.setPose("green_cube", { position: above, orientation });
  for (let step = 0; step < 200; step++) pushed.step();
  const pair = pushed.contacts().find(({ bodies }) => bodies.includes("green_cube"));
  const up = (pair?.points ?? []).reduce((sum, { force }) => sum + force[2], 0);
  // The lower holds the upper, whichever is named first.
  const weight = 0.05 * GRAVITY;
  expect(up).toBeCloseTo(pair?.bodies[0] === "green_cube" ? weight : -weight, 1);
});

it("do not change how the world goes on", () => {
  const watched = settled(tableScene(3));
  watched.setTarget("shoulder_lift_joint", -1);
  const start = watched.save();
  const run = (look: () => void): Float64Array => {
    watched.restore(start);
    for (let step = 0; step < 300; step++) {
      watched.step();
      if (step % 25 === 0) look();
    }
    return watched.snapshot();
  };
  expect(run(() => void watched.contacts())).toEqual(run(() => {}));
});

it("are messages with the fields of their type", () => {
  const stands = settled(tableScene(3));
  const detector = new Detector(stands, { states: () => new Set() });
  const message = contactsOf(stands, detector).read({ sec: 1, nanosec: 2 }) as Record<string, unknown>;
  const fieldsOf = (type: string): string[] =>
    (messageDefinition(type)?.fields ?? []).filter(({ isConstant }) => !isConstant).map(({ name }) => name);
  const [contact] = message["contacts"] as { wrenches: object[] }[];
  const [wrench] = contact?.wrenches ?? [];
  expect(Object.keys(message)).toEqual(fieldsOf("ros_gz_interfaces/msg/Contacts"));
  expect(Object.keys(contact ?? {})).toEqual(fieldsOf("ros_gz_interfaces/msg/Contact"));
  expect(Object.keys(wrench ?? {}).toSorted()).toEqual(
    fieldsOf("ros_gz_interfaces/msg/JointWrench").toSorted(),
  );
});
