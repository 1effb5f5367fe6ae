import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { compose, rotate, type Transform } from "../../world/math.ts";
import { compileModel, idOf, type MjData, type MjModel, type Mujoco } from "../../world/mujoco.ts";
import { type CameraModel, intrinsics } from "./cameras.ts";
import { type Lamp, Light } from "./light.ts";
import { RayBundle, RayCaster } from "./ray-caster.ts";

/** A picture: 8-bit RGB, and distance along the view axis in metres (0 where nothing was met). */
export interface Picture {
  readonly rgb: Uint8Array;
  readonly depth: Float32Array;
}

const SKY: Vec3 = [0.72, 0.78, 0.85];
/** Offsets of the four extra rays of a pixel on an outline, in pixels. */
const CORNERS = [
  [0.25, 0.25],
  [0.75, 0.25],
  [0.25, 0.75],
  [0.75, 0.75],
] as const;

/** Draws the visual model of a scene by ray casting: no graphics card, no display. */
export class Renderer {
  readonly #mujoco: Mujoco;
  readonly #caster: RayCaster;
  readonly #light: Light;
  #model: MjModel;
  #data: MjData;
  #colors: Float32Array;
  #rays: RayBundle | null = null;

  constructor(mujoco: Mujoco, mjcf: string, lamp: Lamp) {
    this.#mujoco = mujoco;
    this.#light = new Light(lamp);
    this.#caster = new RayCaster(mujoco);
    ({ model: this.#model, data: this.#data } = compileModel(mujoco, mjcf));
    this.#colors = this.#readColors();
  }

  /** Another set of objects. */
  setModel(mjcf: string): void {
    this.#data.delete();
    this.#model.delete();
    ({ model: this.#model, data: this.#data } = compileModel(this.#mujoco, mjcf));
    this.#colors = this.#readColors();
  }

  /** Poses the scene and casts its shadows. */
  pose(positions: Float64Array): void {
    this.#data.qpos.set(positions);
    this.#mujoco.mj_kinematics(this.#model, this.#data);
    // The ray caster finds its shapes by the bodies' mass centres' frames.
    this.#mujoco.mj_comPos(this.#model, this.#data);
    this.#light.cast(this.#caster, this.#model, this.#data);
  }

  render(camera: CameraModel): Picture {
    const view = compose(this.#linkPose(camera.link), camera.mount);
    const { width, height } = camera;
    const rays = this.#raysOf(camera);
    this.#aim(camera, view, null, 0.5, 0.5, rays);
    this.#caster.cast(this.#model, this.#data, view.position, rays);
    const colors = new Float32Array(3 * rays.count);
    this.#shade(rays, view.position, 1, null, colors);
    this.#smoothOutlines(camera, view, outlinePixels(rays.geoms, width, height), colors);
    const rgb = new Uint8Array(colors.length);
    for (let i = 0; i < rgb.length; i++) rgb[i] = Math.min(255, 255 * (colors[i] ?? 0));
    // A ray's direction has length 1 along the view axis, so that its distance is the depth.
    const depth = Float32Array.from(rays.distances, (distance) => Math.max(0, distance));
    return { rgb, depth };
  }

  close(): void {
    this.#caster.close();
    this.#data.delete();
    this.#model.delete();
  }

  #readColors(): Float32Array {
    return Float32Array.from(this.#model.geom_rgba as Float32Array);
  }

  #linkPose(link: string): Transform {
    const body = idOf(this.#mujoco, this.#model, "body", link);
    const [p, q] = [this.#data.xpos, this.#data.xquat];
    return {
      position: [p[3 * body], p[3 * body + 1], p[3 * body + 2]],
      orientation: [q[4 * body + 1], q[4 * body + 2], q[4 * body + 3], q[4 * body]],
    };
  }

  /** The bundle of a whole picture, kept for the next one. */
  #raysOf({ width, height }: CameraModel): RayBundle {
    if (this.#rays?.count !== width * height) this.#rays = new RayBundle(width * height);
    return this.#rays;
  }

  /** Aims rays through the given pixels (null: all of them, row by row), at an offset inside each. */
  #aim(
    camera: CameraModel,
    view: Transform,
    pixels: Int32Array | null,
    offsetX: number,
    offsetY: number,
    rays: RayBundle,
  ): void {
    const { focal, cx, cy } = intrinsics(camera);
    const x = rotate(view.orientation, [1, 0, 0]);
    const y = rotate(view.orientation, [0, 1, 0]);
    const z = rotate(view.orientation, [0, 0, 1]);
    const { directions, count } = rays;
    for (let ray = 0; ray < count; ray++) {
      const pixel = pixels ? (pixels[ray] ?? 0) : ray;
      const u = ((pixel % camera.width) + offsetX - cx) / focal;
      const v = (Math.floor(pixel / camera.width) + offsetY - cy) / focal;
      directions[3 * ray] = z[0] + u * x[0] + v * y[0];
      directions[3 * ray + 1] = z[1] + u * x[1] + v * y[1];
      directions[3 * ray + 2] = z[2] + u * x[2] + v * y[2];
    }
  }

  /** Adds the colour that each ray saw, times `weight`, to its pixel (null: its own number). */
  #shade(rays: RayBundle, from: Vec3, weight: number, pixels: Int32Array | null, colors: Float32Array): void {
    const { geoms, distances, normals, directions, count } = rays;
    const palette = this.#colors;
    for (let ray = 0; ray < count; ray++) {
      const geom = geoms[ray] ?? -1;
      const at = 3 * (pixels ? (pixels[ray] ?? 0) : ray);
      const d = distances[ray] ?? 0;
      const [i, j, k] = [3 * ray, 3 * ray + 1, 3 * ray + 2];
      const light =
        geom < 0
          ? 0
          : this.#light.brightness(
              from[0] + d * (directions[i] ?? 0),
              from[1] + d * (directions[j] ?? 0),
              from[2] + d * (directions[k] ?? 0),
              normals[i] ?? 0,
              normals[j] ?? 0,
              normals[k] ?? 0,
            );
      for (let channel = 0; channel < 3; channel++) {
        const color = geom < 0 ? (SKY[channel] ?? 0) : (palette[4 * geom + channel] ?? 0) * light;
        colors[at + channel] = (colors[at + channel] ?? 0) + weight * color;
      }
    }
  }

  /** Looks four times instead of once at the pixels where one shape ends and another begins. */
  #smoothOutlines(camera: CameraModel, view: Transform, outline: Int32Array, colors: Float32Array): void {
    const rays = new RayBundle(outline.length);
    for (const pixel of outline) colors.fill(0, 3 * pixel, 3 * pixel + 3);
    for (const [offsetX, offsetY] of CORNERS) {
      this.#aim(camera, view, outline, offsetX, offsetY, rays);
      this.#caster.cast(this.#model, this.#data, view.position, rays);
      this.#shade(rays, view.position, 1 / CORNERS.length, outline, colors);
    }
  }
}

/** Pixels whose right or lower neighbour shows another shape, and those neighbours. */
const outlinePixels = (geoms: Int32Array, width: number, height: number): Int32Array => {
  const marked = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (x + 1 < width && geoms[at] !== geoms[at + 1]) marked[at] = marked[at + 1] = 1;
      if (y + 1 < height && geoms[at] !== geoms[at + width]) marked[at] = marked[at + width] = 1;
    }
  }
  const outline = new Int32Array(marked.reduce((sum, mark) => sum + mark, 0));
  let next = 0;
  for (let at = 0; at < marked.length; at++) if (marked[at] === 1) outline[next++] = at;
  return outline;
};
