import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { at } from "../robots/description.ts";
import {
  type ColorWord,
  colors,
  type DetectedShape,
  darker,
  lighter,
  type ObjectGeom,
  type ObjectModel,
  openBox,
  sizedObject,
  solid,
} from "./object-model.ts";

/* What stands and lies in a kitchen, of our primitive shapes: receptacles that are fixed, and food and crockery. */

const glass: Vec3 = [0.2, 0.24, 0.3];
const steel: Vec3 = [0.62, 0.64, 0.67];
const warm: Vec3 = [1, 0.93, 0.7];

const seen = (geom: ObjectGeom): ObjectGeom => ({ ...geom, role: "visual" });
const block = (size: Vec3, color: Vec3, x: number, y: number, z: number): ObjectGeom =>
  solid({ type: "box", size }, at(x, y, z), color);

/** A thing that is fixed: its mass does not matter. */
const fixture = (
  name: string,
  color: ColorWord,
  shape: DetectedShape,
  size: Vec3,
  geoms: readonly ObjectGeom[],
): ObjectModel => ({ name, color, shape, size, mass: 1, geoms, rolling: 0 });

/** Thickness of a door, metres. */
export const DOOR_M = 0.008;
/** Extent of a fridge, a microwave and a sink, metres. */
export const RECEPTACLE: Vec3 = [0.18, 0.18, 0.07];
export const SHELF: Vec3 = [0.15, 0.2, 0.024];

/** A chest whose lid is its door. */
export const fridge: ObjectModel = fixture("fridge", "white", "box", RECEPTACLE, [
  ...openBox(colors.white, RECEPTACLE),
  seen(block([0.002, 0.14, 0.012], steel, -RECEPTACLE[0] / 2, 0, 0.012)),
]);

export const fridgeDoor: ObjectModel = fixture(
  "fridge_door",
  "white",
  "door",
  [RECEPTACLE[0], RECEPTACLE[1], DOOR_M],
  [
    block([RECEPTACLE[0], RECEPTACLE[1], DOOR_M], lighter(colors.gray), 0, 0, 0),
    seen(block([0.014, 0.1, 0.004], steel, -0.07, 0, DOOR_M / 2)),
  ],
);

export const microwave: ObjectModel = fixture("microwave", "black", "box", RECEPTACLE, [
  ...openBox(colors.black, RECEPTACLE),
  seen(block([0.002, 0.05, 0.018], [0.2, 0.75, 0.55], -RECEPTACLE[0] / 2, 0.04, 0.012)),
  seen(block([0.002, 0.02, 0.02], steel, -RECEPTACLE[0] / 2, -0.05, 0.012)),
]);

export const microwaveDoor: ObjectModel = fixture(
  "microwave_door",
  "black",
  "door",
  [RECEPTACLE[0], RECEPTACLE[1], DOOR_M],
  [
    block([RECEPTACLE[0], RECEPTACLE[1], DOOR_M], colors.black, 0, 0, 0),
    seen(block([0.13, 0.13, 0.002], glass, 0.01, 0, DOOR_M / 2)),
    seen(block([0.01, 0.13, 0.006], steel, -0.078, 0, DOOR_M / 2)),
  ],
);

/** A basin; its tap is seen beyond it and bends over its far rim. */
export const sink: ObjectModel = fixture("sink", "gray", "box", RECEPTACLE, [
  ...openBox(steel, RECEPTACLE),
  seen(block([0.024, 0.024, 0.17], steel, 0.105, 0, 0.05)),
  seen(block([0.06, 0.016, 0.016], steel, 0.085, 0, 0.127)),
  seen(block([0.016, 0.016, 0.02], darker(steel), 0.063, 0, 0.11)),
]);

/** A board with a low rim. */
export const shelf: ObjectModel = fixture("shelf", "brown", "box", SHELF, openBox(colors.brown, SHELF));

const LAMP: Vec3 = [0.09, 0.09, 0.26];

/** A lamp that stands beside the work area. */
export const deskLamp: ObjectModel = fixture("desk_lamp", "yellow", "lamp", LAMP, [
  solid({ type: "cylinder", radius: 0.045, length: 0.014 }, at(0, 0, 0.007 - LAMP[2] / 2), colors.black),
  solid({ type: "cylinder", radius: 0.006, length: 0.19 }, at(0, 0, -0.02), steel),
  solid({ type: "cylinder", radius: 0.045, length: 0.06 }, at(0, 0, LAMP[2] / 2 - 0.03), colors.yellow),
  seen(solid({ type: "sphere", radius: 0.024 }, at(0, 0, LAMP[2] / 2 - 0.064), warm)),
]);

/** Things to eat and to eat from, by their names; all fit between the fingers. */
export const kitchenware = {
  apple: sizedObject("red", "ball", "apple", [0.056, 0.056, 0.056], 0.08),
  tomato: sizedObject("red", "ball", "tomato", [0.046, 0.046, 0.046], 0.06),
  orange: sizedObject("orange", "ball", "orange", [0.06, 0.06, 0.06], 0.1),
  potato: sizedObject("brown", "ball", "potato", [0.05, 0.05, 0.05], 0.09),
  lettuce: sizedObject("green", "ball", "lettuce", [0.066, 0.066, 0.066], 0.06),
  egg: sizedObject("white", "ball", "egg", [0.04, 0.04, 0.04], 0.05),
  mug: sizedObject("blue", "cylinder", "mug", [0.06, 0.06, 0.06], 0.12),
  glass: sizedObject("gray", "cylinder", "glass", [0.05, 0.05, 0.062], 0.09),
  can: sizedObject("green", "cylinder", "can", [0.052, 0.052, 0.06], 0.15),
  bread: sizedObject("yellow", "cube", "bread", [0.05, 0.07, 0.045], 0.08),
  butter: sizedObject("white", "cube", "butter", [0.036, 0.06, 0.03], 0.07),
  soap: sizedObject("purple", "cube", "soap", [0.034, 0.055, 0.024], 0.05),
  sponge: sizedObject("orange", "cube", "sponge", [0.045, 0.065, 0.026], 0.02),
} as const satisfies Record<string, ObjectModel>;
export type Kitchenware = keyof typeof kitchenware;
