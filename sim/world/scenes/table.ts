import { inHand, overTable } from "../../sensors/camera/cameras.ts";
import type { Lamp } from "../../sensors/camera/light.ts";
import { identity, quatFromYaw } from "../math.ts";
import { seededRandom } from "../random.ts";
import { arm } from "../robots/arm.ts";
import { armSeven } from "../robots/arm-seven.ts";
import { tableFurniture } from "./furniture.ts";
import { makeObject, type ObjectModel } from "./object-model.ts";
import { type Area, type Placement, placeObjects, restingCenter } from "./placement.ts";
import type { PlacedObject, Scene } from "./scene.ts";

const objects: readonly ObjectModel[] = [
  makeObject("red", "cube"),
  makeObject("green", "cube"),
  makeObject("blue", "cube"),
  makeObject("yellow", "cylinder"),
  makeObject("orange", "ball", "ball"),
  makeObject("blue", "plate"),
  makeObject("white", "bowl", "bowl"),
  makeObject("brown", "box", "box"),
];

/** What both arms reach with the tool pointing down. */
export const tableArea: Area = { minX: 0.3, maxX: 0.68, maxAbsY: 0.38, maxRadius: 0.72 };
/** Room for the open fingers beside any object. */
export const OBJECT_GAP_M = 0.06;

/** A lamp above and beside the table. */
const lamp: Lamp = { position: [1.05, 0.55, 2.2], aim: [0.35, 0, 0.1], reach: 0.37, lift: 0.014 };

type Robot = Pick<Scene, "name" | "profile" | "robot" | "cameras">;

const sixJoints: Robot = {
  name: "table",
  profile: "simulated_arm",
  robot: arm,
  cameras: [overTable, inHand("gripper_base", [0, -0.039, 0.051])],
};

/** The table with these objects on it, before an arm. */
export const tableWith = (placed: readonly PlacedObject[], robot: Robot = sixJoints): Scene => ({
  ...robot,
  frame: robot.robot.rootLink,
  start: identity,
  furniture: tableFurniture,
  lamp,
  objects: placed,
});

/** An object that stands on the table. */
export const standingAt = (model: ObjectModel, place: Placement): PlacedObject => ({
  model,
  start: { position: restingCenter(model, place), orientation: quatFromYaw(place.yaw) },
});

/** Cubes, a cylinder, a ball, a plate, a bowl and a box, strewn over the table. */
const strewn = (seed: number): PlacedObject[] => {
  const places = placeObjects(objects, tableArea, OBJECT_GAP_M, seededRandom(seed));
  return objects.map((model, index) => standingAt(model, places[index] ?? { x: 0, y: 0, yaw: 0 }));
};

export const tableScene = (seed: number): Scene => tableWith(strewn(seed));

/** The same table before an arm of seven joints. */
export const tableSevenScene = (seed: number): Scene =>
  tableWith(strewn(seed), {
    name: "table_seven",
    profile: "simulated_seven",
    robot: armSeven,
    cameras: [overTable, inHand("hand", [0, -0.039, 0.051])],
  });
