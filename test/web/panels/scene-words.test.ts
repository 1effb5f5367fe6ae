import { expect, it } from "vitest";
import type { Detection, RobotFrame, Vec3 } from "../../../bridge/protocol/index.ts";
import { sceneWords, whereFrom } from "../../../web/src/panels/scene-words.ts";

const seen = (name: string, shape: string, size_m: Vec3, position: Vec3): Detection => ({
  name,
  shape,
  color: "",
  size_m,
  pose: { position, orientation: [0, 0, 0, 1], frame_id: "base_link" },
  stamp_s: 0,
  confidence: 1,
});
const plate = seen("blue_plate", "plate", [0.18, 0.18, 0.012], [0.5, 0.12, 0.006]);
const cube = seen("red_cube", "cube", [0.04, 0.04, 0.04], [0.5, 0.12, 0.032]);
const bowl = seen("white_bowl", "bowl", [0.15, 0.15, 0.055], [0.7, -0.3, 0.0275]);
const ball = seen("orange_ball", "ball", [0.05, 0.05, 0.05], [0.7, -0.31, 0.03]);
const standing: RobotFrame = {
  op: "robot",
  stamp: { sec: 1, nanosec: 0 },
  age_s: 0,
  joint_names: ["elbow_joint", "left_finger_joint"],
  positions: [Math.PI / 2, 0.012],
  velocities: [0, 0],
  objects: [],
};
const sliding = new Set(["left_finger_joint"]);

it("says where each object is from the base and on what, the nearest first", () => {
  expect(sceneWords(standing, [ball, cube, bowl, plate], sliding).objects).toEqual([
    "Blue plate, 0.50 m ahead, 0.12 m left, 0.01 m up.",
    "Red cube on the blue plate, 0.50 m ahead, 0.12 m left, 0.03 m up.",
    "White bowl, 0.70 m ahead, 0.30 m right, 0.03 m up.",
    "Orange ball in the white bowl, 0.70 m ahead, 0.31 m right, 0.03 m up.",
  ]);
  // Measured elsewhere by now, and above: on nothing any more.
  const lifted = { name: "red_cube", position: [0.5, 0.12, 0.2] as Vec3, orientation: [0, 0, 0, 1] as const };
  const words = sceneWords(
    { ...standing, objects: [{ ...lifted, orientation: [0, 0, 0, 1] }] },
    [cube, plate],
    sliding,
  );
  expect(words.objects.at(-1)).toBe("Red cube, 0.50 m ahead, 0.12 m left, 0.20 m up.");
  expect(whereFrom([-0.25, 0.001, -0.1])).toBe("0.25 m behind, 0.10 m below the base");
  expect(whereFrom([0, 0, 0])).toBe("at the base");
});

it("counts from where a robot that drives stands, turned as it is", () => {
  const half = Math.SQRT1_2;
  const base = {
    position: [1, 0, 0] as Vec3,
    orientation: [0, 0, half, half] as [number, number, number, number],
  };
  const box = seen("brown_box", "box", [0.2, 0.2, 0.2], [1, 2, 0]);
  const words = sceneWords({ ...standing, base }, [box], sliding);
  expect(words.objects).toEqual(["Brown box, 2.00 m ahead."]);
  expect(words.robot[0]).toBe("The robot stands at x 1.00, y 0.00 metres, turned 90 degrees to the left.");
});

it("says what moves, and that nothing does", () => {
  expect(sceneWords(standing, [], sliding).robot).toEqual([
    "No joint moves.",
    "Joints in degrees: elbow 90.0.",
    "Sliding joints in millimetres: left finger 12.0.",
  ]);
  const moving = sceneWords({ ...standing, velocities: [-0.5, 0.01] }, [], sliding).robot[0];
  expect(moving).toBe("Moving: elbow by 29 degrees a second and left finger by 10 millimetres a second.");
});

it("says each pair that touches once, the strongest first, and what the gripper touches", () => {
  const contact = (one: string, other: string, force: Vec3) => ({
    bodies: [one, other] as [string, string],
    position: [0, 0, 0] as Vec3,
    force,
  });
  const objects = [{ name: "red_cube", position: cube.pose.position, orientation: cube.pose.orientation }];
  const contacts = [
    contact("red_cube", "table", [0, 0, 0.2]),
    contact("left_finger", "red_cube", [0, 10, 0]),
    contact("left_finger", "red_cube", [0, 10, 0]),
  ];
  const words = sceneWords({ ...standing, objects, contacts }, [cube, plate], sliding);
  expect(words.contacts).toEqual([
    "Left finger touches red cube with 20.0 newtons, at 2 points.",
    "Red cube touches table with 0.2 newtons.",
  ]);
  expect(words.robot).toContain("The gripper touches the red cube.");
  expect(words.objects.at(-1)).toContain("Red cube touched by the gripper");
});
