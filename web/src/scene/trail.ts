import { Color, Group } from "three";
import { LineMaterial } from "three/addons/lines/LineMaterial.js";
import { LineSegments2 } from "three/addons/lines/LineSegments2.js";
import { LineSegmentsGeometry } from "three/addons/lines/LineSegmentsGeometry.js";
import type { RobotFrame, Vec3 } from "../../../bridge/protocol/index.ts";
import type { SceneLayer } from "./layer.ts";
import type { ScenePalette } from "./palette.ts";
import { ToolTrack } from "./tool-track.ts";

const WIDTH_PX = 3;
/** How strong the newest motion is drawn, and each one before it. */
const STRENGTHS = [0.95, 0.5, 0.3, 0.18] as const;

/** The ways that the tool went last, as lines: the newest strong, those before it fainter. */
export class Trail implements SceneLayer {
  readonly name = "trail";
  readonly group = new Group();
  readonly #track = new ToolTrack();
  readonly #lines = STRENGTHS.map((opacity) => new MotionLine(opacity));
  #on = true;

  constructor() {
    for (const { mesh } of this.#lines) this.group.add(mesh);
  }

  /** Points that are drawn. */
  get count(): number {
    if (!this.#on) return 0;
    return this.#track.motions.reduce((sum, { length }) => sum + length, 0);
  }

  setOn(on: boolean): void {
    this.#on = on;
    this.group.visible = on;
    this.#draw();
  }

  accept(frame: RobotFrame): boolean {
    const changed = this.#track.accept(frame) && this.#on;
    if (changed) this.#draw();
    return changed;
  }

  setPalette({ path }: ScenePalette): void {
    for (const line of this.#lines) line.material.color = new Color(path);
  }

  dispose(): void {
    for (const line of this.#lines) line.dispose();
  }

  #draw(): void {
    if (!this.#on) return;
    const newestFirst = this.#track.motions.toReversed();
    this.#lines.forEach((line, age) => line.show(newestFirst[age] ?? []));
  }
}

/** One line; its buffers grow in steps and are filled in place, since it grows with every reading. */
class MotionLine {
  readonly material: LineMaterial;
  readonly mesh: LineSegments2;
  #buffer = new Float32Array(0);
  #shown: readonly Vec3[] = [];
  #length = 0;

  constructor(opacity: number) {
    this.material = new LineMaterial({ linewidth: WIDTH_PX, transparent: true, opacity, depthWrite: false });
    this.mesh = new LineSegments2(new LineSegmentsGeometry(), this.material);
    this.mesh.frustumCulled = false;
    this.mesh.visible = false;
    this.mesh.raycast = () => {};
    this.mesh.renderOrder = 3;
  }

  show(points: readonly Vec3[]): void {
    if (points === this.#shown && points.length === this.#length) return;
    this.#shown = points;
    this.#length = points.length;
    const segments = Math.max(0, points.length - 1);
    this.mesh.visible = segments > 0;
    if (segments === 0) return;
    if (this.#buffer.length < segments * 6) {
      this.#buffer = new Float32Array(Math.max(64, segments * 2) * 6);
      this.mesh.geometry.dispose();
      this.mesh.geometry = new LineSegmentsGeometry().setPositions(this.#buffer);
    }
    for (let i = 0; i < segments; i += 1) {
      this.#buffer.set(points[i] ?? [], i * 6);
      this.#buffer.set(points[i + 1] ?? [], i * 6 + 3);
    }
    const start = this.mesh.geometry.getAttribute("instanceStart");
    if ("data" in start) {
      (start.data.array as Float32Array).set(this.#buffer.subarray(0, segments * 6));
      start.data.needsUpdate = true;
    }
    this.mesh.geometry.instanceCount = segments;
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.material.dispose();
  }
}
