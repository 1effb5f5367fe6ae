import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PhysicsClient } from "../physics-client.ts";

const ok = { result: 1, error_message: "" };
const poseAt = (x: number, y: number, z: number): object => ({
  position: { x, y, z },
  orientation: { x: 0, y: 0, z: 0, w: 1 },
});

describe("the simulation services", () => {
  let physics: PhysicsClient;
  beforeAll(async () => {
    physics = await PhysicsClient.start();
  });
  afterAll(() => physics.close());
  beforeEach(() => physics.call("/reset_simulation"));

  const positionOf = async (entity: string): Promise<{ x: number; y: number; z: number }> =>
    (await physics.call("/get_entity_state", { entity })).state.pose.position;
  const frames = async (): Promise<string[]> => {
    physics.subscribe("/tf");
    const { transforms } = await physics.next("/tf");
    physics.unsubscribe("/tf");
    return transforms.map(({ child_frame_id }: { child_frame_id: string }) => child_frame_id);
  };

  it("list the objects, all or by name", async () => {
    const all = await physics.call("/get_entities");
    expect(all).toMatchObject({
      result: ok,
      entities: expect.arrayContaining(["red_cube", "bowl", "box", "ball"]),
    });
    const { entities } = await physics.call("/get_entities", { filters: { filter: "cube$" } });
    expect(entities).toEqual(["red_cube", "green_cube", "blue_cube"]);
    expect((await physics.call("/get_entities", { filters: { filter: "(" } })).result.error_message).toMatch(
      /regular expression/,
    );
  });

  it("put an object elsewhere, from where it falls and comes to rest", async () => {
    const state = { header: { frame_id: "base_link" }, pose: poseAt(0.45, 0, 0.3) };
    expect(await physics.call("/set_entity_state", { entity: "red_cube", state, set_pose: true })).toEqual({
      result: ok,
    });
    expect(await positionOf("red_cube")).toEqual({ x: 0.45, y: 0, z: 0.3 });
    await physics.call("/step_simulation", { steps: 500 });
    expect((await positionOf("red_cube")).z).toBeLessThan(0.2);
  });

  it.each(["deleted", "moved away"])("let fall what lost its support when that is %s", async (how) => {
    const cube = await positionOf("red_cube");
    const place = (entity: string, pose: object): Promise<unknown> =>
      physics.call("/set_entity_state", { entity, state: { pose } });
    await place("green_cube", poseAt(cube.x, cube.y, 0.0601));
    await physics.call("/step_simulation", { steps: 1000 });
    expect((await positionOf("green_cube")).z).toBeCloseTo(0.06, 3);
    if (how === "deleted") await physics.call("/delete_entity", { entity: "red_cube" });
    else await place("red_cube", poseAt(0.2, 0.35, 0.02));
    await physics.call("/step_simulation", { steps: 1000 });
    expect((await positionOf("green_cube")).z).toBeCloseTo(0.02, 2);
  });

  it("spawn and delete objects while everything else stays as it is", async () => {
    await physics.follow([[0.5, -1.4, 1.4, -1.5, -1.5, 0]], 1).end;
    const before = await physics.jointState();
    const cube = await positionOf("blue_cube");
    const request = {
      name: "target",
      entity_resource: { uri: "purple_cube" },
      initial_pose: { pose: poseAt(0.2, 0.35, 0.021) },
    };
    expect(await physics.call("/spawn_entity", request)).toEqual({ result: ok, entity_name: "target" });
    const after = await physics.jointState();
    expect(after.position).toEqual(before.position);
    expect(await positionOf("blue_cube")).toEqual(cube);
    expect(await frames()).toContain("target");
    await physics.call("/step_simulation", { steps: 500 });
    expect((await positionOf("target")).z).toBeCloseTo(0.02, 3);
    expect(await physics.call("/delete_entity", { entity: "target" })).toEqual({ result: ok });
    expect(await frames()).not.toContain("target");
  });

  it("rename what they spawn only when allowed", async () => {
    const request = { name: "red_cube", uri: "red_cube", initial_pose: { pose: poseAt(0.2, 0.35, 0.02) } };
    expect((await physics.call("/spawn_entity", request)).result).toMatchObject({
      result: 101,
      error_message: expect.stringMatching(/taken/),
    });
    const renamed = await physics.call("/spawn_entity", { ...request, allow_renaming: true });
    expect(renamed).toMatchObject({ result: ok, entity_name: "red_cube_2" });
  });

  it("bring everything back on reset, what was deleted too", async () => {
    const cube = await positionOf("red_cube");
    await physics.call("/delete_entity", { entity: "red_cube" });
    await physics.call("/spawn_entity", {
      uri: "orange_ball",
      initial_pose: { pose: poseAt(0.2, 0.3, 0.03) },
    });
    expect(await physics.call("/reset_simulation", { scope: 255 })).toEqual({ result: ok });
    const { entities } = await physics.call("/get_entities");
    expect(entities).toHaveLength(8);
    expect(await positionOf("red_cube")).toEqual(cube);
  });

  const badPose = { position: { x: 0, y: 0, z: 0 }, orientation: { x: 0, y: 0, z: 0, w: 0 } };
  it.each([
    ["/get_entity_state", { entity: "unicorn" }, 2, /no entity "unicorn"; entities: red_cube/],
    ["/get_entity_state", null, 2, /no entity ""/],
    ["/set_entity_state", { entity: "unicorn", state: {} }, 2, /unicorn/],
    ["/set_entity_state", { entity: "red_cube", state: { pose: badPose } }, 101, /unit quaternion/],
    [
      "/set_entity_state",
      { entity: "red_cube", state: { pose: poseAt(400, 0, 0) } },
      101,
      /further than 3 m/,
    ],
    [
      "/set_entity_state",
      { entity: "red_cube", state: { header: { frame_id: "map" }, pose: poseAt(0, 0, 0) } },
      101,
      /"map"/,
    ],
    [
      "/set_entity_state",
      { entity: "red_cube", state: { pose: { position: { x: "a" } } } },
      4,
      /position\.x/,
    ],
    ["/set_entity_state", { entity: 3 }, 4, /entity/],
    ["/spawn_entity", { name: "x" }, 104, /no resource/],
    ["/spawn_entity", { name: "x", uri: "pink_elephant" }, 103, /red.*cube/],
    ["/spawn_entity", { name: "a b", uri: "red_cube" }, 102, /letters/],
    ["/spawn_entity", { name: "tcp", uri: "red_cube" }, 101, /taken/],
    ["/delete_entity", { entity: "tcp" }, 2, /no entity "tcp"/],
    ["/step_simulation", { steps: -1 }, 4, /steps/],
    ["/step_simulation", { steps: 1e12 }, 4, /steps/],
    ["/reset_simulation", { scope: "all" }, 4, /scope/],
    ["/set_simulation_state", {}, 4, /state/],
    ["/set_simulation_state", { state: { state: 9 } }, 4, /not 0/],
    ["/set_simulation_state", { state: { state: 1 } }, 101, /already/],
  ])("answer %s %o with the reason", async (service, request, code, reason) => {
    const { result } = await physics.call(service, request);
    expect(result.result).toBe(code);
    expect(result.error_message).toMatch(reason);
  });
});
