import { quatFromYaw } from "../math.ts";
import { seededRandom } from "../random.ts";
import { arm } from "../robots/arm.ts";
import { makeObject, type ObjectModel } from "./object-model.ts";
import { type Area, placeObjects, restingCenter } from "./placement.ts";
import type { Scene } from "./scene.ts";

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

/** What the arm reaches with the tool pointing down. */
export const tableArea: Area = { minX: 0.3, maxX: 0.68, maxAbsY: 0.38, maxRadius: 0.72 };
/** Room for the open fingers beside any object. */
export const OBJECT_GAP_M = 0.06;

/** Cubes, a cylinder, a ball, a plate, a bowl and a box, strewn over the table before the arm. */
export const tableScene = (seed: number): Scene => {
  const places = placeObjects(objects, tableArea, OBJECT_GAP_M, seededRandom(seed));
  return {
    name: "table",
    robot: arm,
    objects: objects.map((model, index) => {
      const place = places[index] ?? { x: 0, y: 0, yaw: 0 };
      return { model, start: { position: restingCenter(model, place), orientation: quatFromYaw(place.yaw) } };
    }),
  };
};
