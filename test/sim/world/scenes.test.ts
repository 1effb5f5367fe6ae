import { afterEach, describe, expect, it } from "vitest";
import { UserError } from "../../../bridge/protocol/index.ts";
import { loadMujoco } from "../../../sim/world/mujoco.ts";
import { footprintGap } from "../../../sim/world/scenes/placement.ts";
import { makeScene } from "../../../sim/world/scenes/scenes.ts";
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
    expect(() => makeScene("kitchen", 1)).toThrowError(/no scene "kitchen".*table/);
    try {
      makeScene("toString", 1);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).exitCode).toBe(2);
    }
  });
});
