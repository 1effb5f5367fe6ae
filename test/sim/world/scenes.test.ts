import { afterEach, describe, expect, it } from "vitest";
import { UserError } from "../../../bridge/protocol/index.ts";
import { loadProfile } from "../../../bridge/robot/profiles.ts";
import { FloorPlan } from "../../../sim/controllers/base/floor-plan.ts";
import { type Footprint, fixedFootprints } from "../../../sim/controllers/base/footprint.ts";
import { loadMujoco } from "../../../sim/world/mujoco.ts";
import { footprintGap } from "../../../sim/world/scenes/placement.ts";
import { makeScene, sceneNames, sceneProfile } from "../../../sim/world/scenes/scenes.ts";
import { OBJECT_GAP_M, tableArea } from "../../../sim/world/scenes/table.ts";
import { World } from "../../../sim/world/world.ts";

describe("the scene 'table'", () => {
  let world: World | undefined;
  afterEach(() => {
    world?.close();
    world = undefined;
  });

  it("has its objects by name", () => {
    const names = makeScene("table", 1).objects.map(({ model }) => model.name);
    expect(names).toEqual([
      "red_cube",
      "green_cube",
      "blue_cube",
      "yellow_cylinder",
      "ball",
      "blue_plate",
      "bowl",
      "box",
    ]);
  });

  it("is the same for the same seed and another for another", () => {
    expect(makeScene("table", 5)).toEqual(makeScene("table", 5));
    expect(makeScene("table", 5)).not.toEqual(makeScene("table", 6));
  });

  it("lies at rest, apart and within reach for 200 seeds", async () => {
    const mujoco = await loadMujoco();
    const wrong: string[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const scene = makeScene("table", seed);
      world = new World(mujoco, scene);
      world.settle();
      const placed = scene.objects.map(({ model }) => {
        const { position, orientation } = (world as World).pose(model.name);
        const { linear, angular } = (world as World).twist(model.name);
        const [x, y, z] = position;
        const at = `seed ${seed}: ${model.name} at ${position.map((v) => v.toFixed(4)).join(" ")}`;
        if (Math.hypot(...linear) > 1e-3 || Math.hypot(...angular) > 1e-2) wrong.push(`${at} moves`);
        if (Math.abs(z - model.size[2] / 2) > 1e-3) wrong.push(`${at} does not stand on the table`);
        if (Math.hypot(orientation[0], orientation[1]) > 0.01 && model.shape !== "ball")
          wrong.push(`${at} has tipped`);
        const { minX, maxX, maxAbsY, maxRadius } = tableArea;
        const slack = 0.002;
        if (
          x < minX - slack ||
          x > maxX + slack ||
          Math.abs(y) > maxAbsY + slack ||
          Math.hypot(x, y) > maxRadius + slack
        ) {
          wrong.push(`${at} is out of reach`);
        }
        return { model, place: { x, y, yaw: 2 * Math.atan2(orientation[2], orientation[3]) } };
      });
      placed.forEach((a, i) =>
        placed.slice(i + 1).forEach((b) => {
          const gap = footprintGap(a.model, a.place, b.model, b.place);
          if (gap < OBJECT_GAP_M - 0.002)
            wrong.push(`seed ${seed}: ${a.model.name} and ${b.model.name} are ${gap.toFixed(4)} m apart`);
        }),
      );
      world.close();
      world = undefined;
    }
    expect(wrong).toEqual([]);
  }, 300_000);

  it("is named in the refusal of a scene that does not exist", () => {
    expect(() => makeScene("garden", 1)).toThrowError(/no scene "garden".*table, table_seven, room, kitchen/);
    try {
      makeScene("toString", 1);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).exitCode).toBe(2);
    }
  });
});

describe("the scene 'room'", () => {
  it("has coloured things by name, in another order for another seed", () => {
    const names = makeScene("room", 1).objects.map(({ model }) => model.name);
    expect(names).toEqual(["red_ball", "blue_cube", "green_cylinder", "yellow_box"]);
    expect(makeScene("room", 5)).toEqual(makeScene("room", 5));
    expect(makeScene("room", 5).furniture).not.toEqual(makeScene("room", 6).furniture);
  });

  it("leaves the base a way to every free place, for 40 seeds", () => {
    const wrong: string[] = [];
    for (let seed = 0; seed < 40; seed++) {
      const scene = makeScene("room", seed);
      const lying = scene.objects.map(({ model, start: { position, orientation } }): Footprint => {
        const [width, depth] = model.size;
        const square = model.shape === "box" || model.shape === "cube";
        const half = [width / 2, depth / 2] as const;
        const yaw = 2 * Math.atan2(orientation[2], orientation[3]);
        const place = { name: model.name, x: position[0], y: position[1], yaw };
        return square
          ? { ...place, half, radius: Math.hypot(...half) }
          : { ...place, half: null, radius: width / 2 };
      });
      const radius = (scene.robot.drive?.radius ?? 0) + 0.04;
      const plan = FloorPlan.of(fixedFootprints(scene)).with(lying);
      const start = plan.cell([scene.start.position[0], scene.start.position[1]]);
      if (plan.room(start) < radius) wrong.push(`seed ${seed}: the base starts in something`);
      const reached = new Set([start]);
      for (const cell of reached)
        for (const next of [cell - 1, cell + 1, cell - plan.columns, cell + plan.columns])
          if (plan.room(next) >= radius) reached.add(next);
      for (let cell = 0; cell < plan.columns * plan.rows; cell++)
        if (plan.room(cell) >= radius + 0.05 && !reached.has(cell)) {
          wrong.push(`seed ${seed}: no way to ${plan.middle(cell).join(", ")}`);
          break;
        }
    }
    expect(wrong).toEqual([]);
  });
});

describe("every scene", () => {
  it.each(sceneNames)("'%s' names a profile that is there and speaks of its robot", (name) => {
    const { robot, frame } = makeScene(name, 1);
    const profile = loadProfile(sceneProfile(name));
    expect(profile.frames.base).toBe(frame);
    expect(profile.arm?.joints ?? []).toEqual(robot.servos.map(({ joint }) => joint));
    expect(profile.gripper?.joints ?? []).toEqual(robot.gripper?.joints ?? []);
    if (profile.arm) expect(profile.arm.home).toEqual(robot.home);
    expect(profile.base !== null).toBe(robot.drive !== null);
  });
});
