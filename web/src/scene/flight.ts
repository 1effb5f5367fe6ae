import { type PerspectiveCamera, Spherical, Vector3 } from "three";

const DURATION_MS = 420;

/** Turns and goes from one view to another: around what is looked at, not through it. */
export class Flight {
  readonly #from: { readonly target: Vector3; readonly way: Spherical };
  readonly #to: { readonly target: Vector3; readonly way: Spherical };
  #elapsedMs = 0;

  constructor(
    camera: PerspectiveCamera,
    target: Vector3,
    to: { readonly position: Vector3; readonly target: Vector3 },
  ) {
    this.#from = { target: target.clone(), way: spherical(camera.position, target) };
    this.#to = { target: to.target, way: spherical(to.position, to.target) };
    // The shorter way around.
    const turn = this.#to.way.theta - this.#from.way.theta;
    this.#to.way.theta -= Math.round(turn / (2 * Math.PI)) * 2 * Math.PI;
  }

  /** Moves the camera and what it turns about; true while it is on its way. */
  advance(elapsedMs: number, camera: PerspectiveCamera, target: Vector3): boolean {
    this.#elapsedMs += elapsedMs;
    const share = Math.min(1, this.#elapsedMs / DURATION_MS);
    const eased = share * share * (3 - 2 * share);
    const mix = (a: number, b: number): number => a + (b - a) * eased;
    target.lerpVectors(this.#from.target, this.#to.target, eased);
    const { way: from } = this.#from;
    const { way: to } = this.#to;
    const way = new Spherical(mix(from.radius, to.radius), mix(from.phi, to.phi), mix(from.theta, to.theta));
    camera.position.copy(cartesian(way)).add(target);
    return share < 1;
  }
}

/** Of a camera about what it looks at. Spherical counts from y up; the scene has z up. */
export const spherical = (position: Vector3, target: Vector3): Spherical => {
  const { x, y, z } = position.clone().sub(target);
  return new Spherical().setFromVector3(new Vector3(x, z, -y));
};

export const cartesian = (way: Spherical): Vector3 => {
  const { x, y, z } = new Vector3().setFromSpherical(way);
  return new Vector3(x, -z, y);
};
