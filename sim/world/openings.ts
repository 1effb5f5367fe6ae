import { articulationOf } from "./scenes/scene.ts";
import type { World } from "./world.ts";

/** Open by less than this share of its way a drawer or a door counts as shut. */
const SHUT_SHARE = 0.5;

/** The drawer or door of this name, or the one that the thing of this name has; null without any. */
export const openingPart = ({ scene }: World, furniture: string): string | null => {
  const own = scene.objects.find((placed) => placed.model.name === furniture && articulationOf(placed));
  const part = own ?? scene.objects.find((placed) => articulationOf(placed)?.of === furniture);
  return part?.model.name ?? null;
};

/** Whether a drawer or a door, or the thing that has it, stands open; what has none is never shut. */
export const isOpen = (world: World, furniture: string): boolean => {
  const name = openingPart(world, furniture);
  const placed = world.scene.objects.find(({ model }) => model.name === name);
  const part = placed ? articulationOf(placed) : null;
  return name === null || part === null || world.opening(name) >= SHUT_SHARE * part.opens;
};
