import {
  BatchedMesh,
  type BufferGeometry,
  type Color,
  DoubleSide,
  Float32BufferAttribute,
  FrontSide,
  type Matrix4,
  MeshStandardMaterial,
} from "three";

/** What a thing's surface is like; those that are alike are drawn at once. */
export type Surface = "matt" | "smooth" | "hollow";

const materials: Readonly<Record<Surface, () => MeshStandardMaterial>> = {
  matt: () => new MeshStandardMaterial({ roughness: 0.6, side: FrontSide }),
  smooth: () => new MeshStandardMaterial({ roughness: 0.35, side: FrontSide }),
  hollow: () => new MeshStandardMaterial({ roughness: 0.42, side: DoubleSide, vertexColors: true }),
};

/** Things of one surface, drawn by one call however many they are. */
export class ObjectBatch {
  readonly mesh: BatchedMesh;
  readonly #names: string[] = [];

  /** @param things of each its name and its shape; a shape that several share is kept once */
  constructor(
    surface: Surface,
    things: readonly { readonly name: string; readonly geometry: BufferGeometry }[],
  ) {
    const geometries = new Set(things.map(({ geometry }) => geometry));
    let [vertices, indices] = [0, 0];
    for (const geometry of geometries) {
      alike(geometry, surface === "hollow");
      vertices += geometry.getAttribute("position").count;
      indices += geometry.getIndex()?.count ?? 0;
    }
    this.mesh = new BatchedMesh(things.length, vertices, indices, materials[surface]());
    this.mesh.castShadow = true;
    this.mesh.receiveShadow = true;
    // They stand where one looks: asking for each whether it is in sight costs more than it saves.
    this.mesh.perObjectFrustumCulled = false;
    this.mesh.frustumCulled = false;
    this.mesh.sortObjects = false;
    const ids = new Map([...geometries].map((geometry) => [geometry, this.mesh.addGeometry(geometry)]));
    for (const { name, geometry } of things) {
      this.mesh.addInstance(ids.get(geometry) ?? 0);
      this.#names.push(name);
    }
  }

  nameOf(instance: number): string {
    return this.#names[instance] ?? "";
  }

  place(instance: number, matrix: Matrix4): void {
    this.mesh.setMatrixAt(instance, matrix);
  }

  paint(instance: number, color: Color): void {
    this.mesh.setColorAt(instance, color);
  }

  dispose(): void {
    this.mesh.removeFromParent();
    (this.mesh.material as MeshStandardMaterial).dispose();
    this.mesh.dispose();
  }
}

/** A batch takes shapes with the same attributes only. */
const alike = (geometry: BufferGeometry, shaded: boolean): void => {
  const { count } = geometry.getAttribute("position");
  if (!geometry.getIndex()) geometry.setIndex(Array.from({ length: count }, (_, i) => i));
  if (shaded && !geometry.hasAttribute("color"))
    geometry.setAttribute("color", new Float32BufferAttribute(new Float32Array(count * 3).fill(1), 3));
};
