import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { at, type Origin, type Shape } from "../robots/description.ts";

/** A shape of an object in the object's frame, which is the centre of its bounding box with z up. */
export interface ObjectGeom {
  readonly shape: Shape;
  readonly origin: Origin;
  readonly color: Vec3;
  /** `visual` shapes are seen but not felt. */
  readonly role: "solid" | "visual";
}

/** A part of an object that the detector tells of by itself, such as a handle; in the object's frame. */
export interface SeenPart {
  readonly name: string;
  readonly color: ColorWord;
  readonly shape: DetectedShape;
  readonly center: Vec3;
  readonly size: Vec3;
}

/** A thing that stands, lies or hangs somewhere. */
export interface ObjectModel {
  readonly name: string;
  /** What a detector says of it. */
  readonly color: ColorWord;
  readonly shape: DetectedShape;
  /** Extent along the object's own axes, metres. */
  readonly size: Vec3;
  readonly mass: number;
  readonly geoms: readonly ObjectGeom[];
  /** Rolling friction coefficient, metres; only balls have one. */
  readonly rolling: number;
  readonly parts?: readonly SeenPart[];
}

export const colors = {
  red: [0.86, 0.19, 0.2],
  green: [0.2, 0.64, 0.31],
  blue: [0.16, 0.4, 0.86],
  yellow: [0.96, 0.77, 0.14],
  orange: [0.96, 0.5, 0.13],
  purple: [0.52, 0.3, 0.72],
  white: [0.95, 0.94, 0.91],
  brown: [0.55, 0.36, 0.21],
  black: [0.13, 0.13, 0.14],
  gray: [0.55, 0.57, 0.6],
} as const satisfies Record<string, Vec3>;
export type ColorWord = keyof typeof colors;
export const colorWords = Object.keys(colors) as ColorWord[];

export const solid = (shape: Shape, origin: Origin, color: Vec3): ObjectGeom => ({
  shape,
  origin,
  color,
  role: "solid",
});
export const darker = ([r, g, b]: Vec3): Vec3 => [r * 0.88, g * 0.88, b * 0.88];
export const lighter = (color: Vec3): Vec3 => color.map((c) => c + (1 - c) * 0.22) as Vec3;

/** Walls end this far above the underside: only the bottom stands on the table, which saves a contact a wall. */
const WALL_LIFT = 0.002;

/** Slanted boards in a ring, as a bowl's wall: open upwards, leaning out. */
const bowlWall = (color: Vec3, size: Vec3): ObjectGeom[] => {
  const boards = 18;
  const thickness = 0.006;
  const [topRadius, bottomRadius] = [size[0] / 2 - thickness / 2, size[0] * 0.33];
  const height = size[2] - WALL_LIFT;
  const tilt = Math.atan2(topRadius - bottomRadius, height);
  const slant = height / Math.cos(tilt) - thickness * Math.tan(tilt);
  const radius = (topRadius + bottomRadius) / 2;
  const width = 2 * (topRadius + thickness / 2) * Math.tan(Math.PI / boards);
  return Array.from({ length: boards }, (_, index) => {
    const angle = (2 * Math.PI * index) / boards;
    const origin = at(radius * Math.cos(angle), radius * Math.sin(angle), WALL_LIFT / 2, [0, tilt, angle]);
    return solid({ type: "box", size: [thickness, width, slant] }, origin, color);
  });
};

/** Bottom and walls of a box that is open at the top. */
export const openBox = (color: Vec3, [x, y, z]: Vec3): ObjectGeom[] => {
  const t = 0.006;
  const height = z - WALL_LIFT;
  const wall = (size: Vec3, atX: number, atY: number): ObjectGeom =>
    solid({ type: "box", size }, at(atX, atY, WALL_LIFT / 2), color);
  return [
    solid({ type: "box", size: [x, y, t] }, at(0, 0, (t - z) / 2), darker(color)),
    wall([t, y, height], (x - t) / 2, 0),
    wall([t, y, height], (t - x) / 2, 0),
    wall([x - 2 * t, t, height], 0, (y - t) / 2),
    wall([x - 2 * t, t, height], 0, (t - y) / 2),
  ];
};

interface ShapeMaker {
  readonly size: Vec3;
  readonly mass: number;
  readonly rolling?: number;
  readonly geoms: (color: Vec3, size: Vec3) => ObjectGeom[];
}

const shapes = {
  cube: {
    size: [0.04, 0.04, 0.04],
    mass: 0.05,
    geoms: (color, size) => [solid({ type: "box", size }, at(0, 0, 0), color)],
  },
  cylinder: {
    size: [0.04, 0.04, 0.08],
    mass: 0.08,
    geoms: (color, [width, , height]) => [
      solid({ type: "cylinder", radius: width / 2, length: height }, at(0, 0, 0), color),
    ],
  },
  ball: {
    size: [0.05, 0.05, 0.05],
    mass: 0.04,
    rolling: 0.003,
    geoms: (color, [width]) => [solid({ type: "sphere", radius: width / 2 }, at(0, 0, 0), color)],
  },
  plate: {
    size: [0.18, 0.18, 0.012],
    mass: 0.3,
    geoms: (color, [width, , height]) => [
      solid({ type: "cylinder", radius: width / 2, length: height }, at(0, 0, 0), color),
      {
        shape: { type: "cylinder", radius: width * 0.39, length: 0.001 },
        origin: at(0, 0, height / 2),
        color: lighter(color),
        role: "visual",
      },
    ],
  },
  bowl: {
    size: [0.15, 0.15, 0.055],
    mass: 0.25,
    geoms: (color, size) => [
      solid(
        { type: "cylinder", radius: size[0] * 0.34, length: 0.007 },
        at(0, 0, (0.007 - size[2]) / 2),
        darker(color),
      ),
      ...bowlWall(color, size),
    ],
  },
  box: { size: [0.17, 0.13, 0.06], mass: 0.25, geoms: openBox },
} as const satisfies Record<string, ShapeMaker>;

export type ShapeWord = keyof typeof shapes;
export const shapeWords = Object.keys(shapes) as ShapeWord[];
/** Shapes of things that are built for a scene, and cannot be spawned. */
const builtShapes = ["block", "cup", "door", "handle", "lamp"] as const;
/** What a detector may call a shape. */
export type DetectedShape = ShapeWord | (typeof builtShapes)[number];
export const detectedShapes: readonly DetectedShape[] = [...shapeWords, ...builtShapes];

/**
 * An object of the given colour and shape; named `<color>_<shape>` when no name is given.
 *
 * @param scale how much larger than on a table; larger ones are hollow, so that their mass grows with their surface
 */
export const makeObject = (
  color: ColorWord,
  shape: ShapeWord,
  name = `${color}_${shape}`,
  scale = 1,
): ObjectModel => {
  const { size, mass } = shapes[shape];
  return sizedObject(color, shape, name, size.map((edge) => edge * scale) as Vec3, mass * scale ** 2);
};

/** An object of the given extent, metres, and mass, kilograms. */
export const sizedObject = (
  color: ColorWord,
  shape: ShapeWord,
  name: string,
  size: Vec3,
  mass: number,
): ObjectModel => {
  const maker: ShapeMaker = shapes[shape];
  const rolling = ((maker.rolling ?? 0) * size[0]) / maker.size[0];
  return { name, color, shape, size, mass, geoms: maker.geoms(colors[color], size), rolling };
};
