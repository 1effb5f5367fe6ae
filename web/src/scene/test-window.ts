import { Vector3 } from "three";
import type { RobotState } from "../state/robot-state.ts";
import type { Placement } from "./joint-motion.ts";
import type { SceneView } from "./layer.ts";
import type { Viewer } from "./viewer.ts";

/** What tests in a browser, and curious people in its console, may read of the page. Nothing here can be changed. */
export interface CodeactWindow {
  /** Measured positions by joint name, radians or metres. */
  jointPositions(): Record<string, number>;
  /** Measured pose in the base frame, or null for a name that is not seen. */
  objectPose(name: string): Placement | null;
  /** Points of the ghost path that is drawn. */
  pathPoints(): number;
  /** Which ghosts of the robot are drawn. */
  ghosts(): readonly string[];
  /** Joints of the robot where somebody thinks of it, radians or metres; null while that is not drawn. */
  plannedJoints(): Readonly<Record<string, number>> | null;
  /** Where a point of the scene, metres, is drawn: CSS pixels of the window. */
  pixelOf(x: number, y: number, z: number): { readonly x: number; readonly y: number };
  /** How many things of a kind are drawn: "trail" (points), "forces", "frames", "cameras", "limits", "objects", "object ghosts". */
  counts(): Readonly<Record<string, number>>;
  /** Positions of joints as the newest picture shows them, radians or metres. */
  drawnJoints(): Readonly<Record<string, number>>;
  /** Calls to the graphics card for the newest picture. */
  drawCalls(): number;
  /** Words that are written into the picture. */
  written(): readonly string[];
  /** Where the camera stands and what it turns about, metres. */
  view(): SceneView;
  /** Pictures of the scene drawn since the page opened. */
  frames(): number;
}

export const exposeForTests = (robot: RobotState, viewer: Viewer): void => {
  const readable: CodeactWindow = Object.freeze({
    jointPositions: () =>
      Object.fromEntries(
        robot.frame?.joint_names.map((name, i) => [name, robot.frame?.positions[i] ?? 0]) ?? [],
      ),
    objectPose: (name: string) => {
      const found = robot.frame?.objects.find((object) => object.name === name);
      return found ? { position: found.position, orientation: found.orientation } : null;
    },
    pathPoints: () => viewer.pathPoints,
    ghosts: () => viewer.ghosts.shown,
    plannedJoints: () => viewer.ghosts.planned,
    pixelOf: (x: number, y: number, z: number) => {
      const seen = new Vector3(x, y, z).project(viewer.camera);
      const { left, top, width, height } = viewer.canvas.getBoundingClientRect();
      return { x: left + ((1 + seen.x) / 2) * width, y: top + ((1 - seen.y) / 2) * height };
    },
    counts: () => viewer.counts,
    drawnJoints: () => viewer.robot?.drawn ?? {},
    drawCalls: () => viewer.drawCalls,
    written: () => viewer.written,
    view: () => viewer.view,
    frames: () => viewer.frames,
  });
  Object.defineProperty(window, "codeact", { value: readable, configurable: true });
};
