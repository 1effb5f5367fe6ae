import { afterEach, describe, expect, it } from "vitest";
import { HOME, PhysicsClient } from "../physics-client.ts";

const reach = [0.6, -1.2, 1.3, -1.6, -1.4, 0.5];
const sweep = [1.1, -0.75, 1.35, -2.1, -1.5, 0.2];

describe("the clock", () => {
  const open: PhysicsClient[] = [];
  const start = async (options: Parameters<typeof PhysicsClient.start>[0] = {}): Promise<PhysicsClient> => {
    const physics = await PhysicsClient.start(options);
    open.push(physics);
    return physics;
  };
  afterEach(async () => {
    for (const physics of open.splice(0)) await physics.close();
  });

  /** One session of goals, waits and grips, and all that was published meanwhile at moments that count. */
  const session = async (seed: number, idleMessages: number): Promise<string> => {
    const physics = await start({ seed });
    await physics.look();
    physics.subscribe("/joint_states", "/tf");
    // However long somebody watches an idle world, it must go on alike.
    for (let i = 0; i < idleMessages; i++) await physics.next("/tf");
    await physics.follow([reach, sweep], 1.5).end;
    await physics.grip(0.01);
    await physics.call("/step_simulation", { steps: 333 });
    await physics.follow([HOME], 1).end;
    const { positions, timeNs } = await physics.look();
    const state = physics.published("/joint_states").at(-1);
    return JSON.stringify({ positions: [...positions], time: String(timeNs), state });
  };

  it("makes the same of the same seed and goals, to the last bit", async () => {
    const first = await session(3, 1);
    expect(await session(3, 12)).toBe(first);
    expect(await session(4, 1)).not.toBe(first);
  });

  it("starts over alike after a reset", async () => {
    const physics = await start();
    const run = async (): Promise<string> => {
      await physics.follow([sweep], 1).end;
      return JSON.stringify([...(await physics.look()).positions]);
    };
    const first = await run();
    expect(await physics.call("/reset_simulation", { scope: 0 })).toMatchObject({ result: { result: 1 } });
    expect((await physics.look()).timeNs).toBe(0n);
    expect(await run()).toBe(first);
  });

  it("stands still in 'fast' while nothing moves, and goes on publishing", async () => {
    const physics = await start();
    physics.subscribe("/clock", "/joint_states", "/tf", "/detections");
    for (let i = 0; i < 5; i++) {
      const { clock } = await physics.next("/clock");
      expect(clock).toEqual({ sec: 0, nanosec: 0 });
    }
    expect((await physics.next("/detections")).detections).toHaveLength(8);
    expect(physics.published("/joint_states").length).toBeGreaterThanOrEqual(5);
    expect(physics.published("/tf").length).toBeGreaterThanOrEqual(5);
  });

  it("steps by as much as asked, and has the final state out before the answer", async () => {
    const physics = await start();
    physics.subscribe("/joint_states", "/detections");
    await physics.next("/joint_states");
    expect(await physics.call("/step_simulation", { steps: 137 })).toEqual({
      result: { result: 1, error_message: "" },
    });
    for (const topic of ["/joint_states", "/detections"]) {
      expect(physics.published(topic).at(-1).header.stamp).toEqual({ sec: 0, nanosec: 274_000_000 });
    }
  });

  it("publishes the final state before an action's result", async () => {
    const physics = await start();
    physics.subscribe("/joint_states", "/tf", "/detections", "/wrench");
    await physics.follow([reach], 1.003).end;
    const { timeNs } = await physics.look();
    const stamp = { sec: Number(timeNs / 1_000_000_000n), nanosec: Number(timeNs % 1_000_000_000n) };
    for (const topic of ["/joint_states", "/detections", "/wrench"]) {
      expect(physics.published(topic).at(-1).header.stamp).toEqual(stamp);
    }
    expect(physics.published("/tf").at(-1).transforms[0].header.stamp).toEqual(stamp);
  });

  it("follows the wall clock in 'realtime', at 50 joint states a second of its own", async () => {
    const started = performance.now();
    const physics = await start({ clock: "realtime" });
    physics.subscribe("/joint_states");
    for (let i = 0; i < 26; i++) await physics.next("/joint_states");
    const { timeNs } = await physics.look();
    // A busy machine may let it fall behind; never may it run ahead.
    expect(Number(timeNs) / 1e6).toBeLessThanOrEqual(performance.now() - started);
    const stamps = physics
      .published("/joint_states")
      .map(({ header }) => header.stamp.sec * 1000 + header.stamp.nanosec / 1e6);
    stamps.slice(1).forEach((stamp, i) => expect(stamp - (stamps[i] ?? 0)).toBeCloseTo(20, 6));
  });

  it("refuses to step in 'realtime' unless paused, and then does", async () => {
    const physics = await start({ clock: "realtime" });
    const refused = await physics.call("/step_simulation", { steps: 10 });
    expect(refused.result).toMatchObject({
      result: 4,
      error_message: expect.stringMatching(/realtime.*pause/),
    });
    expect(await physics.call("/set_simulation_state", { state: { state: 2 } })).toMatchObject({
      result: { result: 1 },
    });
    expect(await physics.call("/get_simulation_state")).toMatchObject({ state: { state: 2 } });
    const { timeNs } = await physics.look();
    expect(await physics.call("/step_simulation", { steps: 10 })).toMatchObject({ result: { result: 1 } });
    expect((await physics.look()).timeNs - timeNs).toBe(20_000_000n);
    expect(await physics.call("/set_simulation_state", { state: { state: 1 } })).toMatchObject({
      result: { result: 1 },
    });
    physics.subscribe("/clock");
    await physics.next("/clock");
    expect((await physics.look()).timeNs).toBeGreaterThan(timeNs);
  });
});
