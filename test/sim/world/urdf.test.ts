import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileModel, idOf, type MjData, type MjModel } from "../../../sim/world/mujoco.ts";
import { seededRandom } from "../../../sim/world/random.ts";
import { fingerJoints } from "../../../sim/world/robots/description.ts";
import { writeSceneMjcf } from "../../../sim/world/scenes/scene-mjcf.ts";
import { makeScene, sceneNames } from "../../../sim/world/scenes/scenes.ts";
import { UrdfArm } from "../tool-ik.ts";

const sixJoints = (pan: number): number[][] => [
  [pan - 0.2, -1.2, 1.8, -2.2, -1.57, 0],
  [pan - 0.2, -0.7, 0.9, -1.8, -1.57, 0],
  [pan - 0.4, -1.8, 2.4, -2.2, -1.57, 0],
];

/** Joint positions from which the tool is searched, near a place at angle `pan`; one of them leads there. */
const starts: Readonly<Record<string, (pan: number) => number[][]>> = {
  table: sixJoints,
  kitchen: sixJoints,
  table_seven: (pan) => [
    [pan, -0.4, 0, -2.4, 0, 2.0, -pan],
    [pan, 0.4, 0, -1.6, 0, 2.0, -pan],
    [pan, 0.8, 0, -0.8, 0, 1.7, -pan],
    [pan, -0.9, 0, -2.8, 0, 1.9, -pan],
    [pan - 0.8, -0.5, 0.9, -2.6, 0.5, 2.1, -pan],
  ],
};
const tips: Readonly<Record<string, string>> = { table: "tcp", kitchen: "tcp", table_seven: "hand_tcp" };

describe.each(sceneNames)("the URDF of the robot in scene '%s'", (sceneName) => {
  const scene = makeScene(sceneName, 1);
  const { robot } = scene;
  const root = robot.rootLink;
  let urdf: UrdfArm;
  let model: MjModel;
  let data: MjData;
  beforeAll(async () => {
    urdf = await UrdfArm.load(robot);
    ({ model, data } = compileModel(urdf.mujoco, writeSceneMjcf({ ...scene, objects: [] }, "collision")));
  });
  afterAll(() => {
    data.delete();
    model.delete();
  });

  it("has the same forward kinematics as the physics in 100 random configurations, to 1e-6", () => {
    const random = seededRandom(7);
    // MuJoCo makes the URDF's root the world itself; a robot on wheels is put there, too.
    if (robot.mount === "free") data.qpos.set([0, 0, 0, 1, 0, 0, 0]);
    let compared = 0;
    for (let i = 0; i < 100; i++) {
      const spread = random();
      const joints: Record<string, number> = {};
      for (const joint of robot.joints) {
        if (joint.type === "fixed") continue;
        const { lower, upper } = joint.limit;
        const [from, to] = joint.type === "continuous" ? [-10, 10] : [lower, upper];
        joints[joint.name] = joint.type === "prismatic" ? upper * spread : from + (to - from) * random();
      }
      urdf.bend(joints);
      for (const [name, value] of Object.entries(joints))
        data.qpos[model.jnt_qposadr[idOf(urdf.mujoco, model, "joint", name)]] = value;
      urdf.mujoco.mj_kinematics(model, data);
      for (const { name } of robot.links) {
        if (name === root) continue;
        const body = idOf(urdf.mujoco, model, "body", name);
        urdf
          .position(name)
          .forEach((v, k) => expect(Math.abs(v - data.xpos[3 * body + k])).toBeLessThan(1e-6));
        urdf.matrix(name).forEach((v, k) => expect(Math.abs(v - data.xmat[9 * body + k])).toBeLessThan(1e-6));
        compared += 1;
      }
    }
    expect(compared).toBe(100 * (robot.links.length - 1));
  });

  it("has the same masses as the physics", () => {
    for (const { name } of robot.links) {
      if (name === root) continue;
      const mass = model.body_mass[idOf(urdf.mujoco, model, "body", name)];
      expect(urdf.model.body_mass[idOf(urdf.mujoco, urdf.model, "body", name)]).toBeCloseTo(mass, 9);
    }
  });

  it.runIf(robot.servos.length > 0)("starts at home without touching anything", () => {
    expect(touching(robot.home)).toBe(0);
  });

  it.runIf(robot.servos.length > 0)(
    "reaches the whole table with the tool pointing down, without touching itself",
    () => {
      const wrong: string[] = [];
      const limits = urdf.robot.servos.map(({ joint }) => {
        const found = robot.joints.find(({ name }) => name === joint);
        return found && found.type !== "fixed" ? found.limit : { lower: 0, upper: 0 };
      });
      for (const x of [0.28, 0.4, 0.5, 0.6, 0.72]) {
        for (const y of [-0.4, -0.2, 0, 0.2, 0.4]) {
          for (const z of [0.01, 0.1, 0.25, 0.4]) {
            if (Math.hypot(x, y) > 0.72) continue;
            const from = starts[sceneName]?.(Math.atan2(y, x)) ?? [];
            const found = from
              .map((start) => urdf.reach([x, y, z], 0, start, tips[sceneName]))
              .filter((q) => q !== null);
            const joints = found.find((q) =>
              q.every((value, i) => value >= (limits[i]?.lower ?? 0) && value <= (limits[i]?.upper ?? 0)),
            );
            if (!joints) wrong.push(`${x} ${y} ${z} is out of reach`);
            else if (touching(joints) > 0) wrong.push(`at ${x} ${y} ${z} the arm touches something`);
          }
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  /** Contacts of the arm, gripper open, on the empty table. */
  const touching = (joints: readonly number[]): number => {
    const { mujoco } = urdf;
    const set = (name: string, value: number): void => {
      data.qpos[model.jnt_qposadr[idOf(mujoco, model, "joint", name)]] = value;
    };
    robot.servos.forEach(({ joint }, index) => set(joint, joints[index] ?? 0));
    for (const { name, limit } of fingerJoints(robot)) set(name, limit.upper);
    mujoco.mj_forward(model, data);
    return data.ncon;
  };
});
