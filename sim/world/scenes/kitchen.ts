import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { identity, type Transform } from "../math.ts";
import { seededRandom } from "../random.ts";
import {
  DOOR_M,
  deskLamp,
  fridge,
  fridgeDoor,
  type Kitchenware,
  kitchenware,
  microwave,
  microwaveDoor,
  RECEPTACLE,
  shelf,
  sink,
} from "./kitchen-things.ts";
import type { ObjectModel } from "./object-model.ts";
import { type Area, placeObjects } from "./placement.ts";
import type { Articulation, Enclosure, PlacedObject, Scene } from "./scene.ts";
import { OBJECT_GAP_M, standingAt, tableWith } from "./table.ts";

/** How far the doors open, radians: beyond upright, so that they lean away. */
const DOOR_OPENS = (115 * Math.PI) / 180;
/** Seconds of the simulator's clock that it takes. */
const WORK_S = { microwave: 3, fridge: 3, sink: 2, desk_lamp: 1 } as const;
/** An object is examined whose centre is nearer than this to the lamp, along x and y each, metres. */
export const LAMP_REACH_M = 0.15;

/** Where food and crockery lie, before the receptacles. */
const counter: Area = { minX: 0.3, maxX: 0.42, maxAbsY: 0.24, maxRadius: 0.6 };

const standing = (size: Vec3, x: number, y: number): Transform => ({
  ...identity,
  position: [x, y, size[2] / 2],
});

/** The hinge is at the far edge. */
const doorOf = (of: string): Articulation => ({
  kind: "hinge",
  of,
  axis: [0, 1, 0],
  anchor: [RECEPTACLE[0] / 2, 0, 0],
  opens: DOOR_OPENS,
  friction: 20,
});

const withDoor = (model: ObjectModel, door: ObjectModel, x: number, y: number): PlacedObject[] => [
  { model, start: standing(model.size, x, y), mount: { kind: "fixed" } },
  {
    model: door,
    start: { ...identity, position: [x, y, model.size[2] + DOOR_M / 2 + 0.001] },
    mount: doorOf(model.name),
  },
];

const inside = (of: string): Enclosure => ({ of, center: [0, 0, 0], size: RECEPTACLE });

/** A thing that lies in a receptacle from the start. */
export interface Stowed {
  readonly name: Kitchenware;
  readonly in: "fridge" | "microwave" | "sink" | "shelf";
}

/**
 * A kitchen on the table: fridge, microwave, sink, shelf and desk lamp, mirrored by some seeds, and things before them
 * or in them. Fridge and microwave are shut.
 */
export const kitchenWith = (
  names: readonly Kitchenware[],
  seed: number,
  stowed: readonly Stowed[] = [],
): Scene => {
  const random = seededRandom(seed * 7919 + 17);
  const side = random() < 0.5 ? 1 : -1;
  const shift = (random() - 0.5) * 0.02;
  const spots: Readonly<Record<Stowed["in"], readonly [number, number]>> = {
    fridge: [0.55 + shift, side * 0.3],
    microwave: [0.55 - shift, -side * 0.3],
    sink: [0.59, 0],
    shelf: [0.35, side * 0.36],
  };
  const fixed = (model: ObjectModel, [x, y]: readonly [number, number]): PlacedObject => ({
    model,
    start: standing(model.size, x, y),
    mount: { kind: "fixed" },
  });
  const lying = names.map((name): ObjectModel => kitchenware[name]);
  const places = placeObjects(lying, counter, OBJECT_GAP_M, seededRandom(seed));
  const put = stowed.map(({ name, in: where }): PlacedObject => {
    const model: ObjectModel = kitchenware[name];
    const [x, y] = spots[where];
    return { model, start: { ...identity, position: [x, y, 0.0065 + model.size[2] / 2] } };
  });
  const lamp = deskLamp.size;
  return {
    ...tableWith([
      ...withDoor(fridge, fridgeDoor, ...spots.fridge),
      ...withDoor(microwave, microwaveDoor, ...spots.microwave),
      fixed(sink, spots.sink),
      fixed(shelf, spots.shelf),
      fixed(deskLamp, [0.36, -side * 0.42]),
      ...lying.map((model, index) => standingAt(model, places[index] ?? { x: 0, y: 0, yaw: 0 })),
      ...put,
    ]),
    name: "kitchen",
    profile: "simulated_kitchen",
    enclosures: [
      { ...inside("fridge"), door: "fridge_door" },
      { ...inside("microwave"), door: "microwave_door" },
    ],
    appliances: [
      {
        name: "fridge",
        door: "fridge_door",
        switched: false,
        effect: { zone: inside("fridge"), state: "cold", ends: "hot", afterS: WORK_S.fridge },
      },
      {
        name: "microwave",
        door: "microwave_door",
        switched: true,
        effect: { zone: inside("microwave"), state: "hot", ends: "cold", afterS: WORK_S.microwave },
      },
      {
        name: "sink",
        switched: true,
        effect: { zone: inside("sink"), state: "clean", afterS: WORK_S.sink },
      },
      {
        name: "desk_lamp",
        switched: true,
        effect: {
          zone: { of: "desk_lamp", center: [0, 0, 0], size: [2 * LAMP_REACH_M, 2 * LAMP_REACH_M, lamp[2]] },
          state: "examined",
          afterS: WORK_S.desk_lamp,
        },
      },
    ],
  };
};

/** A kitchen with some of everything. */
export const kitchenScene = (seed: number): Scene =>
  kitchenWith(["apple", "mug", "egg", "bread"], seed, [{ name: "tomato", in: "fridge" }]);
