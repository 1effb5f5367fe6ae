import type { ObjectModel } from "../world/scenes/object-model.ts";
import type { Placement } from "../world/scenes/placement.ts";
import type { PlacedObject, Scene } from "../world/scenes/scene.ts";
import { OBJECT_GAP_M } from "../world/scenes/table.ts";
import { type TaskObject, tableOf } from "./layout.ts";

/** Where an upright object stands on the table. */
export const placementOf = ({ start: { position, orientation } }: PlacedObject): Placement => ({
  x: position[0],
  y: position[1],
  yaw: 2 * Math.atan2(orientation[2], orientation[3]),
});

/**
 * The table with a task's objects on it, and a bare place for each of the spares: where something is put later on.
 *
 * @param gap between any two footprints, those of the spares among them, metres
 * @throws Error when there is no room for them
 */
export const tableWithSpares = (
  objects: readonly TaskObject[],
  spares: readonly ObjectModel[],
  seed: number,
  gap = OBJECT_GAP_M,
): { readonly scene: Scene; readonly spares: readonly Placement[] } => {
  // Objects of their own: the same model may stand for an object and for its spare place.
  const standIns = spares.map((model) => ({ model: { ...model } }));
  const full = tableOf([...objects, ...standIns], seed, gap);
  return {
    scene: { ...full, objects: full.objects.slice(0, objects.length) },
    spares: full.objects.slice(objects.length).map(placementOf),
  };
};
