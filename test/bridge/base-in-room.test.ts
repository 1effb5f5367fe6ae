import { afterAll, describe, expect, it } from "vitest";
import { profileAt } from "../../bridge/robot/profile-at.ts";
import { loadProfile } from "../../bridge/robot/profiles.ts";
import { connectRobot, type Robot } from "../../bridge/robot/robot.ts";
import { SafetyGate } from "../../bridge/safety/gate.ts";
import { type Simulator, startSimulator } from "../../sim/simulator.ts";
import { type Call, programCalls } from "./program-calls.ts";

interface Room {
  simulator: Simulator;
  robot: Robot;
  gate: SafetyGate;
  call: Call;
  receipts: string[];
  close(): Promise<void>;
}

const enter = async (clock: "fast" | "realtime"): Promise<Room> => {
  const simulator = await startSimulator({ scene: "room", seed: 1, clock, port: 0 });
  const profile = loadProfile(await profileAt(simulator.url));
  const robot = await connectRobot({ url: simulator.url, profile, emit: () => {} });
  const gate = new SafetyGate({ robot, emit: () => {} });
  const receipts: string[] = [];
  const onReceipt = (_receipt: unknown, text: string): void => void receipts.push(text);
  return {
    simulator,
    robot,
    gate,
    receipts,
    call: programCalls({ robot, gate, workDir: "", onReceipt }),
    close: async () => {
      await robot.close();
      await simulator.close();
    },
  };
};

describe("the simulator's base in its room", () => {
  const rooms: Room[] = [];
  const room = async (clock: "fast" | "realtime"): Promise<Room> => {
    const entered = await enter(clock);
    rooms.push(entered);
    return entered;
  };
  afterAll(async () => {
    for (const one of rooms) await one.close();
  });

  it("drives and turns as far as it is told, alike in every run of a fast clock, and finds its way back", async () => {
    const runs = [];
    for (let run = 0; run < 2; run++) {
      const { call, robot, receipts } = await room("fast");
      expect(robot.profile.name).toBe("simulated_base");
      const start = await call("base.pose");
      expect(start.frame_id).toBe("map");
      const ahead = await call("base.drive", { linear: 0.2, angular: 0, duration_s: 2.5 });
      expect(ahead).toMatchObject({ ended_by: "reached", distance_m: expect.closeTo(0.5, 1) });
      expect(ahead.error_m).toBeLessThan(0.02);
      const turn = await call("base.drive", { linear: 0, angular: -0.6, duration_s: 2 });
      expect(turn.turned_rad).toBeCloseTo(-1.2, 1);
      const curve = await call("base.drive", { linear: -0.2, angular: 0.3, duration_s: 2 });
      expect(curve).toMatchObject({ ended_by: "reached", distance_m: expect.closeTo(-0.4, 1) });
      const back = await call("base.navigate_to", { x: start.x_m, y: start.y_m, yaw: start.yaw_rad });
      expect(back.ended_by).toBe("reached");
      expect(back.error_m).toBeLessThan(0.1);
      expect(receipts).toHaveLength(4);
      runs.push([ahead, turn, curve]);
    }
    expect(runs[0]).toEqual(runs[1]);
  });

  it("says in the navigator's own words why it does not go to a place that is taken", async () => {
    const { call, receipts } = await room("fast");
    const [thing] = await call("scene.find_all");
    const [x = 0, y = 0] = thing?.pose.position ?? [];
    const refused = await call("base.navigate_to", { x, y, yaw: 0 });
    expect(refused).toMatchObject({ ended_by: "deviated", distance_m: 0 });
    expect(receipts.at(-1)).toMatch(/gave up: the goal .* is in an obstacle/);
  });

  it("stops within its way when it is told to, measured, in real time", async () => {
    const { call, gate, robot } = await room("realtime");
    const driving = call("base.drive", { linear: 0.3, angular: 0, duration_s: 30 }).catch((error) => error);
    while (Math.abs(robot.base().linear_m_s) < 0.1) await robot.freshBase();
    const report = await gate.stop("test");
    expect(report.stopped).toBe(true);
    expect(report.text).toMatch(/base 0\.00\d m\/s/);
    expect((await driving).code).toBe("Stopped");
    expect(Math.abs(robot.base().linear_m_s)).toBeLessThan(0.01);
  });
});
