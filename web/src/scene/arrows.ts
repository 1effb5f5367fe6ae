import {
  Color,
  ConeGeometry,
  CylinderGeometry,
  Group,
  InstancedMesh,
  Matrix4,
  MeshBasicMaterial,
  Quaternion,
  type Raycaster,
  Vector3,
} from "three";

export interface Arrow {
  /** In the frame of the scene, metres. */
  readonly from: Vector3;
  /** Its direction and, in metres, its length. */
  readonly along: Vector3;
  readonly color: number;
  readonly name: string;
  readonly measure: string;
}

const THICKNESS = 0.008;
const HEAD = 0.03;
const MOST = 96;
const up = new Vector3(0, 1, 0);

/** Arrows of any lengths, drawn by two calls. */
export class Arrows {
  readonly group = new Group();
  readonly #shaft = new CylinderGeometry(0.5, 0.5, 1, 12).translate(0, 0.5, 0);
  readonly #head = new ConeGeometry(0.5, 1, 16).translate(0, 0.5, 0);
  readonly #material = new MeshBasicMaterial({
    toneMapped: false,
    depthTest: false,
    transparent: true,
    opacity: 0.92,
  });
  readonly #shafts = new InstancedMesh(this.#shaft, this.#material, MOST);
  readonly #heads = new InstancedMesh(this.#head, this.#material, MOST);
  #arrows: readonly Arrow[] = [];

  constructor() {
    for (const mesh of [this.#shafts, this.#heads]) {
      mesh.frustumCulled = false;
      mesh.renderOrder = 21;
      mesh.count = 0;
      this.group.add(mesh);
    }
  }

  get shown(): readonly Arrow[] {
    return this.#arrows;
  }

  show(arrows: readonly Arrow[]): void {
    this.#arrows = arrows.slice(0, MOST);
    const color = new Color();
    this.#arrows.forEach(({ from, along, color: painted }, i) => {
      const length = along.length();
      const turn = new Quaternion().setFromUnitVectors(up, along.clone().normalize());
      const head = Math.min(HEAD, length * 0.6);
      const neck = along.clone().setLength(length - head);
      const wide = THICKNESS * Math.min(1, head / HEAD);
      this.#shafts.setMatrixAt(i, new Matrix4().compose(from, turn, new Vector3(wide, neck.length(), wide)));
      const scale = new Vector3(head * 0.72, head, head * 0.72);
      this.#heads.setMatrixAt(i, new Matrix4().compose(neck.add(from), turn, scale));
      for (const mesh of [this.#shafts, this.#heads]) mesh.setColorAt(i, color.set(painted));
    });
    for (const mesh of [this.#shafts, this.#heads]) {
      mesh.count = this.#arrows.length;
      mesh.instanceMatrix.needsUpdate = true;
      if (mesh.instanceColor) mesh.instanceColor.needsUpdate = true;
      // A ray asks this sphere first; it was of arrows that are gone.
      mesh.boundingSphere = null;
    }
  }

  hit(ray: Raycaster): { readonly arrow: Arrow; readonly distance: number } | null {
    const [found] = ray.intersectObjects([this.#shafts, this.#heads], false);
    const arrow = this.#arrows[found?.instanceId ?? -1];
    return found && arrow ? { arrow, distance: found.distance } : null;
  }

  dispose(): void {
    this.#shaft.dispose();
    this.#head.dispose();
    this.#material.dispose();
    this.#shafts.dispose();
    this.#heads.dispose();
  }
}
