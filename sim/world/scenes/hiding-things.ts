import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { identity, type Transform } from "../math.ts";
import { at } from "../robots/description.ts";
import {
  type ColorWord,
  colors,
  darker,
  lighter,
  type ObjectGeom,
  type ObjectModel,
  openBox,
  solid,
} from "./object-model.ts";
import type { Enclosure, PlacedObject } from "./scene.ts";

/* What things are hidden in: a cabinet with a drawer, and cups that stand upside down. */

const timber: Vec3 = colors.brown;
const steel: Vec3 = [0.62, 0.64, 0.67];
const block = (size: Vec3, color: Vec3, x: number, y: number, z: number): ObjectGeom =>
  solid({ type: "box", size }, at(x, y, z), color);

/** Outer extents, metres. */
const CABINET: Vec3 = [0.2, 0.22, 0.1];
const TRAY: Vec3 = [0.19, 0.19, 0.06];
const BOARD = 0.008;
/** Under the drawer, so that it does not rub on the table. */
const UNDER = 0.004;
/** How far the drawer can be pulled out, metres. */
export const DRAWER_OPENS_M = 0.155;
/** The bar stands so far off the drawer's front that a finger fits behind it, and so high over the table. */
const HANDLE_OFF = 0.04;
const HANDLE_HEIGHT = 0.055;
const BAR: Vec3 = [0.012, 0.08, 0.014];

/** Top, sides and back; the table is its bottom and the drawer its front. */
const cabinet: ObjectModel = {
  name: "cabinet",
  color: "brown",
  shape: "block",
  size: CABINET,
  mass: 1,
  rolling: 0,
  geoms: [
    block([CABINET[0], CABINET[1], BOARD], lighter(timber), 0, 0, (CABINET[2] - BOARD) / 2),
    block([CABINET[0], BOARD, CABINET[2]], timber, 0, (CABINET[1] - BOARD) / 2, 0),
    block([CABINET[0], BOARD, CABINET[2]], timber, 0, (BOARD - CABINET[1]) / 2, 0),
    block([BOARD, CABINET[1] - 2 * BOARD, CABINET[2]], timber, (CABINET[0] - BOARD) / 2, 0, 0),
  ],
};

const barX = -TRAY[0] / 2 - HANDLE_OFF;
const barZ = HANDLE_HEIGHT - UNDER - TRAY[2] / 2;
const post = (y: number): ObjectGeom =>
  block([HANDLE_OFF, 0.008, 0.008], steel, -TRAY[0] / 2 - HANDLE_OFF / 2, y, barZ);

const drawer: ObjectModel = {
  name: "drawer",
  color: "white",
  shape: "box",
  size: TRAY,
  mass: 0.4,
  rolling: 0,
  geoms: [
    ...openBox(colors.white, TRAY),
    { ...block([0.004, 0.198, 0.082], lighter(timber), -TRAY[0] / 2, 0, 0.012), role: "visual" },
    block(BAR, steel, barX, 0, barZ),
    post(0.034),
    post(-0.034),
  ],
  parts: [{ name: "drawer_handle", color: "gray", shape: "handle", center: [barX, 0, barZ], size: BAR }],
};

/** Where the middle of a shut drawer's floor is, seen from the cabinet's middle on the table. */
const TRAY_AT: Vec3 = [(TRAY[0] - CABINET[0]) / 2, 0, UNDER];

/** A cabinet whose drawer opens towards the arm, its middle at a place on the table. */
export const cabinetAt = (x: number, y: number): PlacedObject[] => [
  { model: cabinet, start: { ...identity, position: [x, y, CABINET[2] / 2] }, mount: { kind: "fixed" } },
  {
    model: drawer,
    start: { ...identity, position: [x + TRAY_AT[0], y, UNDER + TRAY[2] / 2] },
    mount: {
      kind: "slide",
      of: "cabinet",
      axis: [-1, 0, 0],
      anchor: [0, 0, 0],
      opens: DRAWER_OPENS_M,
      friction: 2,
    },
  },
];

/** Whatever is in the cabinet cannot be seen; the drawer carries it out. */
export const inCabinet: Enclosure = { of: "cabinet", center: [0, 0, 0], size: CABINET };

/** Where an object lies in the drawer of a cabinet at a place, towards its front, and aside by so much. */
export const inDrawer = (model: ObjectModel, x: number, y: number, aside = 0): PlacedObject => ({
  model,
  start: {
    ...identity,
    position: [x + TRAY_AT[0] - 0.03, y + aside, UNDER + 0.0065 + model.size[2] / 2],
  },
});

/** Outer extent of a cup, metres: the fingers fit around it, and a cube fits under it. */
const CUP: Vec3 = [0.072, 0.072, 0.075];
const CUP_WALL = 0.0035;
const SIDES = 12;

const cupWall = (color: Vec3): ObjectGeom[] => {
  const radius = (CUP[0] - CUP_WALL) / 2;
  const width = CUP[0] * Math.tan(Math.PI / SIDES);
  return Array.from({ length: SIDES }, (_, side) => {
    const angle = (2 * Math.PI * side) / SIDES;
    // It stands on every third board, which saves contacts.
    const lift = side % 3 === 0 ? 0 : 0.002;
    const origin = at(radius * Math.cos(angle), radius * Math.sin(angle), lift / 2, [0, 0, angle]);
    return solid({ type: "box", size: [CUP_WALL, width, CUP[2] - lift] }, origin, color);
  });
};

/** A cup that stands upside down, named after its colour. */
export const upturnedCup = (color: ColorWord): ObjectModel => {
  const paint = colors[color];
  return {
    name: `${color}_cup`,
    color,
    shape: "cup",
    size: CUP,
    mass: 0.06,
    rolling: 0,
    geoms: [
      ...cupWall(paint),
      solid(
        { type: "cylinder", radius: CUP[0] / 2 - CUP_WALL, length: 0.005 },
        at(0, 0, CUP[2] / 2 - 0.0025),
        darker(paint),
      ),
    ],
  };
};

/** What is under a cup cannot be seen. */
export const underCup = (cup: ObjectModel): Enclosure => ({
  of: cup.name,
  center: [0, 0, 0],
  size: [CUP[0], CUP[1], CUP[2]],
});

/** An object that stands where a cup stands, under it. */
export const standingUnder = (model: ObjectModel, { position, orientation }: Transform): PlacedObject => ({
  model,
  start: { position: [position[0], position[1], model.size[2] / 2 + 0.0002], orientation },
});
