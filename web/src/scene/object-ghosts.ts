import { BufferGeometry, Group, Line, LineDashedMaterial, Mesh, type Raycaster, Vector3 } from "three";
import type { Detection, Quat, Vec3 } from "../../../bridge/protocol/index.ts";
import { fixed, spoken } from "../frame/format.ts";
import { GhostMaterials } from "./ghost-material.ts";
import type { LayerHit, SceneLayer } from "./layer.ts";
import { shapeGeometry } from "./object-shapes.ts";
import type { ScenePalette } from "./palette.ts";

/** An object that would be moved: from where to where, in the frame of the objects, metres. */
export interface MovedObject {
  readonly name: string;
  readonly from: Vec3;
  readonly to: Vec3;
  readonly orientation: Quat;
}

const DASH_M = 0.012;

/** Objects where they would end, as something one sees through, each with a line from where it is now. */
export class ObjectGhosts implements SceneLayer {
  readonly name = "object ghosts";
  readonly group = new Group();
  readonly #materials = new GhostMaterials(16);
  readonly #line = new LineDashedMaterial({ dashSize: DASH_M, gapSize: DASH_M, toneMapped: false });
  readonly #ghosts: { readonly moved: MovedObject; readonly mesh: Mesh }[] = [];

  get count(): number {
    return this.#ghosts.length;
  }

  /** Shows these and no others, in the shapes that they have now. */
  show(objects: readonly (MovedObject & Pick<Detection, "shape" | "size_m">)[]): void {
    this.#clear();
    for (const object of objects) this.#add(object);
  }

  setPalette({ planned }: ScenePalette): void {
    this.#materials.setColor(planned);
    this.#line.color.set(planned);
  }

  hit(ray: Raycaster): LayerHit | null {
    const found = this.#ghosts.flatMap(({ moved, mesh }) =>
      ray.intersectObject(mesh, false).map(({ distance }) => ({ moved, distance })),
    );
    const [nearest] = found.toSorted((a, b) => a.distance - b.distance);
    if (!nearest) return null;
    const { moved, distance } = nearest;
    const measure = `${moved.to.map((metres) => fixed(metres, 3)).join("  ")} m`;
    return { object: moved.name, name: `${spoken(moved.name)}, as rehearsed`, measure, distance };
  }

  dispose(): void {
    this.#clear();
    this.#materials.dispose();
    this.#line.dispose();
  }

  #add(moved: MovedObject & Pick<Detection, "shape" | "size_m">): void {
    const mesh = new Mesh(shapeGeometry(moved.shape, moved.size_m));
    mesh.position.set(...moved.to);
    mesh.quaternion.set(...moved.orientation);
    this.#materials.dress(mesh);
    // Unlike a robot that is not there, one may ask what this is.
    mesh.raycast = Mesh.prototype.raycast;
    const ends = [new Vector3(...moved.from), new Vector3(...moved.to)];
    const line = new Line(new BufferGeometry().setFromPoints(ends), this.#line);
    line.computeLineDistances();
    this.group.add(mesh, line);
    this.#ghosts.push({ moved, mesh });
  }

  #clear(): void {
    for (const child of this.group.children)
      if (child instanceof Mesh || child instanceof Line) child.geometry.dispose();
    this.group.clear();
    this.#ghosts.length = 0;
  }
}
