import type { DoubleBuffer, IntBuffer } from "@mujoco/mujoco";
import type { Vec3 } from "../../../bridge/protocol/index.ts";
import type { MjData, MjModel, Mujoco } from "../../world/mujoco.ts";

/** Rays from one point, and what they met. */
export class RayBundle {
  readonly count: number;
  /** Directions, three numbers a ray, of any length. */
  readonly directions: Float64Array;
  /** Shape that was hit, -1 for none. */
  readonly geoms: Int32Array;
  /** Distance in lengths of the ray's direction; negative for none. */
  readonly distances: Float64Array;
  /** Surface normals of length 1, three numbers a ray. */
  readonly normals: Float64Array;

  constructor(count: number) {
    this.count = count;
    this.directions = new Float64Array(3 * count);
    this.geoms = new Int32Array(count);
    this.distances = new Float64Array(count);
    this.normals = new Float64Array(3 * count);
  }
}

const EVERY_GROUP = [1, 1, 1, 1, 1, 1];
const FAR = 20;
/** MuJoCo wants result buffers of exactly the size of the cast, so casts are cut into pieces of one size. */
const PIECE = 4096;

/** Casts bundles of rays into a posed model. */
export class RayCaster {
  /** Rays of one piece. */
  readonly piece: number;
  readonly #mujoco: Mujoco;
  readonly #directions: Float64Array;
  readonly #geoms: IntBuffer;
  readonly #distances: DoubleBuffer;
  readonly #normals: DoubleBuffer;

  constructor(mujoco: Mujoco, piece = PIECE) {
    this.piece = piece;
    this.#mujoco = mujoco;
    this.#directions = new Float64Array(3 * piece);
    this.#geoms = new mujoco.IntBuffer(piece);
    this.#distances = new mujoco.DoubleBuffer(piece);
    this.#normals = new mujoco.DoubleBuffer(3 * piece);
  }

  /** @param through a body that the rays pass through, -1 for none */
  cast(model: MjModel, data: MjData, from: Vec3, bundle: RayBundle, through = -1): void {
    const origin = [...from];
    const directions = this.#directions as unknown as number[];
    const [geoms, distances, normals] = [this.#geoms, this.#distances, this.#normals];
    for (let at = 0; at < bundle.count; at += this.piece) {
      const end = Math.min(bundle.count, at + this.piece);
      this.#directions.set(bundle.directions.subarray(3 * at, 3 * end));
      // What is left of the last piece repeats an old ray; a zero direction would be an error.
      for (let pad = end - at; pad < this.piece; pad++) this.#directions.copyWithin(3 * pad, 0, 3);
      this.#mujoco.mj_multiRay(
        model,
        data,
        origin,
        directions,
        EVERY_GROUP,
        true,
        through,
        geoms,
        distances,
        normals,
        this.piece,
        FAR,
      );
      bundle.geoms.set((geoms.GetView() as Int32Array).subarray(0, end - at), at);
      bundle.distances.set((distances.GetView() as Float64Array).subarray(0, end - at), at);
      bundle.normals.set((normals.GetView() as Float64Array).subarray(0, 3 * (end - at)), 3 * at);
    }
  }

  close(): void {
    for (const buffer of [this.#geoms, this.#distances, this.#normals]) buffer.delete();
  }
}
