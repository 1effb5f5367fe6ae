import type { Transform } from "../math.ts";
import type { RobotDescription } from "../robots/description.ts";
import type { ObjectModel } from "./object-model.ts";

/** An object and where it starts, in base_link. */
export interface PlacedObject {
  readonly model: ObjectModel;
  readonly start: Transform;
}

/** A robot and the things around it at the start. */
export interface Scene {
  readonly name: string;
  readonly robot: RobotDescription;
  readonly objects: readonly PlacedObject[];
}
