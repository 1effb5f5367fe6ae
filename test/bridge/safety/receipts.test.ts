import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { armOf, type MotionResult, type Vec3 } from "../../../bridge/protocol/index.ts";
import { connectionOf } from "../../../bridge/robot/connection.ts";
import { failure, fastest, Rig } from "./rig.ts";

const distance = (a: Vec3, b: Vec3): number => Math.hypot(...a.map((value, axis) => value - (b[axis] ?? 0)));
const FAR: Vec3 = [0.45, 0.45, 0.35];
const START: Vec3 = [0.5, -0.4, 0.35];

describe("the receipt of a motion of the simulated arm", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.start({ clock: "realtime", line: true });
  });
  afterAll(() => rig?.close());
  beforeEach(async () => {
    await rig.call("arm.move_to", { position: START, speed: 0.8 });
  });
  /** What tf, the simulator's own kinematics, says of where the tool is. */
  const seen = async (): Promise<Vec3> => (await rig.robot.frame("tcp"))?.position ?? [9, 9, 9];
  const slowly = (more: object = {}, signal?: AbortSignal) =>
    rig.call("arm.move_to", { position: FAR, speed: 0.12, ...more }, signal);
  const moving = () => rig.until((reading) => fastest(reading) > 0.1);

  const cutShort = async (receipt: unknown, ended_by: string): Promise<void> => {
    const result = receipt as MotionResult;
    expect(result).toMatchObject({ ended_by, commanded: { position: FAR, frame_id: "base_link" } });
    expect(distance(result.measured.position, await seen())).toBeLessThan(0.003);
    expect(result.error_m).toBeCloseTo(distance(result.measured.position, FAR), 6);
    expect(result.error_m).toBeGreaterThan(0.1);
    expect(fastest(await rig.robot.freshArm())).toBeLessThan(0.03);
  };

  it("says reached, with what was measured", async () => {
    const result = await rig.call("arm.move_to", { position: FAR, speed: 0.8 });
    expect(result).toMatchObject({ ended_by: "reached", commanded: { position: FAR } });
    expect(distance(result.measured.position, await seen())).toBeLessThan(0.003);
    expect(result.error_m).toBeLessThan(0.002);
    expect(result.duration_s).toBeGreaterThan(0.5);
  });

  it("says cancelled when its call is aborted", async () => {
    const abort = new AbortController();
    const motion = failure(slowly({}, abort.signal));
    await moving();
    abort.abort("timeout");
    const stopped = await motion;
    expect(stopped.code).toBe("Stopped");
    await cutShort(stopped.receipt, "cancelled");
    expect(rig.receipts.at(-1)).toMatchObject({ receipt: { ended_by: "cancelled" } });
  });

  it("says timeout when the robot's clock passes the limit", async () => {
    const late = await failure(slowly({ timeout_s: 0.8 }));
    expect(late).toMatchObject({ code: "Timeout" });
    await cutShort(late.receipt, "timeout");
  });

  it("says cancelled when somebody else cancels the goal on the robot", async () => {
    const motion = failure(slowly());
    await moving();
    await connectionOf(rig.robot).call(
      "/joint_trajectory_controller/follow_joint_trajectory/_action/cancel_goal",
      "action_msgs/srv/CancelGoal",
      {},
    );
    const stopped = await motion;
    expect(stopped.message).toMatch(/Something else ended the motion/);
    await cutShort(stopped.receipt, "cancelled");
  });

  it("says disconnected, and where the arm was last seen, when the line is cut; the simulator stops by itself", async () => {
    const watcher = await Rig.start({ simulator: rig.simulator });
    try {
      const motion = failure(slowly());
      await moving();
      rig.line?.cut();
      const lost = await motion;
      expect(lost).toMatchObject({ code: "Disconnected", receipt: { ended_by: "disconnected" } });
      expect(lost.message).toMatch(/last seen at \(.* where it is now is not known/);
      // Nobody is connected who could stop it: the simulator cancels the goals of who vanished.
      const { positions } = await watcher.until((reading) => fastest(reading) < 0.01);
      const { position } = rig.robot.model.forward(positions);
      expect(distance(position, FAR)).toBeGreaterThan(0.1);
      const { measured } = lost.receipt as MotionResult;
      expect(distance(measured.position, position)).toBeLessThan(0.1);
      rig.line?.mend();
      await rig.reconnected();
      await rig.robot.freshArm();
      const stay = rig.record();
      await rig.robot.advance(0.5);
      for (const q of stay())
        q.forEach((value, joint) => void expect(value).toBeCloseTo(positions[joint] ?? 9, 2));
    } finally {
      rig.line?.mend();
      await watcher.robot.close();
    }
  });

  it("is refused while the emergency stop is latched, to who connects later too; reset, it moves", async () => {
    const motion = failure(slowly());
    await moving();
    const report = await rig.gate.estop("page");
    expect(report).toMatchObject({ stopped: true });
    await cutShort((await motion).receipt, "cancelled");
    expect(await failure(slowly())).toMatchObject({ code: "Denied" });

    const later = await Rig.start({ simulator: rig.simulator });
    try {
      while (later.gate.latchedBy === null) await later.robot.freshArm();
      expect(later.gate.latchedBy).toBe("robot");
      expect(await failure(later.call("gripper.close"))).toMatchObject({ code: "Denied" });
    } finally {
      await later.robot.close();
    }
    await rig.gate.resetEstop("page");
    const again = await rig.call("arm.move_to", { position: FAR, speed: 0.8 });
    expect(again.ended_by).toBe("reached");
  });
});

describe("a robot that feels only in its joints", () => {
  let rig: Rig;
  const nm = [25, 25, 25, 12, 12, 12];
  beforeAll(async () => {
    // On the fast clock the arm goes on for as long as a busy machine takes to hear what it felt.
    rig = await Rig.start({
      clock: "realtime",
      seed: 1,
      profile: (profile) => ({
        ...profile,
        detections: null,
        wrench: null,
        arm: { ...armOf(profile).arm, limits: { ...armOf(profile).arm.limits, contact_effort_nm: nm } },
      }),
    });
  });
  afterAll(() => rig?.close());

  it("moves about freely, and is stopped by what it runs into", async () => {
    for (const position of [
      [0.6, 0.2, 0.3],
      [0.4, -0.3, 0.5],
      [0.5, 0, 0.25],
    ] as Vec3[])
      expect((await rig.call("arm.move_to", { position, speed: 1 })).ended_by).toBe("reached");
    await rig.call("gripper.close");
    const answer = await connectionOf(rig.robot).call(
      "/get_entity_state",
      "simulation_interfaces/srv/GetEntityState",
      { entity: "yellow_cylinder" },
    );
    const { x, y } = (answer as { state: { pose: { position: { x: number; y: number } } } }).state.pose
      .position;
    await rig.call("arm.move_to", { position: [x, y, 0.2], speed: 0.5 });
    const result = await rig.call("arm.move_to", { position: [x, y, 0.03], straight: true, speed: 0.1 });
    expect(result).toMatchObject({ ended_by: "contact", contact: true });
    // Well short of where it was sent.
    expect(result.measured.position[2]).toBeGreaterThan(0.04);
    expect(rig.receipts.at(-1)?.text).toMatch(/stopped by a contact.*felt .* N m, the limit is/);
    expect(fastest(await rig.robot.freshArm())).toBeLessThan(0.03);
  });
});
