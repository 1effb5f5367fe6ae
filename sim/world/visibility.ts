import { conjugate, rotate, subtract } from "./math.ts";
import { isOpen } from "./openings.ts";
import { type Enclosure, isFree, type Zone } from "./scenes/scene.ts";
import type { World } from "./world.ts";

/** Leaning further than this, as the cosine of the angle, a cup has fallen over and hides nothing. */
const UPRIGHT = 0.7;

/** Whether an object's centre is in a box that another carries along. */
export const isInZone = (world: World, object: string, { of, center, size }: Zone): boolean => {
  const carrier = world.pose(of);
  const out = subtract(world.pose(object).position, carrier.position);
  const inside = subtract(rotate(conjugate(carrier.orientation), out), center);
  return inside.every((value, axis) => Math.abs(value) <= (size[axis] ?? 0) / 2);
};

const isShut = (world: World, { of, door }: Enclosure): boolean =>
  door === undefined ? rotate(world.pose(of).orientation, [0, 0, 1])[2] > UPRIGHT : !isOpen(world, door);

/** Objects that nobody can see now: in a shut drawer or fridge, or under a cup. */
export const hiddenObjects = (world: World): ReadonlySet<string> => {
  const hidden = new Set<string>();
  const shut = (world.scene.enclosures ?? []).filter((enclosure) => isShut(world, enclosure));
  if (shut.length === 0) return hidden;
  for (const placed of world.scene.objects) {
    const { name } = placed.model;
    if (isFree(placed) && shut.some((enclosure) => enclosure.of !== name && isInZone(world, name, enclosure)))
      hidden.add(name);
  }
  return hidden;
};
