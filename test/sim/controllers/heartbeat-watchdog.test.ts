import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HeartbeatWatchdog } from "../../../sim/controllers/heartbeat-watchdog.ts";
import { HOME, PhysicsClient } from "../physics-client.ts";

const TOPIC = "/codeact/heartbeat";
const BEAT = { stamp: { sec: 1, nanosec: 0 }, frame_id: "codeact_ros" };
const AWAY = HOME.map((value, joint) => (joint === 0 ? value + 1.5 : value));

describe("the simulator's watchdog on the bridge's heartbeat", () => {
  let physics: PhysicsClient;
  beforeAll(async () => {
    physics = await PhysicsClient.start({ clock: "realtime" });
    physics.subscribe("/joint_states", "/rosout");
  });
  afterAll(() => physics.close());

  it("leaves alone who never sent one", async () => {
    expect(await physics.follow([HOME], 4).end).toMatchObject({ status: 4 });
  });

  it("stops the arm when they cease in the midst of a motion, and says so", async () => {
    const beats = setInterval(() => physics.publish(TOPIC, BEAT), 200);
    const motion = physics.follow([AWAY], 30);
    while (Math.abs((await physics.next("/joint_states")).velocity[0]) < 0.04);
    clearInterval(beats);
    const end = await motion.end;
    expect(end).toMatchObject({
      status: 6,
      values: { error_string: expect.stringContaining("no heartbeat") },
    });
    const { position, velocity } = await physics.next("/joint_states");
    expect(Math.max(...velocity.slice(0, 6).map(Math.abs))).toBeLessThan(0.03);
    expect((AWAY[0] ?? 0) - position[0]).toBeGreaterThan(0.5);
    expect(physics.published("/rosout").map(({ msg }) => msg)).toContainEqual(
      expect.stringContaining("no heartbeat on /codeact/heartbeat for 3 s"),
    );
  });
});

describe("a watchdog", () => {
  const arm = { active: false, halted: 0, halt: () => void arm.halted++ };
  const watchdog = new HeartbeatWatchdog(arm, { log: () => {} });
  const look = (times: number): void => {
    for (let i = 0; i < times; i++) watchdog.look();
  };

  it("no longer expects a bridge that fell silent while the arm rested", () => {
    watchdog.onMessage();
    look(10);
    arm.active = true;
    look(10);
    expect(arm.halted).toBe(0);
    watchdog.onMessage();
    look(5);
    watchdog.onMessage();
    look(5);
    expect(arm.halted).toBe(0);
    look(1);
    expect(arm.halted).toBe(1);
    look(10);
    expect(arm.halted).toBe(1);
  });
});
