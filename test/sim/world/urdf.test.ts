import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileModel, idOf, type MjData, type MjModel } from "../../../sim/world/mujoco.ts";
import { seededRandom } from "../../../sim/world/random.ts";
import { arm } from "../../../sim/world/robots/arm.ts";
import { writeSceneMjcf } from "../../../sim/world/scenes/scene-mjcf.ts";
import { makeScene } from "../../../sim/world/scenes/scenes.ts";
import { UrdfArm } from "../tool-ik.ts";

describe("the URDF", () => {
  let urdf: UrdfArm;
  let model: MjModel;
  let data: MjData;
  beforeAll(async () => {
    urdf = await UrdfArm.load();
    ({ model, data } = compileModel(
      urdf.mujoco,
      writeSceneMjcf({ ...makeScene("table", 1), objects: [] }, "collision"),
    ));
  });
  afterAll(() => {
    data.delete();
    model.delete();
  });

  it("has the same forward kinematics as the physics in 100 random configurations, to 1e-6", () => {
    const random = seededRandom(7);
    let compared = 0;
    for (let i = 0; i < 100; i++) {
      const finger = 0.04 * random();
      const joints: Record<string, number> = {};
      for (const joint of arm.joints) {
        if (joint.type === "fixed") continue;
        const { lower, upper } = joint.limit;
        joints[joint.name] = joint.type === "prismatic" ? finger : lower + (upper - lower) * random();
      }
      urdf.bend(joints);
      for (const [name, value] of Object.entries(joints))
        data.qpos[model.jnt_qposadr[idOf(urdf.mujoco, model, "joint", name)]] = value;
      urdf.mujoco.mj_kinematics(model, data);
      for (const { name } of arm.links) {
        // MuJoCo makes the URDF's root the world itself.
        if (name === arm.rootLink) continue;
        const body = idOf(urdf.mujoco, model, "body", name);
        urdf
          .position(name)
          .forEach((v, k) => expect(Math.abs(v - data.xpos[3 * body + k])).toBeLessThan(1e-6));
        urdf.matrix(name).forEach((v, k) => expect(Math.abs(v - data.xmat[9 * body + k])).toBeLessThan(1e-6));
        compared += 1;
      }
    }
    expect(compared).toBe(100 * (arm.links.length - 1));
  });

  it("has the same masses as the physics", () => {
    for (const { name } of arm.links) {
      if (name === arm.rootLink) continue;
      const mass = model.body_mass[idOf(urdf.mujoco, model, "body", name)];
      expect(urdf.model.body_mass[idOf(urdf.mujoco, urdf.model, "body", name)]).toBeCloseTo(mass, 9);
    }
  });

  it("reaches the whole table with the tool pointing down, without touching itself", () => {
    const wrong: string[] = [];
    for (const x of [0.28, 0.4, 0.5, 0.6, 0.72]) {
      for (const y of [-0.4, -0.2, 0, 0.2, 0.4]) {
        for (const z of [0.01, 0.1, 0.25, 0.4]) {
          if (Math.hypot(x, y) > 0.72) continue;
          const pan = Math.atan2(y, x);
          const starts = [
            [pan - 0.2, -1.2, 1.8, -2.2, -1.57, 0],
            [pan - 0.2, -0.7, 0.9, -1.8, -1.57, 0],
            [pan - 0.4, -1.8, 2.4, -2.2, -1.57, 0],
          ];
          const joints = starts.map((start) => urdf.reach([x, y, z], 0, start)).find((q) => q !== null);
          if (!joints) wrong.push(`${x} ${y} ${z} is out of reach`);
          else if (touching(joints) > 0) wrong.push(`at ${x} ${y} ${z} the arm touches something`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  /** Contacts of the arm, gripper open, on the empty table. */
  const touching = (joints: readonly number[]): number => {
    const { mujoco } = urdf;
    const set = (name: string, value: number): void => {
      data.qpos[model.jnt_qposadr[idOf(mujoco, model, "joint", name)]] = value;
    };
    arm.servos.forEach(({ joint }, index) => set(joint, joints[index] ?? 0));
    for (const finger of arm.gripper.joints) set(finger, 0.04);
    mujoco.mj_forward(model, data);
    return data.ncon;
  };
});
