import {
  Box3,
  BoxGeometry,
  Color,
  EdgesGeometry,
  Group,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  type Raycaster,
  Vector3,
} from "three";
import type { SafetyLimits, Vec3 } from "../../../bridge/protocol/index.ts";
import { fixed } from "../frame/format.ts";
import type { LayerHit, SceneLayer } from "./layer.ts";
import type { ScenePalette } from "./palette.ts";

interface Limit {
  readonly min: Vec3;
  readonly max: Vec3;
}

/** Where the tool may be commanded, and where it may not: what the safety gate holds the robot to. */
export class LimitBoxes implements SceneLayer {
  readonly name = "limits";
  readonly group = new Group();
  readonly #inside = new LineBasicMaterial({ transparent: true, opacity: 0.8 });
  readonly #edge = new LineBasicMaterial();
  readonly #face = new MeshBasicMaterial({
    transparent: true,
    opacity: 0.14,
    depthWrite: false,
    toneMapped: false,
  });
  #shown: string | null = null;

  constructor() {
    this.group.visible = false;
  }

  /** How many boxes are drawn. */
  get count(): number {
    return this.group.visible
      ? this.group.children.filter((child) => child instanceof LineSegments).length
      : 0;
  }

  setOn(on: boolean): void {
    this.group.visible = on;
  }

  /** In metres, in the frame that the layer is attached to. */
  show(safety: Pick<SafetyLimits, "workspace" | "keep_out"> | null): void {
    const shown = JSON.stringify([safety?.workspace, safety?.keep_out]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#clear();
    if (safety?.workspace) this.#add(safety.workspace, this.#inside);
    for (const box of safety?.keep_out ?? []) {
      this.#add(box, this.#edge);
      const [size, center] = extent(box);
      const faces = new Mesh(new BoxGeometry(...size), this.#face);
      faces.position.copy(center);
      faces.renderOrder = 1;
      this.group.add(faces);
    }
  }

  setPalette({ workspace, keepOut }: ScenePalette): void {
    this.#inside.color = new Color(workspace);
    this.#edge.color = new Color(keepOut);
    this.#face.color = new Color(keepOut);
  }

  hit(ray: Raycaster): LayerHit | null {
    const [found] = ray.intersectObjects(
      this.group.children.filter((child) => child instanceof Mesh),
      false,
    );
    if (!found) return null;
    const size = new Box3().setFromObject(found.object).getSize(new Vector3()).toArray();
    return {
      name: "keep out",
      measure: `${size.map((metres) => fixed(metres, 2)).join(" × ")} m`,
      distance: found.distance,
    };
  }

  dispose(): void {
    this.#clear();
    for (const material of [this.#inside, this.#edge, this.#face]) material.dispose();
  }

  #add(box: Limit, material: LineBasicMaterial): void {
    const [size, center] = extent(box);
    const edges = new LineSegments(new EdgesGeometry(new BoxGeometry(...size)), material);
    edges.position.copy(center);
    this.group.add(edges);
  }

  #clear(): void {
    for (const child of this.group.children)
      if (child instanceof Mesh || child instanceof LineSegments) child.geometry.dispose();
    this.group.clear();
  }
}

const extent = ({ min, max }: Limit): [Vec3, Vector3] => {
  const box = new Box3(new Vector3(...min), new Vector3(...max));
  return [box.getSize(new Vector3()).toArray(), box.getCenter(new Vector3())];
};
