import type { Picture, RobotFrame, SafetyLimits } from "../../../bridge/protocol/index.ts";
import { Forces } from "./forces.ts";
import { FrameAxes } from "./frame-axes.ts";
import { Frustums } from "./frustums.ts";
import { LimitBoxes } from "./limit-boxes.ts";
import { framesToShow, opticalLink } from "./robot-frames.ts";
import type { Shows } from "./show-options.ts";
import { Trail } from "./trail.ts";
import type { Viewer } from "./viewer.ts";
import { wristEye } from "./wrist-eye.ts";

/** What is drawn beside robot and objects, as far as the person wants to see it. */
export class Extras {
  readonly trail = new Trail();
  readonly forces: Forces;
  readonly axes: FrameAxes;
  readonly frustums: Frustums;
  readonly limits = new LimitBoxes();
  readonly #viewer: Viewer;
  #limitsFrame: string | undefined;
  #pictures: Readonly<Record<string, Picture>> = {};

  constructor(viewer: Viewer) {
    this.#viewer = viewer;
    this.forces = new Forces(
      (name) => viewer.frame(name),
      (body) => viewer.robot?.root.links[body] !== undefined,
    );
    this.axes = new FrameAxes(() => (viewer.robot ? framesToShow(viewer.robot.root) : []));
    this.frustums = new Frustums(viewer.invalidate, () => viewer.camera);
    for (const layer of [this.trail, this.forces, this.frustums, this.limits]) viewer.addLayer(layer);
    viewer.addLayer(this.axes, null);
    viewer.onRobot = () => this.axes.robotChanged();
  }

  setShown(shows: Shows): void {
    this.trail.setOn(shows.trail);
    this.forces.setOn(shows.forces);
    this.axes.setOn(shows.frames);
    this.limits.setOn(shows.limits);
    this.frustums.setOn(shows.cameras);
    this.frustums.show(this.#pictures);
    this.#viewer.ghosts.setMotions(shows.ghosts);
    this.#viewer.objects.named = shows.names;
    this.#viewer.surroundings.setGrid(shows.grid);
    this.#viewer.invalidate();
  }

  setLimits(safety: SafetyLimits | null): void {
    this.limits.show(safety);
    if (safety && safety.frame_id !== this.#limitsFrame) {
      this.#limitsFrame = safety.frame_id;
      this.#viewer.addLayer(this.limits, safety.frame_id);
    }
    this.#viewer.invalidate();
  }

  setPictures(pictures: Readonly<Record<string, Picture>>): void {
    this.#pictures = pictures;
    this.frustums.show(pictures);
  }

  /** Sees along the tool, and goes with it; false where nobody knows of a tool. */
  rideWrist(frame: () => RobotFrame | null): boolean {
    const viewer = this.#viewer;
    return viewer.ride(() =>
      wristEye({
        link: viewer.robot && opticalLink(viewer.robot.root),
        pictures: this.#pictures,
        frame: frame(),
        objects: viewer.frame(undefined),
      }),
    );
  }
}
