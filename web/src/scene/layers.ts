import type { Object3D, Raycaster } from "three";
import type { RobotFrame } from "../../../bridge/protocol/index.ts";
import type { LayerHit, SceneLabel, SceneLayer } from "./layer.ts";
import type { ScenePalette } from "./palette.ts";

/** The layers of a scene, each under the frame that it is drawn in. */
export class Layers {
  readonly #frameOf = new Map<SceneLayer, string | null | undefined>();
  readonly #find: (frame: string | null | undefined) => Object3D;
  #palette: ScenePalette;

  /** @param find the node of a frame by its name; undefined: that of the objects; null: that of the whole scene */
  constructor(palette: ScenePalette, find: (frame: string | null | undefined) => Object3D) {
    this.#palette = palette;
    this.#find = find;
  }

  add(layer: SceneLayer, frame: string | null | undefined): void {
    this.#frameOf.set(layer, frame);
    this.#find(frame).add(layer.group);
    layer.setPalette?.(this.#palette);
  }

  /** Leaves the layer's own things to it: see `SceneLayer.dispose`. */
  remove(layer: SceneLayer): void {
    this.#frameOf.delete(layer);
    layer.group.removeFromParent();
  }

  /** Call when the robot is another one, or the objects are given in another frame. */
  attach(): void {
    for (const [layer, frame] of this.#frameOf) this.#find(frame).add(layer.group);
  }

  /** Whether a picture is needed. */
  accept(frame: RobotFrame): boolean {
    let changed = false;
    for (const layer of this.#frameOf.keys()) changed = layer.accept?.(frame) === true || changed;
    return changed;
  }

  /** Whether another picture is needed. */
  advance(elapsedMs: number): boolean {
    let goesOn = false;
    for (const layer of this.#frameOf.keys()) goesOn = layer.advance?.(elapsedMs) === true || goesOn;
    return goesOn;
  }

  setPalette(palette: ScenePalette): void {
    this.#palette = palette;
    for (const layer of this.#frameOf.keys()) layer.setPalette?.(palette);
  }

  /** How many things each layer draws, by its name. */
  counts(): Record<string, number> {
    const counted = [...this.#frameOf.keys()].filter(({ name }) => name !== undefined);
    return Object.fromEntries(counted.map(({ name = "", count = 0 }) => [name, count]));
  }

  labels(): SceneLabel[] {
    return [...this.#frameOf.keys()].flatMap((layer) => (layer.group.visible && layer.labels?.()) || []);
  }

  /** What of all layers is nearest. */
  hit(ray: Raycaster): LayerHit | null {
    let nearest: LayerHit | null = null;
    for (const layer of this.#frameOf.keys()) {
      const hit = layer.group.visible ? layer.hit?.(ray) : null;
      if (hit && (!nearest || hit.distance < nearest.distance)) nearest = hit;
    }
    return nearest;
  }

  dispose(): void {
    for (const layer of this.#frameOf.keys()) {
      layer.group.removeFromParent();
      layer.dispose();
    }
    this.#frameOf.clear();
  }
}
