import { afterAll, beforeAll, expect, it } from "vitest";
import { failure, Rig } from "./rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start({
    seed: 1,
    profile: (profile) => ({ ...profile, keep_out: [{ min: [0.2, -0.65, 0.1], max: [0.7, -0.3, 0.6] }] }),
  });
});
afterAll(() => rig?.close());

it("a refusal names what, when on the way, where, the limit and what to try", async () => {
  await rig.call("gripper.close"); // open fingers would go down on both sides of a cube
  const cube = await rig.call("scene.find", { name: "red_cube" });
  const [x, y] = cube.pose.position;
  const refusals: [Parameters<Rig["call"]>[0], Record<string, unknown>, string, RegExp][] = [
    [
      "arm.move_joints",
      { positions: { elbow_joint: 3.3 } },
      "LimitExceeded",
      /^\d+\.\d\d s into the motion joint elbow_joint at 3\.300 rad is outside -3\.142 to 3\.142 rad\. Choose/,
    ],
    [
      "arm.move_joints",
      { positions: { shoulder_pan_joint: 1.5, shoulder_lift_joint: -0.6, elbow_joint: 0.5 }, speed: 1 },
      "LimitExceeded",
      /^\d+\.\d\d s into the motion the tool at \(.*\) m would leave the workspace \(.*\) to \(.*\) m\. Choose/,
    ],
    [
      "arm.move_joints",
      { positions: { shoulder_pan_joint: -1.2 } },
      "LimitExceeded",
      /^\d+\.\d\d s into the motion the tool at \(.*\) m would enter the keep-out zone \(.*\) to \(.*\) m\. Go around/,
    ],
    [
      "arm.follow",
      { waypoints: [{ position: [x, y, 0.2] }, { position: [x, y, 0.01] }] },
      "CollisionAhead",
      /^\d+\.\d\d s into the motion \w+ would hit red_cube with the tool at .*may_touch/,
    ],
    [
      "arm.move_to",
      { position: [x, y, 0.015] },
      "CollisionAhead",
      /^\d+\.\d\d s into the motion \w+ would hit red_cube with the tool at .*may_touch/,
    ],
  ];
  const before = rig.robot.arm().positions;
  for (const [name, params, code, words] of refusals) {
    const refused = await failure(rig.call(name, params));
    expect(refused, refused.message).toMatchObject({ code });
    expect(refused.message).toMatch(words);
  }
  expect(rig.robot.arm().positions).toEqual(before);
});

it("the time is the one at which it would happen at the speed that was asked for", async () => {
  const at = async (speed: number): Promise<number> => {
    const { message } = await failure(
      rig.call("arm.move_joints", { positions: { elbow_joint: 3.3 }, speed }),
    );
    return Number(/^(\d+\.\d\d) s into/.exec(message)?.[1]);
  };
  const [slow, fast] = [await at(0.2), await at(0.8)];
  expect(slow / fast).toBeGreaterThan(3);
  expect(slow / fast).toBeLessThan(4.2);
});
