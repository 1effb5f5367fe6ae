import { afterEach, describe, expect, it } from "vitest";
import { distanceTo, fixedFootprints } from "../../../../sim/controllers/base/footprint.ts";
import { NAVIGATE, RoomClient } from "../../room-client.ts";

describe("NavigateToPose", () => {
  let room: RoomClient | undefined;
  const start = async (options: Parameters<typeof RoomClient.start>[0] = {}): Promise<RoomClient> => {
    room = await RoomClient.start(options);
    await room.next();
    return room;
  };
  afterEach(async () => {
    await room?.close();
    room = undefined;
  });
  const put = (to: RoomClient, entity: string, x: number, y: number): Promise<unknown> => {
    const pose = { position: { x, y, z: 0.1 }, orientation: { x: 0, y: 0, z: 0, w: 1 } };
    return to.physics.call("/set_entity_state", { entity, state: { pose }, set_pose: true });
  };

  /** A place at that x with room around it, the nearest to the middle of the room. */
  const freePlace = ({ scene }: RoomClient, x: number): readonly [number, number] => {
    const room = (y: number): number =>
      Math.min(
        ...fixedFootprints(scene).map((thing) => distanceTo(thing, x, y)),
        ...scene.objects.map(
          ({ start: { position }, model }) =>
            Math.hypot(x - position[0], y - position[1]) - Math.hypot(model.size[0], model.size[1]) / 2,
        ),
      );
    for (let y = 0; y < 2.3; y += 0.1) for (const side of [y, -y]) if (room(side) > 0.4) return [x, side];
    throw new Error(`the room is full at x ${x}`);
  };

  it.each([1, 2, 3])("leads the base around what stands in the way, seed %i", async (seed) => {
    const client = await start({ seed });
    const [toX, toY] = freePlace(client, 2.4);
    const journey = client.go(toX, toY, Math.PI / 2);
    expect(await journey.end).toMatchObject({ status: 4, values: { error_code: 0, error_msg: "" } });
    const { x, y, yaw, linear, angular } = client.state();
    expect(Math.hypot(x - toX, y - toY)).toBeLessThan(0.05);
    expect(Math.abs(yaw - Math.PI / 2)).toBeLessThan(0.05);
    expect(Math.hypot(linear, angular)).toBeLessThan(0.02);
    const fixed = fixedFootprints(client.scene);
    for (const message of client.physics.published("/odom")) {
      const at = client.state(message);
      for (const thing of fixed) expect(distanceTo(thing, at.x, at.y)).toBeGreaterThan(0.18);
    }
    const told = journey.feedback();
    expect(told.length).toBeGreaterThan(5);
    expect(told[0].distance_remaining).toBeGreaterThan(told.at(-1).distance_remaining);
    expect(told.at(-1)).toMatchObject({
      number_of_recoveries: 0,
      current_pose: { header: { frame_id: "map" } },
    });
  });

  it("goes round an object that is put in its way while it drives", async () => {
    const client = await start({ clock: "realtime" });
    const [toX, toY] = freePlace(client, 0);
    const journey = client.go(toX, toY);
    let now = await client.next();
    while (now.linear < 0.3) now = await client.next();
    const [x, y] = [now.x + 0.8 * Math.cos(now.yaw), now.y + 0.8 * Math.sin(now.yaw)];
    await put(client, "blue_cube", x, y);
    expect(await journey.end).toMatchObject({ status: 4 });
    expect(Math.hypot(client.state().x - toX, client.state().y - toY)).toBeLessThan(0.05);
    const { position } = (await client.physics.call("/get_entity_state", { entity: "blue_cube" })).state.pose;
    expect(Math.hypot(position.x - x, position.y - y)).toBeLessThan(0.005);
  }, 60_000);

  it("brakes when it is cancelled, and says so once it stands", async () => {
    const client = await start({ clock: "realtime" });
    const journey = client.go(-1.7, 0);
    let now = await client.next();
    while (now.linear < 0.2) now = await client.next();
    client.physics.cancel(NAVIGATE, journey.id);
    expect(await journey.end).toMatchObject({ status: 5, values: { error_code: 0 } });
    const { linear, x } = client.state();
    expect(Math.abs(linear)).toBeLessThan(0.005);
    expect(x).toBeLessThan(-1.75);
  });

  it("ends with the reason when the emergency stop is pressed, and refuses goals then", async () => {
    const client = await start({ clock: "realtime" });
    const journey = client.go(-1.7, 0);
    while ((await client.next()).linear < 0.2);
    client.physics.publish("/codeact/estop", { data: true });
    const end = await journey.end;
    expect(end).toMatchObject({ status: 6, values: { error_msg: expect.stringMatching(/emergency stop/) } });
    expect(Math.abs(client.state().linear)).toBeLessThan(0.005);
    const refused = await client.go(-1.7, 0).end;
    expect(refused.values.error_msg).toMatch(/Publish false on/);
  });

  it("ignores speeds on the topic while it drives, and gives way to a newer goal", async () => {
    const client = await start();
    const first = client.go(...freePlace(client, 2.4));
    client.twist(-0.5, 0);
    const second = client.go(-1.8, 0.2, 0);
    expect(await first.end).toMatchObject({ status: 6, values: { error_msg: "a new goal took over" } });
    expect(await second.end).toMatchObject({ status: 4 });
    expect(client.state().x).toBeCloseTo(-1.8, 1);
  });

  it("refuses what it cannot reach, in words, and moves nothing", async () => {
    const client = await start();
    const before = client.state();
    const refusals: [ReturnType<RoomClient["go"]>, number, RegExp][] = [
      [client.go(3.02, 0), 206, /in an obstacle .* nearest free place is \(2\.\d+, /],
      [client.go(20, 0), 204, /outside the map/],
      [client.go(0, 0, 0, "moon"), 202, /frame_id "moon" is none of map, odom, base_link/],
      [
        client.physics.sendGoal(NAVIGATE, { pose: { pose: { position: { x: "far" } } } }) as never,
        100,
        /position\.x/,
      ],
      [
        client.physics.sendGoal(NAVIGATE, { pose: {}, behavior_tree: "spin.xml" }) as never,
        100,
        /behavior_tree empty/,
      ],
    ];
    for (const [{ end }, code, words] of refusals)
      expect(await end).toMatchObject({
        status: 6,
        values: { error_code: code, error_msg: expect.stringMatching(words) },
      });
    expect(client.state()).toEqual(before);
  });

  it("takes goals in the base's own frame", async () => {
    const client = await start();
    const before = client.state();
    expect(await client.go(0.4, 0, 0, "base_link").end).toMatchObject({ status: 4 });
    expect(client.state().x - before.x).toBeCloseTo(0.4, 1);
  });

  it("gives up with words when it is walled in", async () => {
    const client = await start();
    // Round the base at its start, nearer to each other than it is wide; the wall is behind it.
    const ring = ["red_ball", "blue_cube", "green_cylinder", "yellow_box"];
    const places = [
      [-1.75, 0],
      [-1.95, 0.5],
      [-1.95, -0.5],
      [-2.5, 0.75],
    ] as const;
    for (const [index, entity] of ring.entries())
      await put(client, entity, places[index]?.[0] ?? 0, places[index]?.[1] ?? 0);
    const cube = (name: string, x: number, y: number): Promise<unknown> =>
      client.physics.call("/spawn_entity", {
        name,
        uri: "purple_box",
        initial_pose: { pose: { position: { x, y, z: 0.031 }, orientation: { x: 0, y: 0, z: 0, w: 1 } } },
      });
    await cube("a", -2.5, -0.75);
    await cube("b", -2.9, 0.75);
    await cube("c", -2.9, -0.75);
    const { values, status } = await client.go(1, 0).end;
    expect(status).toBe(6);
    expect([206, 208]).toContain(values.error_code);
    expect(values.error_msg).toMatch(/no free way|in an obstacle/);
  });
});
