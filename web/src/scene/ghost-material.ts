import { Color, type Material, Mesh, MeshBasicMaterial, ShaderMaterial } from "three";

const vertexShader = `
  varying vec3 toEye;
  varying vec3 outward;
  void main() {
    vec4 at = modelViewMatrix * vec4(position, 1.0);
    toEye = -at.xyz;
    outward = normalMatrix * normal;
    gl_Position = projectionMatrix * at;
  }
`;

/* Glass: faint where one looks straight at it, strong at its rim, so that its shape is read and what is behind it too. */
const fragmentShader = `
  varying vec3 toEye;
  varying vec3 outward;
  uniform vec3 color;
  uniform float least;
  uniform float rim;
  void main() {
    float facing = abs(dot(normalize(toEye), normalize(outward)));
    float edge = pow(1.0 - facing, 1.6);
    gl_FragColor = vec4(color, least + (rim - least) * edge);
    #include <colorspace_fragment>
  }
`;

/** What ghosts of one kind are made of: only their nearest surface shows, and none where a solid thing is. */
export class GhostMaterials {
  readonly #order: number;
  readonly #color = new Color();
  readonly #depth: MeshBasicMaterial;
  readonly #glass: ShaderMaterial;

  /** @param order ghosts of a higher one are drawn over those of a lower one */
  constructor(order: number) {
    this.#order = order;
    // The measured robot wins wherever both are at the same place.
    const behind = { polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 2 };
    // Transparent, or it would hide the grid and other things that one sees through, which are drawn later.
    this.#depth = new MeshBasicMaterial({ colorWrite: false, transparent: true, ...behind });
    this.#glass = new ShaderMaterial({
      vertexShader,
      fragmentShader,
      transparent: true,
      depthWrite: false,
      uniforms: { color: { value: this.#color }, least: { value: 0.2 }, rim: { value: 0.85 } },
      ...behind,
    });
  }

  setColor(color: number): void {
    this.#color.set(color);
  }

  isOurs(material: Material | Material[]): boolean {
    return material === this.#depth || material === this.#glass;
  }

  /** The mesh writes where it is, and a second one in the same place shows it. */
  dress(mesh: Mesh): void {
    mesh.castShadow = false;
    mesh.receiveShadow = false;
    mesh.material = this.#depth;
    mesh.renderOrder = this.#order;
    const shown = new Mesh(mesh.geometry, this.#glass);
    shown.renderOrder = this.#order + 1;
    shown.raycast = () => {};
    mesh.raycast = () => {};
    mesh.add(shown);
  }

  dispose(): void {
    this.#depth.dispose();
    this.#glass.dispose();
  }
}
