import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { cross, norm, scale, subtract } from "../../world/math.ts";
import type { MjData, MjModel } from "../../world/mujoco.ts";
import { RayBundle, type RayCaster } from "./ray-caster.ts";

const unit = (v: Vec3): Vec3 => scale(v, 1 / norm(v));

/** A lamp, where it is aimed, and the light that it throws. Metres, in the scene's frame. */
export interface Lamp {
  readonly position: Vec3;
  readonly aim: Vec3;
  /** Half the width that casts shadows at distance 1. */
  readonly reach: number;
  /** A surface looks for the lamp from this far above itself, so that the shadow map's coarseness does not stripe it. */
  readonly lift: number;
}

/** Rays a side of the shadow map. */
const SIZE = 168;
/** A weak light from the other side, so that shaded faces keep their form. */
const FILL = unit([-0.2, -0.8, 0.5]);

/** Light and soft shadows: how bright a point of the scene is. */
export class Light {
  readonly #lamp: Lamp;
  readonly #forward: Vec3;
  readonly #right: Vec3;
  readonly #up: Vec3;
  readonly #rays = new RayBundle(SIZE * SIZE);
  readonly #depths = new Float32Array(SIZE * SIZE);

  constructor(lamp: Lamp) {
    this.#lamp = lamp;
    const forward = unit(subtract(lamp.aim, lamp.position));
    const right = unit(cross(forward, [0, 0, 1]));
    const up = cross(right, forward);
    [this.#forward, this.#right, this.#up] = [forward, right, up];
    let at = 0;
    for (let row = 0; row < SIZE; row++) {
      const v = ((2 * (row + 0.5)) / SIZE - 1) * lamp.reach;
      for (let column = 0; column < SIZE; column++) {
        const u = ((2 * (column + 0.5)) / SIZE - 1) * lamp.reach;
        for (let axis = 0; axis < 3; axis++) {
          this.#rays.directions[at++] = (forward[axis] ?? 0) + u * (right[axis] ?? 0) + v * (up[axis] ?? 0);
        }
      }
    }
  }

  /** Casts the lamp's shadows into the posed model. */
  cast(caster: RayCaster, model: MjModel, data: MjData): void {
    caster.cast(model, data, this.#lamp.position, this.#rays);
    this.#rays.distances.forEach((distance, i) => {
      this.#depths[i] = distance < 0 ? Number.POSITIVE_INFINITY : distance;
    });
  }

  /** Brightness of a surface, about 0.3 in the dark to 1.1; its normal has length 1. */
  brightness(x: number, y: number, z: number, nx: number, ny: number, nz: number): number {
    const { position, lift } = this.#lamp;
    const [dx, dy, dz] = [position[0] - x, position[1] - y, position[2] - z];
    const facing = (nx * dx + ny * dy + nz * dz) / Math.hypot(dx, dy, dz);
    const lit = facing > 0 ? facing * this.#visible(lift * nx - dx, lift * ny - dy, lift * nz - dz) : 0;
    const fill = Math.max(0, nx * FILL[0] + ny * FILL[1] + nz * FILL[2]);
    return 0.4 + 0.08 * nz + 0.58 * lit + 0.14 * fill;
  }

  /** Share of the lamp that is seen from a point at the given offset from it: nine looks at the map, blended. */
  #visible(x: number, y: number, z: number): number {
    const [forward, right, up] = [this.#forward, this.#right, this.#up];
    const { reach } = this.#lamp;
    const depth = x * forward[0] + y * forward[1] + z * forward[2];
    const u = (x * right[0] + y * right[1] + z * right[2]) / depth;
    const v = (x * up[0] + y * up[1] + z * up[2]) / depth;
    const column = ((u / reach + 1) * SIZE) / 2 - 0.5;
    const row = ((v / reach + 1) * SIZE) / 2 - 0.5;
    const [c0, r0] = [Math.floor(column), Math.floor(row)];
    if (c0 < 2 || r0 < 2 || c0 > SIZE - 4 || r0 > SIZE - 4) return 1;
    const [fc, fr] = [column - c0, row - r0];
    let sum = 0;
    for (let i = -1; i <= 2; i++) {
      const wr = i === -1 ? 1 - fr : i === 2 ? fr : 1;
      for (let j = -1; j <= 2; j++) {
        const wc = j === -1 ? 1 - fc : j === 2 ? fc : 1;
        if ((this.#depths[(r0 + i) * SIZE + c0 + j] ?? 0) > depth) sum += wr * wc;
      }
    }
    return sum / 9;
  }
}
