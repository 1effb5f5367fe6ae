import type { DoubleBuffer, IntBuffer } from "@mujoco/mujoco";
import type { Vec3 } from "../../../bridge/protocol/index.ts";
import type { Mujoco, MjData, MjModel } from "../../world/mujoco.ts";

/** What rays met, one entry a ray. Read at once: the arrays live in WASM memory that the next cast overwrites. */
export interface Hits {
  /** Shape that was hit, -1 for none. */
  readonly geoms: Int32Array;
  /** Distance in lengths of the ray's direction. */
  readonly distances: Float64Array;
  /** Surface normals, three numbers a ray. */
  readonly normals: Float64Array;
}

const EVERY_GROUP = [1, 1, 1, 1, 1, 1];
const FAR = 20;

/** Casts bundles of rays from a point into a posed model, with buffers that are kept between casts. */
export class RayCaster {
  readonly #mujoco: Mujoco;
  readonly #capacity: number;
  readonly #directions: DoubleBuffer;
  readonly #geoms: IntBuffer;
  readonly #distances: DoubleBuffer;
  readonly #normals: DoubleBuffer;

  /** @param capacity the most rays of one cast */
  constructor(mujoco: Mujoco, capacity: number) {
    this.#mujoco = mujoco;
    this.#capacity = capacity;
    this.#directions = new mujoco.DoubleBuffer(3 * capacity);
    this.#geoms = new mujoco.IntBuffer(capacity);
    this.#distances = new mujoco.DoubleBuffer(capacity);
    this.#normals = new mujoco.DoubleBuffer(3 * capacity);
  }

  /** The array to write directions into, three numbers a ray, before `cast`. */
  directions(): Float64Array {
    return this.#directions.GetView() as Float64Array;
  }

  cast(model: MjModel, data: MjData, from: Vec3, count: number): Hits {
    if (count > this.#capacity) throw new RangeError(`${count} rays, more than the ${this.#capacity} there is room for`);
    const vectors = this.directions().subarray(0, 3 * count) as unknown as number[];
    const [geoms, distances, normals] = [this.#geoms, this.#distances, this.#normals];
    this.#mujoco.mj_multiRay(model, data, [...from], vectors, EVERY_GROUP, true, -1, geoms, distances, normals, count, FAR);
    return { geoms: geoms.GetView(), distances: distances.GetView(), normals: normals.GetView() };
  }

  close(): void {
    for (const buffer of [this.#directions, this.#geoms, this.#distances, this.#normals]) buffer.delete();
  }
}
