import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { armOf } from "../../../bridge/protocol/index.ts";
import { random } from "../robot/kinematics/arms.ts";
import { Rig } from "./rig.ts";

const COMMANDS = 60;
/** What a measured joint may be above a limit that its command keeps. */
const SLACK = 1.02;

describe("random hostile commands", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.start({ seed: 2 });
  });
  afterAll(() => rig?.close());

  it("never take a joint of the simulated arm beyond its limits", async () => {
    const { model } = rig.robot;
    const profile = armOf(rig.robot.profile);
    const velocity = model.limits.map((limit, i) =>
      Math.min(limit.velocity, profile.arm.limits.velocity_rad_s?.[i] ?? 99),
    );
    const worst = { velocity: 0, position: 0, lowest: 1 };
    rig.robot.onJointState((message) => {
      profile.arm.joints.forEach((name, joint) => {
        const index = message.name.indexOf(name);
        const { lower, upper } = model.limits[joint] ?? { lower: 0, upper: 0 };
        worst.velocity = Math.max(
          worst.velocity,
          Math.abs(message.velocity[index] ?? 0) / (velocity[joint] ?? 0),
        );
        const [position, middle] = [message.position[index] ?? 0, (lower + upper) / 2];
        worst.position = Math.max(worst.position, Math.abs(position - middle) / ((upper - lower) / 2));
      });
      worst.lowest = Math.min(
        worst.lowest,
        model.forward(profile.arm.joints.map((name) => message.position[message.name.indexOf(name)] ?? 0))
          .position[2],
      );
    });
    const next = random(11);
    const between = (low: number, high: number): number => low + (high - low) * next();
    const pick = <T>(...values: T[]): T => values[Math.floor(next() * values.length)] as T;
    const speed = (most: number): number =>
      pick(between(0.01, most), most, most * 3, 1e-6, -1, Number.MAX_VALUE);
    const position = (): number[] => [between(-0.4, 1.1), between(-0.9, 0.9), between(-0.2, 1.1)];
    const quaternion = (): number[] | null => {
      const q = [0, 0, 0, 0].map(() => between(-1, 1));
      return pick(
        null,
        q,
        q.map((value) => value / Math.hypot(...q)),
        [1, 0, 0, 0],
      );
    };
    const commands: (() => [string, Record<string, unknown>])[] = [
      () => [
        "arm.move_joints",
        {
          positions: model.limits.map(({ lower, upper }) => between(lower * 1.1, upper * 1.1)),
          speed: speed(2.5),
          timeout_s: 20,
        },
      ],
      () => [
        "arm.move_joints",
        {
          positions: rig.robot.arm().positions.map((value) => value + between(-0.7, 0.7)),
          speed: pick(2.5, 1),
          timeout_s: pick(0.3, 20),
        },
      ],
      () => [
        "arm.move_to",
        {
          position: position(),
          orientation: quaternion(),
          speed: speed(1),
          straight: pick(true, false),
          timeout_s: pick(0.4, 20),
        },
      ],
      () => [
        "arm.move_to",
        { position: [between(0.3, 0.7), between(-0.4, 0.4), between(0.2, 0.5)], speed: 1, timeout_s: 20 },
      ],
      () => [
        "arm.follow",
        {
          waypoints: [position(), position()].map((one) => ({ position: one })),
          speed: speed(1),
          timeout_s: 20,
        },
      ],
      () => ["gripper.open", { width_m: between(-0.02, 0.1) }],
    ];
    let driven = 0;
    let refused = 0;
    for (let i = 0; i < COMMANDS; i++) {
      const [name, params] = pick(...commands)() as [Parameters<Rig["call"]>[0], Record<string, unknown>];
      try {
        await rig.call(name, params);
        driven += 1;
      } catch (error) {
        refused += 1;
        expect(error, `${name} ${JSON.stringify(params)}`).toMatchObject({ name: "PrimitiveError" });
      }
    }
    expect(driven).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(10);
    expect(worst.velocity).toBeGreaterThan(0.5);
    expect(worst.velocity).toBeLessThan(SLACK);
    expect(worst.position).toBeLessThan(SLACK);
    expect(worst.lowest).toBeGreaterThan(0);
  });
});
