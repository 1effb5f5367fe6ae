import type { CameraModel } from "../../sensors/camera/cameras.ts";
import type { Lamp } from "../../sensors/camera/light.ts";
import type { Transform } from "../math.ts";
import type { RobotDescription } from "../robots/description.ts";
import type { Furniture } from "./furniture.ts";
import type { ObjectModel } from "./object-model.ts";

/** An object and where it starts, in the scene's frame. */
export interface PlacedObject {
  readonly model: ObjectModel;
  readonly start: Transform;
}

/** A robot and the things around it at the start. */
export interface Scene {
  readonly name: string;
  /** Name of the profile that tells a bridge of this robot's interfaces. */
  readonly profile: string;
  /** Frame that the world is told in: the root link of a robot that is fixed, else `map`. */
  readonly frame: string;
  readonly robot: RobotDescription;
  /** Where the robot's root link is at the start. */
  readonly start: Transform;
  readonly furniture: readonly Furniture[];
  readonly objects: readonly PlacedObject[];
  readonly cameras: readonly CameraModel[];
  readonly lamp: Lamp;
}
