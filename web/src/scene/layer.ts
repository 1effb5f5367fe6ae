import type { Object3D, Raycaster, Vector3 } from "three";
import type { RobotFrame } from "../../../bridge/protocol/index.ts";
import type { ScenePalette } from "./palette.ts";

/** Words beside a point of the scene. */
export interface SceneLabel {
  readonly text: string;
  /** In the frame of the scene, metres. */
  readonly at: Vector3;
  /** How it looks: the name of a thing, that of a coordinate frame, or a measure along the grid. */
  readonly kind: "object" | "frame" | "measure";
}

/** What of a layer is under the pointer. */
export interface LayerHit {
  /** Of an object that the detector sees. */
  readonly object?: string;
  /** Two short lines: what it is, and its measure. */
  readonly name: string;
  readonly measure: string;
  /** From the camera, metres. */
  readonly distance: number;
}

/**
 * A part of the scene that is drawn beside the robot: `Viewer.addLayer` attaches its group to a frame of the robot. Where
 * something of it changes outside of these calls, it calls `viewer.invalidate()`: nothing is drawn otherwise.
 */
export interface SceneLayer {
  readonly group: Object3D;
  /** By this name it tells how many things it draws. */
  readonly name?: string;
  readonly count?: number;
  /** Each new measurement, up to 50 times a second. A picture is drawn only where this returns true. */
  accept?(frame: RobotFrame): boolean | void;
  /** Before each picture; milliseconds since the last one. True: the next picture is needed as well. */
  advance?(elapsedMs: number): boolean;
  /** Once when it is added, and whenever the person's system turns light or dark. */
  setPalette?(palette: ScenePalette): void;
  /** Words to write into the picture; asked before each picture. */
  labels?(): readonly SceneLabel[];
  hit?(ray: Raycaster): LayerHit | null;
  dispose(): void;
}

/** Positions of joints, radians; metres where they slide. */
export interface GhostJoints {
  readonly joint_names: readonly string[];
  readonly positions: readonly number[];
}

/** Where the camera stands and what it turns about, in the frame of the scene, metres. */
export interface SceneView {
  readonly position: readonly [number, number, number];
  readonly target: readonly [number, number, number];
}
