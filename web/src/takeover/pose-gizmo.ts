import { AxesHelper, Group, Mesh, MeshBasicMaterial, SphereGeometry } from "three";
import { TransformControls } from "three/addons/controls/TransformControls.js";
import type { Viewer } from "../scene/viewer.ts";
import { quatOf, rollPitchYaw } from "./rotation.ts";
import type { TargetPose } from "./tool-target.ts";

const REACHABLE = 0x16a394;
const UNREACHABLE = 0xd9252c;
/** Of the handles, as three counts it. */
const SIZE = 0.75;

export type GizmoMode = "translate" | "rotate";

/** Handles in the scene by which the target is dragged; the page's fields do the same in numbers. */
export class PoseGizmo {
  readonly #viewer: Viewer;
  readonly #controls: TransformControls;
  readonly #target = new Group();
  readonly #dot = new Mesh(
    new SphereGeometry(0.012, 20, 14),
    new MeshBasicMaterial({ color: REACHABLE, depthTest: false, transparent: true, opacity: 0.9 }),
  );
  readonly #axes = new AxesHelper(0.07);
  readonly #layers: { readonly group: Group | ReturnType<TransformControls["getHelper"]>; dispose(): void }[];

  /** @param frame that the target is in; null: that of the scene. `onDrag` hears where it was dragged to. */
  constructor(viewer: Viewer, frame: string | null, onDrag: (pose: TargetPose) => void) {
    this.#viewer = viewer;
    this.#dot.renderOrder = 30;
    this.#axes.renderOrder = 31;
    this.#target.add(this.#dot, this.#axes);
    this.#controls = new TransformControls(viewer.camera, viewer.canvas);
    this.#controls.size = SIZE;
    this.#controls.attach(this.#target);
    this.#controls.addEventListener("change", () => viewer.invalidate());
    this.#controls.addEventListener("dragging-changed", ({ value }) => viewer.setOrbiting(!value));
    this.#controls.addEventListener("objectChange", () => {
      const { position, quaternion } = this.#target;
      onDrag({
        position: [position.x, position.y, position.z],
        rpy: rollPitchYaw([quaternion.x, quaternion.y, quaternion.z, quaternion.w]),
      });
    });
    this.#layers = [
      { group: this.#target, dispose: () => {} },
      { group: this.#controls.getHelper(), dispose: () => {} },
    ];
    const [target, handles] = this.#layers;
    if (target) viewer.addLayer(target, frame);
    if (handles) viewer.addLayer(handles, null);
  }

  /** Puts it where the target is; not while it is dragged, when the target follows it. */
  show(pose: TargetPose): void {
    if (this.#controls.dragging) return;
    this.#target.position.set(...pose.position);
    this.#target.quaternion.set(...quatOf(pose.rpy));
    this.#viewer.invalidate();
  }

  setMode(mode: GizmoMode, frame: "base" | "tool"): void {
    this.#controls.setMode(mode);
    this.#controls.setSpace(frame === "base" ? "world" : "local");
    this.#viewer.invalidate();
  }

  setReachable(reachable: boolean): void {
    this.#dot.material.color.set(reachable ? REACHABLE : UNREACHABLE);
    this.#viewer.invalidate();
  }

  dispose(): void {
    if (this.#controls.dragging) this.#viewer.setOrbiting(true);
    for (const layer of this.#layers) this.#viewer.removeLayer(layer);
    this.#controls.detach();
    this.#controls.dispose();
    this.#dot.geometry.dispose();
    this.#dot.material.dispose();
    this.#axes.dispose();
  }
}
