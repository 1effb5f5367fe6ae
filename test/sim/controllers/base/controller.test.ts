import { afterEach, describe, expect, it } from "vitest";
import { RoomClient } from "../../room-client.ts";

describe("a base on wheels", () => {
  const open: RoomClient[] = [];
  const start = async (options: Parameters<typeof RoomClient.start>[0] = {}): Promise<RoomClient> => {
    const room = await RoomClient.start(options);
    open.push(room);
    await room.next();
    return room;
  };
  afterEach(async () => {
    for (const room of open.splice(0)) await room.close();
  });

  it("drives a metre straight on when told 0.25 m/s for 4 s, and stands", async () => {
    const room = await start();
    const before = room.state();
    await room.drive(-0.2, 0, 0.5);
    const from = room.state();
    expect(from.x).toBeLessThan(before.x);
    const after = await room.drive(0.25, 0, 4);
    expect(after.x - from.x).toBeGreaterThan(0.97);
    expect(after.x - from.x).toBeLessThan(1.03);
    expect(Math.abs(after.y - from.y)).toBeLessThan(0.01);
    expect(Math.abs(after.linear)).toBeLessThan(0.005);
  });

  it("turns a quarter to the left when told so, on the spot", async () => {
    const room = await start();
    const before = room.state();
    const after = await room.drive(0, Math.PI / 4, 2);
    expect(after.yaw - before.yaw).toBeGreaterThan(0.97 * (Math.PI / 2));
    expect(after.yaw - before.yaw).toBeLessThan(1.03 * (Math.PI / 2));
    expect(Math.hypot(after.x - before.x, after.y - before.y)).toBeLessThan(0.01);
  });

  it("tells on its wheels' joint states what it does", async () => {
    const room = await start();
    room.twist(0.25, 0);
    await room.step(0.45);
    const { name, velocity } = await room.physics.jointState();
    expect(name).toEqual(["left_wheel_joint", "right_wheel_joint"]);
    for (const turn of velocity) expect(Math.abs(turn - 0.25 / 0.05)).toBeLessThan(0.2);
  });

  it("goes no faster than it can and changes its speed no faster than it may", async () => {
    const room = await start();
    const speeds: number[] = [];
    for (let i = 0; i < 20; i++) {
      room.twist(0, 50);
      await room.step(0.05);
      speeds.push(room.state().angular);
    }
    const { limits } = room.scene.robot.drive as { limits: { angular: number; angularAcceleration: number } };
    expect(Math.max(...speeds)).toBeLessThan(1.03 * limits.angular);
    expect(speeds.at(-1)).toBeGreaterThan(0.97 * limits.angular);
    speeds
      .slice(1)
      .forEach((speed, i) =>
        expect(speed - (speeds[i] ?? 0)).toBeLessThan(0.06 * limits.angularAcceleration),
      );
  });

  it("brakes when nothing was said for half a second of its clock", async () => {
    const room = await start();
    room.twist(0.3, 0);
    await room.step(0.45);
    expect(room.state().linear).toBeGreaterThan(0.25);
    await room.step(1.5);
    const { linear, x } = room.state();
    expect(Math.abs(linear)).toBeLessThan(0.005);
    await room.step(0.5);
    expect(room.state().x).toBeCloseTo(x, 3);
  });

  it("does alike bit by bit in 'fast', however long a client dawdles between its calls", async () => {
    const run = async (idleMessages: number): Promise<string> => {
      const room = await start({ seed: 3 });
      const dawdle = async (): Promise<void> => {
        for (let i = 0; i < idleMessages; i++) await room.next();
      };
      await room.drive(0.3, 0.2, 1);
      await dawdle();
      // A new speed at once, while it still brakes: it waits until the base stands.
      room.twist(0.2, 0);
      await room.step(0.3);
      room.twist(0, 0);
      await dawdle();
      room.twist(0, 0.5);
      await room.step(0.4);
      room.twist(0, 0);
      await dawdle();
      const { values } = await room.go(-2.2, 0.3, 1).end;
      const { positions, timeNs } = await room.physics.look();
      return JSON.stringify({ positions: [...positions], time: String(timeNs), values });
    };
    const first = await run(0);
    expect(await run(7)).toBe(first);
  });

  it("moves in 'fast' for a client that never steps, too, until the speed has timed out", async () => {
    const room = await start();
    const before = room.state();
    room.twist(0.3, 0);
    let now = await room.next();
    while (now.stampS === before.stampS || now.linear > 0.005) now = await room.next();
    expect(now.x - before.x).toBeGreaterThan(0.05);
    expect(now.stampS - before.stampS).toBeLessThan(2);
    const still = await room.next();
    expect(still.stampS - now.stampS).toBeLessThan(0.2);
  });

  it("follows the wall clock in 'realtime', and stops by itself when its client is silent", async () => {
    const room = await start({ clock: "realtime" });
    const before = room.state();
    room.twist(0.3, 0);
    let now = await room.next();
    while (now.linear < 0.15) now = await room.next();
    while (now.linear > 0.003) now = await room.next();
    expect(now.x - before.x).toBeGreaterThan(0.08);
    expect(now.x - before.x).toBeLessThan(0.3);
  });

  it("obeys stamped speeds, and drops what is none", async () => {
    const room = await start();
    room.physics.subscribe("/rosout");
    room.physics.publish("/cmd_vel", { linear: { x: Number.NaN } });
    room.physics.publish("/cmd_vel", "forward");
    await room.step(0.2);
    expect(room.state().linear).toBeLessThan(0.001);
    expect(room.physics.published("/rosout").at(-1).msg).toMatch(/must be finite/);
    room.physics.publish("/cmd_vel_stamped", { header: {}, twist: { linear: { x: 0.2 } } });
    await room.step(0.4);
    expect(room.state().linear).toBeGreaterThan(0.15);
  });

  it("brakes on the emergency stop and obeys no speed until it is released", async () => {
    const room = await start();
    room.twist(0.4, 0);
    await room.step(0.4);
    room.physics.publish("/codeact/estop", { data: true });
    let now = await room.next();
    while (Math.abs(now.linear) > 0.005) now = await room.next();
    room.twist(0.4, 0);
    await room.step(0.5);
    expect(room.state().x).toBeCloseTo(now.x, 2);
    room.physics.publish("/codeact/estop", { data: false });
    room.twist(0.4, 0);
    await room.step(0.4);
    expect(room.state().x).toBeGreaterThan(now.x + 0.03);
  });

  it("stands where it started after a reset, and saved states go on alike", async () => {
    const room = await start();
    const before = room.state();
    await room.drive(0.3, 0.5, 1);
    const { state } = await room.physics.call("/codeact_sim/save_state");
    const saved = room.state();
    expect(await room.physics.call("/reset_simulation", {})).toMatchObject({ result: { result: 1 } });
    expect(room.state()).toEqual({ ...before, stampS: 0 });
    expect(await room.physics.call("/codeact_sim/restore_state", { state })).toMatchObject({ success: true });
    expect(room.state()).toEqual(saved);
    const pose = { position: { x: 2, y: 2, z: 0.1 }, orientation: { x: 0, y: 0, z: 0, w: 1 } };
    const request = { entity: "blue_cube", state: { header: { frame_id: "map" }, pose }, set_pose: true };
    expect(await room.physics.call("/set_entity_state", request)).toMatchObject({ result: { result: 1 } });
    expect(room.state()).toEqual(saved);
  });
});
