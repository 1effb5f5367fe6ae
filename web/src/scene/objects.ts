import { DoubleSide, FrontSide, Group, Mesh, MeshStandardMaterial, Quaternion, Vector3 } from "three";
import type { Detection, RobotFrame } from "../../../bridge/protocol/index.ts";
import { approach, type Placement, samePlace } from "./joint-motion.ts";
import { isHollow, shapeGeometry } from "./object-shapes.ts";
import { colorOf, type ScenePalette } from "./palette.ts";

interface Shown {
  readonly mesh: Mesh<ReturnType<typeof shapeGeometry>, MeshStandardMaterial>;
  readonly detection: Detection;
  measured: Placement;
}

/** What the detector sees, as meshes in the base frame. */
export class SceneObjects {
  readonly group = new Group();
  readonly #shown = new Map<string, Shown>();
  #palette: ScenePalette;

  constructor(palette: ScenePalette) {
    this.#palette = palette;
  }

  get meshes(): readonly Mesh[] {
    return [...this.#shown.values()].map(({ mesh }) => mesh);
  }

  /** Shows these objects and no others. */
  show(detections: readonly Detection[]): void {
    const names = new Set(detections.map(({ name }) => name));
    for (const name of this.#shown.keys()) if (!names.has(name)) this.#remove(name);
    for (const detection of detections) {
      const before = this.#shown.get(detection.name)?.detection;
      if (before && looks(before) === looks(detection)) continue;
      const at = this.#shown.get(detection.name)?.measured ?? detection.pose;
      this.#remove(detection.name);
      this.#add(detection, at);
    }
  }

  setPalette(palette: ScenePalette): void {
    this.#palette = palette;
    for (const { mesh, detection } of this.#shown.values())
      mesh.material.color.set(colorOf(detection.color, palette));
  }

  setStale(stale: boolean): void {
    for (const { mesh, detection } of this.#shown.values()) {
      mesh.material.color.set(stale ? this.#palette.stale : colorOf(detection.color, this.#palette));
    }
  }

  place(objects: RobotFrame["objects"]): void {
    for (const { name, position, orientation } of objects) {
      const shown = this.#shown.get(name);
      if (shown) shown.measured = { position, orientation };
    }
  }

  /** Moves the meshes towards the measured poses; true while they are not there yet. */
  advance(elapsedMs: number): boolean {
    for (const { mesh, measured } of this.#shown.values()) {
      const share = approach(placementOf(mesh), measured, elapsedMs);
      mesh.position.lerp(new Vector3(...measured.position), share);
      mesh.quaternion.slerp(new Quaternion(...measured.orientation), share);
    }
    return this.pending;
  }

  /** Whether a mesh is drawn elsewhere than measured. */
  get pending(): boolean {
    return [...this.#shown.values()].some(({ mesh, measured }) => !samePlace(placementOf(mesh), measured));
  }

  /** Lowest point of all objects as they stand: the surface that they are on. Null without objects. */
  get surfaceZ(): number | null {
    const bottoms = [...this.#shown.values()].map(
      ({ detection, measured }) => measured.position[2] - detection.size_m[2] / 2,
    );
    return bottoms.length > 0 ? Math.min(...bottoms) : null;
  }

  #add(detection: Detection, at: Placement): void {
    const { shape, color, size_m, name } = detection;
    const geometry = shapeGeometry(shape, size_m);
    const material = new MeshStandardMaterial({
      vertexColors: geometry.hasAttribute("color"),
      color: colorOf(color, this.#palette),
      roughness: shape === "ball" || shape === "plate" || shape === "bowl" ? 0.35 : 0.6,
      side: isHollow(shape) ? DoubleSide : FrontSide,
    });
    const mesh = new Mesh(geometry, material);
    mesh.name = name;
    mesh.castShadow = true;
    mesh.receiveShadow = true;
    mesh.position.set(...at.position);
    mesh.quaternion.set(...at.orientation);
    this.group.add(mesh);
    this.#shown.set(name, {
      mesh,
      detection,
      measured: { position: at.position, orientation: at.orientation },
    });
  }

  #remove(name: string): void {
    const shown = this.#shown.get(name);
    if (!shown) return;
    this.group.remove(shown.mesh);
    shown.mesh.geometry.dispose();
    shown.mesh.material.dispose();
    this.#shown.delete(name);
  }
}

const looks = ({ shape, color, size_m }: Detection): string => `${shape} ${color} ${size_m.join(" ")}`;

const placementOf = (mesh: Mesh): Placement => ({
  position: mesh.position.toArray(),
  orientation: mesh.quaternion.toArray() as Placement["orientation"],
});
