import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { ahead, overRoom } from "../../sensors/camera/cameras.ts";
import type { Lamp } from "../../sensors/camera/light.ts";
import { quatFromYaw } from "../math.ts";
import { seededRandom } from "../random.ts";
import { base } from "../robots/base.ts";
import { at } from "../robots/description.ts";
import { type Furniture, fixedBox } from "./furniture.ts";
import { makeObject, type ObjectModel } from "./object-model.ts";
import { type Area, type Placement, placeObjects, restingCenter } from "./placement.ts";
import type { Scene } from "./scene.ts";

/** Inside measures, metres; the map's origin is in the middle, the floor is z = 0. */
export const ROOM = { length: 6, width: 5, wall: 0.1, wallHeight: 0.5 } as const;
/** Where the base starts: at one end, looking at the other. */
const START: Vec3 = [-2.3, 0, 0];

const plaster: Vec3 = [0.86, 0.85, 0.82];
const ground: Vec3 = [0.6, 0.58, 0.55];
const concrete: Vec3 = [0.55, 0.56, 0.58];
const timber: Vec3 = [0.66, 0.53, 0.38];

const { length, width, wall, wallHeight } = ROOM;
const outerLength = length + 2 * wall;

const walls: readonly Furniture[] = [1, -1].flatMap((side) => [
  fixedBox(
    "wall",
    [(side * (length + wall)) / 2, 0, wallHeight / 2],
    [wall, width, wallHeight],
    plaster,
    "solid",
  ),
  fixedBox(
    "wall",
    [0, (side * (width + wall)) / 2, wallHeight / 2],
    [outerLength, wall, wallHeight],
    plaster,
    "solid",
  ),
]);
const floor = fixedBox("floor", [0, 0, -0.05], [outerLength, width + 2 * wall, 0.1], ground, "solid");

/** What stands fixed in the room, wherever the seed puts it. */
interface Fixture extends Pick<ObjectModel, "shape" | "size"> {
  readonly color: Vec3;
}
const fixtures: readonly Fixture[] = [
  { shape: "cylinder", size: [0.3, 0.3, 1.2], color: concrete },
  { shape: "cylinder", size: [0.3, 0.3, 1.2], color: concrete },
  { shape: "box", size: [0.7, 0.4, 0.4], color: timber },
  { shape: "box", size: [0.45, 0.45, 0.5], color: timber },
  { shape: "cylinder", size: [0.5, 0.5, 0.4], color: timber },
];
const objects: readonly ObjectModel[] = [
  makeObject("red", "ball", "red_ball", 4.8),
  makeObject("blue", "cube", "blue_cube", 5),
  makeObject("green", "cylinder", "green_cylinder", 5),
  makeObject("yellow", "box", "yellow_box", 2.5),
];

/** Away from where the base starts, and out of the corners: there a thing could shut off what is behind it. */
const area: Area = { minX: -1.45, maxX: 2.5, maxAbsY: 2, maxRadius: 2.65 };
/** Between any two things: room for the base to pass. Nothing convex that stands so far apart can close a way. */
export const ROOM_GAP_M = 0.55;

const fixtureAt = ({ shape, size, color }: Fixture, { x, y, yaw }: Placement): Furniture => ({
  name: shape === "cylinder" ? "pillar" : "box",
  shape:
    shape === "cylinder" ? { type: "cylinder", radius: size[0] / 2, length: size[2] } : { type: "box", size },
  origin: at(x, y, size[2] / 2, [0, 0, yaw]),
  color,
  role: "solid",
});

const lamp: Lamp = { position: [1.8, 1.5, 5.5], aim: [0, 0, 0], reach: 0.75, lift: 0.045 };

/** A room with walls, pillars, boxes and coloured things, and a base on wheels in it. */
export const roomScene = (seed: number): Scene => {
  const places = placeObjects([...fixtures, ...objects], area, ROOM_GAP_M, seededRandom(seed));
  const placeOf = (index: number): Placement => places[index] ?? { x: 0, y: 0, yaw: 0 };
  return {
    name: "room",
    profile: "simulated_base",
    frame: "map",
    robot: base,
    start: { position: START, orientation: quatFromYaw(0) },
    furniture: [floor, ...walls, ...fixtures.map((fixture, index) => fixtureAt(fixture, placeOf(index)))],
    objects: objects.map((model, index) => {
      const place = placeOf(fixtures.length + index);
      return { model, start: { position: restingCenter(model, place), orientation: quatFromYaw(place.yaw) } };
    }),
    cameras: [overRoom(6.6), ahead("base_link", [0.17, 0, 0.112])],
    lamp,
  };
};
