import { decode } from "fast-png";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { intrinsics, overTable as overhead } from "../../../sim/sensors/camera/cameras.ts";
import { type Simulator, startSimulator } from "../../../sim/simulator.ts";
import { conjugate, rotate, subtract } from "../../../sim/world/math.ts";
import { GraphClient } from "../graph-client.ts";

/** Pixel at which the overhead camera sees a point of base_link. */
const project = (point: { x: number; y: number; z: number }): [number, number] => {
  const { position, orientation } = overhead.mount;
  const [x, y, z] = rotate(conjugate(orientation), subtract([point.x, point.y, point.z], position));
  const { focal, cx, cy } = intrinsics(overhead);
  return [Math.floor(cx + (focal * x) / z), Math.floor(cy + (focal * y) / z)];
};

describe("the cameras", () => {
  let simulator: Simulator;
  let client: GraphClient;
  beforeAll(async () => {
    simulator = await startSimulator({ clock: "fast", seed: 1 });
    client = await GraphClient.connect(simulator.url);
  });
  afterAll(async () => {
    client.close();
    await simulator.close();
  });

  const pixelsOf = async (): Promise<(x: number, y: number) => number[]> => {
    const image = await client.read("/camera/overhead/image_raw");
    const data = Buffer.from(image.data, "base64");
    expect(image).toMatchObject({ width: 320, height: 240, encoding: "rgb8", step: 960 });
    expect(data.length).toBe(320 * 240 * 3);
    return (x, y) => [...data.subarray(3 * (y * 320 + x), 3 * (y * 320 + x) + 3)];
  };

  const topOf = async (entity: string): Promise<{ x: number; y: number; z: number }> => {
    const { values } = await client.call("/get_entity_state", { entity });
    return { ...values.state.pose.position, z: values.state.pose.position.z + 0.02 };
  };

  it("see each cube in its colour where it projects", async () => {
    const pixel = await pixelsOf();
    for (const [cube, channel] of [
      ["red_cube", 0],
      ["green_cube", 1],
      ["blue_cube", 2],
    ] as const) {
      const color = pixel(...project(await topOf(cube)));
      const others = color.filter((_, index) => index !== channel);
      expect(color[channel]).toBeGreaterThan(100);
      for (const other of others) expect(color[channel]).toBeGreaterThan(1.4 * other);
    }
  });

  it("show left on the left and far at the top, as base_link has them", async () => {
    const [left, right] = [project({ x: 0.5, y: 0.3, z: 0 }), project({ x: 0.5, y: -0.3, z: 0 })];
    expect(left[0]).toBeLessThan(right[0]);
    expect(project({ x: 0.68, y: 0, z: 0 })[1]).toBeLessThan(project({ x: 0.3, y: 0, z: 0 })[1]);
    for (const [x, y] of [
      [0.25, 0.4],
      [0.25, -0.4],
      [0.75, 0.4],
      [0.75, -0.4],
    ] as const) {
      const [column, row] = project({ x, y, z: 0 });
      expect(column).toBeGreaterThanOrEqual(0);
      expect(column).toBeLessThan(320);
      expect(row).toBeGreaterThanOrEqual(0);
      expect(row).toBeLessThan(240);
    }
  });

  it("give a new picture when an object was moved while the clock stands still", async () => {
    const before = (await pixelsOf())(...project(await topOf("red_cube")));
    const pose = { position: { x: 0.25, y: 0.35, z: 0.02 }, orientation: { x: 0, y: 0, z: 0, w: 1 } };
    await client.call("/set_entity_state", { entity: "red_cube", state: { pose }, set_pose: true });
    const pixel = await pixelsOf();
    const [r = 0, g = 0] = pixel(...project({ x: 0.25, y: 0.35, z: 0.04 }));
    expect(r).toBeGreaterThan(1.4 * g);
    await client.call("/reset_simulation");
    expect((await pixelsOf())(...project(await topOf("red_cube")))).toEqual(before);
  });

  it("send the same picture as PNG", async () => {
    const pixel = await pixelsOf();
    const message = await client.read("/camera/overhead/image_raw/compressed");
    expect(message.format).toBe("png");
    const png = decode(Buffer.from(message.data, "base64"));
    expect([png.width, png.height, png.channels]).toEqual([320, 240, 3]);
    for (const [x, y] of [
      [0, 0],
      [160, 120],
      [319, 239],
    ] as const) {
      expect([...png.data.subarray(3 * (y * 320 + x), 3 * (y * 320 + x) + 3)]).toEqual(pixel(x, y));
    }
  });

  it("measure depth along the view, and tell their optics", async () => {
    const message = await client.read("/camera/overhead/depth/image_raw");
    expect(message).toMatchObject({
      encoding: "32FC1",
      width: 320,
      height: 240,
      step: 1280,
      is_bigendian: 0,
    });
    const bytes = Buffer.from(message.data, "base64");
    const cube = await topOf("red_cube");
    const [column, row] = project(cube);
    const z = rotate(
      conjugate(overhead.mount.orientation),
      subtract([cube.x, cube.y, cube.z], overhead.mount.position),
    )[2];
    expect(bytes.readFloatLE(4 * (row * 320 + column))).toBeCloseTo(z, 2);
    const info = await client.read("/camera/overhead/camera_info");
    expect(info.k[0]).toBeCloseTo(intrinsics(overhead).focal, 6);
    expect(info.header.frame_id).toBe("overhead_camera_optical_frame");
  });

  it("see from the wrist too", async () => {
    const image = await client.read("/camera/wrist/image_raw");
    const data = Buffer.from(image.data, "base64");
    expect(new Set(data).size).toBeGreaterThan(50);
  });
});
