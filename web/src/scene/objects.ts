import { type BufferGeometry, Color, Group, Matrix4, Quaternion, type Raycaster, Vector3 } from "three";
import type { Detection, RobotFrame } from "../../../bridge/protocol/index.ts";
import { fixed, spoken } from "../frame/format.ts";
import { approach, type Placement, samePlace } from "./joint-motion.ts";
import type { LayerHit, SceneLabel, SceneLayer } from "./layer.ts";
import { ObjectBatch, type Surface } from "./object-batch.ts";
import { isHollow, shapeGeometry } from "./object-shapes.ts";
import { colorOf, lightPalette, type ScenePalette } from "./palette.ts";

interface Shown {
  readonly detection: Detection;
  readonly batch: ObjectBatch;
  readonly instance: number;
  readonly position: Vector3;
  readonly turn: Quaternion;
  measured: Placement;
}

const ONE = new Vector3(1, 1, 1);

/** What the detector sees, in the frame that it sees it in. */
export class SceneObjects implements SceneLayer {
  readonly name = "objects";
  readonly group = new Group();
  readonly #shown = new Map<string, Shown>();
  readonly #moving = new Set<Shown>();
  readonly #geometries = new Map<string, BufferGeometry>();
  #batches: ObjectBatch[] = [];
  #palette: ScenePalette = lightPalette;
  #stale = false;
  #looks = "";
  /** Whether their names are written beside them. */
  named = false;

  get count(): number {
    return this.#shown.size;
  }

  /** Shows these objects and no others. */
  show(detections: readonly Detection[]): void {
    const shown = detections
      .map((detection) => `${detection.name} ${look(detection)} ${detection.color}`)
      .join("|");
    if (shown === this.#looks) return;
    this.#looks = shown;
    const before = new Map([...this.#shown].map(([name, { measured }]) => [name, measured]));
    this.#clear();
    const wanted = new Set(detections.map(look));
    for (const [key, geometry] of this.#geometries) {
      if (wanted.has(key)) continue;
      geometry.dispose();
      this.#geometries.delete(key);
    }
    for (const surface of ["matt", "smooth", "hollow"] as const) this.#add(surface, detections, before);
    this.#paint();
  }

  accept({ objects }: RobotFrame): boolean {
    for (const { name, position, orientation } of objects) {
      const shown = this.#shown.get(name);
      if (!shown) continue;
      shown.measured = { position, orientation };
      if (!samePlace(placementOf(shown), shown.measured)) this.#moving.add(shown);
    }
    return this.#moving.size > 0;
  }

  /** Moves what is drawn towards the measured poses. */
  advance(elapsedMs: number): boolean {
    for (const shown of this.#moving) {
      const { position, turn, measured } = shown;
      const share = approach(placementOf(shown), measured, elapsedMs);
      position.lerp(new Vector3(...measured.position), share);
      turn.slerp(new Quaternion(...measured.orientation), share);
      shown.batch.place(shown.instance, new Matrix4().compose(position, turn, ONE));
      if (samePlace(placementOf(shown), measured)) this.#moving.delete(shown);
    }
    return this.#moving.size > 0;
  }

  setPalette(palette: ScenePalette): void {
    this.#palette = palette;
    this.#paint();
  }

  setStale(stale: boolean): void {
    if (stale === this.#stale) return;
    this.#stale = stale;
    this.#paint();
  }

  labels(): SceneLabel[] {
    if (!this.named) return [];
    return [...this.#shown.values()].map(({ detection, position }) => ({
      text: spoken(detection.name),
      at: this.group.localToWorld(position.clone().setZ(position.z + detection.size_m[2] / 2)),
      kind: "object",
    }));
  }

  hit(ray: Raycaster): LayerHit | null {
    let nearest: LayerHit | null = null;
    for (const batch of this.#batches) {
      const [found] = ray.intersectObject(batch.mesh, false);
      if (!found || (nearest && nearest.distance <= found.distance)) continue;
      const name = batch.nameOf(found.batchId ?? -1);
      nearest = { object: name, name: spoken(name), measure: this.#where(name), distance: found.distance };
    }
    return nearest;
  }

  /** What the detector said of an object; undefined for one that is not seen. */
  detection(name: string): Detection | undefined {
    return this.#shown.get(name)?.detection;
  }

  /** Centre of an object as it is drawn, in the frame of the scene, and half its largest extent, metres. */
  placeOf(name: string): { readonly center: Vector3; readonly radius: number } | null {
    const shown = this.#shown.get(name);
    if (!shown) return null;
    this.group.updateWorldMatrix(true, false);
    const radius = Math.max(...shown.detection.size_m) / 2;
    return { center: this.group.localToWorld(shown.position.clone()), radius };
  }

  /** The object that comes after another in the detector's order, beginning anew at the end; null without objects. */
  after(name: string | null): string | null {
    const names = [...this.#shown.keys()];
    return names[(names.indexOf(name ?? "") + 1) % names.length] ?? null;
  }

  /** Lowest point of all objects as they stand: the surface that they are on. Null without objects. */
  get surfaceZ(): number | null {
    const bottoms = [...this.#shown.values()].map(
      ({ detection, measured }) => measured.position[2] - detection.size_m[2] / 2,
    );
    return bottoms.length > 0 ? Math.min(...bottoms) : null;
  }

  dispose(): void {
    this.#clear();
    for (const geometry of this.#geometries.values()) geometry.dispose();
    this.#geometries.clear();
  }

  #where(name: string): string {
    const position = this.#shown.get(name)?.measured.position ?? [];
    return `${position.map((metres) => fixed(metres, 3)).join("  ")} m`;
  }

  #add(surface: Surface, detections: readonly Detection[], before: ReadonlyMap<string, Placement>): void {
    const mine = detections.filter(({ shape }) => surfaceOf(shape) === surface);
    if (mine.length === 0) return;
    const things = mine.map((detection) => ({ name: detection.name, geometry: this.#geometry(detection) }));
    const batch = new ObjectBatch(surface, things);
    mine.forEach((detection, instance) => {
      const { position, orientation } = before.get(detection.name) ?? detection.pose;
      const shown = {
        detection,
        batch,
        instance,
        position: new Vector3(...position),
        turn: new Quaternion(...orientation),
        measured: { position, orientation },
      };
      batch.place(instance, new Matrix4().compose(shown.position, shown.turn, ONE));
      this.#shown.set(detection.name, shown);
    });
    this.#batches.push(batch);
    this.group.add(batch.mesh);
  }

  #geometry(detection: Detection): BufferGeometry {
    const key = look(detection);
    const known = this.#geometries.get(key) ?? shapeGeometry(detection.shape, detection.size_m);
    this.#geometries.set(key, known);
    return known;
  }

  #paint(): void {
    const color = new Color();
    for (const { batch, instance, detection } of this.#shown.values()) {
      color.set(this.#stale ? this.#palette.stale : colorOf(detection.color, this.#palette));
      batch.paint(instance, color);
    }
  }

  #clear(): void {
    for (const batch of this.#batches) batch.dispose();
    this.#batches = [];
    this.#shown.clear();
    this.#moving.clear();
  }
}

/** Two of the same look are drawn by one shape: a millimetre more or less is the detector's noise. */
const look = ({ shape, size_m }: Detection): string =>
  `${shape} ${size_m.map((extent) => extent.toFixed(3)).join(" ")}`;

const surfaceOf = (shape: string): Surface =>
  isHollow(shape) ? "hollow" : shape === "ball" || shape === "sphere" ? "smooth" : "matt";

const placementOf = ({ position, turn }: Shown): Placement => ({
  position: position.toArray(),
  orientation: turn.toArray() as Placement["orientation"],
});
