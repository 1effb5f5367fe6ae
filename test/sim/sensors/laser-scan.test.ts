import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { distanceTo, fixedFootprints, objectFootprints } from "../../../sim/controllers/base/footprint.ts";
import { loadMujoco } from "../../../sim/world/mujoco.ts";
import { ROOM } from "../../../sim/world/scenes/room.ts";
import { World } from "../../../sim/world/world.ts";
import { RoomClient } from "../room-client.ts";

describe("the laser scanner of a base", () => {
  let room: RoomClient;
  beforeAll(async () => {
    room = await RoomClient.start({ seed: 2 });
  });
  afterAll(() => room.close());

  const scan = async (): Promise<any> => {
    room.physics.subscribe("/scan");
    const message = await room.physics.next("/scan");
    room.physics.unsubscribe("/scan");
    return message;
  };

  it("measures the walls where they are", async () => {
    const { ranges, angle_min, angle_increment, header } = await scan();
    expect(header.frame_id).toBe("base_scan");
    expect(ranges).toHaveLength(360);
    const range = (angle: number): number => ranges[Math.round((angle - angle_min) / angle_increment) % 360];
    // From its start at x -2.3, y 0: the wall behind, and those on both sides.
    expect(range(Math.PI)).toBeCloseTo(ROOM.length / 2 - 2.3, 2);
    expect(range(Math.PI / 2)).toBeCloseTo(ROOM.width / 2, 2);
    expect(range(-Math.PI / 2)).toBeCloseTo(ROOM.width / 2, 2);
  });

  it("meets something at the end of every ray, and nothing before it", async () => {
    const { ranges, angle_min, angle_increment } = await scan();
    const world = new World(await loadMujoco(), room.scene);
    const things = [...fixedFootprints(room.scene), ...objectFootprints(world)];
    world.close();
    const nearest = (x: number, y: number): number => Math.min(...things.map((t) => distanceTo(t, x, y)));
    ranges.forEach((range: number, ray: number) => {
      const angle = angle_min + ray * angle_increment;
      const at = (d: number): number => nearest(-2.3 + d * Math.cos(angle), d * Math.sin(angle));
      expect(range).toBeGreaterThan(0.2);
      expect(at(range)).toBeLessThan(0.03);
      expect(at(0.9 * range)).toBeGreaterThan(0);
    });
  });

  it("turns with the base", async () => {
    const before = (await scan()).ranges;
    await room.drive(0, Math.PI / 4, 2);
    const { ranges } = await scan();
    const { yaw } = room.state();
    const turned = Math.round((yaw / (2 * Math.PI)) * 360);
    const wall = before[0];
    expect(Math.abs(ranges[(360 - turned) % 360] - wall)).toBeLessThan(0.05);
  });

  it("is silent and costs nothing while nobody listens", async () => {
    const count = room.physics.published("/scan").length;
    await room.step(1);
    expect(room.physics.published("/scan")).toHaveLength(count);
  });
});
