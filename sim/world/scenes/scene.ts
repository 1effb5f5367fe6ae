import type { Vec3 } from "../../../bridge/protocol/index.ts";
import type { CameraModel } from "../../sensors/camera/cameras.ts";
import type { Lamp } from "../../sensors/camera/light.ts";
import type { Transform } from "../math.ts";
import type { RobotDescription } from "../robots/description.ts";
import type { Furniture } from "./furniture.ts";
import type { ObjectModel } from "./object-model.ts";

/** A drawer or a door: a part of something that stands fixed, which moves along or about one axis of its own. */
export interface Articulation {
  readonly kind: "slide" | "hinge";
  /** The object that it is a part of; the two do not collide. */
  readonly of: string;
  /** In the part's own frame, as it starts: shut. */
  readonly axis: Vec3;
  /** A point of the hinge's line. */
  readonly anchor: Vec3;
  /** How far it opens, metres or radians; 0 is shut. */
  readonly opens: number;
  /** What it takes to move it, newtons or newton metres. */
  readonly friction: number;
}

/** How an object is held in its place. */
export type Mount = { readonly kind: "free" } | { readonly kind: "fixed" } | Articulation;

/** An object and where it starts, in the scene's frame. */
export interface PlacedObject {
  readonly model: ObjectModel;
  readonly start: Transform;
  /** Absent: it is free. */
  readonly mount?: Mount;
}

/** Whether a thing can be moved about. */
export const isFree = ({ mount }: PlacedObject): boolean => mount === undefined || mount.kind === "free";

/** The drawer or door that this object is; null for other things. */
export const articulationOf = ({ mount }: PlacedObject): Articulation | null =>
  mount && (mount.kind === "slide" || mount.kind === "hinge") ? mount : null;

/** A box in an object's frame, with full edge lengths. */
export interface Zone {
  readonly of: string;
  readonly center: Vec3;
  readonly size: Vec3;
}

/** Where things are not seen: in a cabinet, under a cup, in a fridge while its door is shut. */
export interface Enclosure extends Zone {
  /** Whatever is inside is seen while this object, which is its door, is open; absent: it has none. */
  readonly door?: string;
}

/** Something that changes what is put into it, or next to it, and is operated by services named after it. */
export interface Appliance {
  readonly name: string;
  /** Absent: it has no door. */
  readonly door?: string;
  /** Whether it must be switched on to work. */
  readonly switched: boolean;
  /** What becomes of an object whose centre is in the zone, after so many seconds of work. */
  readonly effect?: {
    readonly zone: Zone;
    readonly state: string;
    /** A state that ends when this one begins. */
    readonly ends?: string;
    readonly afterS: number;
  };
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
  readonly enclosures?: readonly Enclosure[];
  readonly appliances?: readonly Appliance[];
  readonly cameras: readonly CameraModel[];
  readonly lamp: Lamp;
}
