import { type Object3D, PerspectiveCamera, Quaternion, Vector3 } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { cartesian, Flight, spherical } from "./flight.ts";
import type { SceneView } from "./layer.ts";

const HOME_TARGET = new Vector3(0.3, 0, 0.22);
/** Seen from the front right, a little from above. */
const HOME_DIRECTION = new Vector3(0.88, -0.78, 0.56).normalize();
/** Half the extent that the home view shows, metres. */
const HOME_RADIUS = 0.72;
const TURN_RAD = Math.PI / 24;
const FOV_DEG = 38;
/** What is ahead of a camera that the view rode along is looked at afterwards, metres. */
const AHEAD_M = 0.4;

/** From where the robot is seen: its front is along +x, its left along +y. */
const directions = {
  front: new Vector3(1, 0, 0.12),
  left: new Vector3(0, 1, 0.12),
  // A hair's breadth from the vertical: there, what is up in the picture would be chance.
  top: new Vector3(-1e-4, 0, 1),
} as const;
export type Side = keyof typeof directions;

/** A camera that the view goes along with: where it is, in the scene; z ahead, y down, as optical frames are. */
export interface Eye {
  readonly position: Vector3;
  readonly orientation: Quaternion;
  /** Vertical field of view, radians; null where nobody knows. */
  readonly fovY: number | null;
}

/** three's cameras look along −z with y up; optical frames along z with y down. */
const fromOptical = new Quaternion(1, 0, 0, 0);

/** The camera and the ways to move it: drag, wheel, keys, and views by name. */
export class Viewpoint {
  readonly camera = new PerspectiveCamera(FOV_DEG, 1, 0.02, 40);
  readonly #controls: OrbitControls;
  readonly #listeners = new Set<() => void>();
  readonly #still = matchMedia("(prefers-reduced-motion: reduce)");
  readonly #onChange: () => void;
  #flight: Flight | null = null;
  #eye: (() => Eye | null) | null = null;
  #touched = false;
  #home: { readonly target: Vector3; readonly radius: number } = { target: HOME_TARGET, radius: HOME_RADIUS };

  constructor(canvas: HTMLElement, onChange: () => void) {
    this.#onChange = onChange;
    this.camera.up.set(0, 0, 1);
    this.#controls = new OrbitControls(this.camera, canvas);
    this.#controls.minDistance = 0.08;
    this.#controls.maxDistance = 30;
    this.#controls.maxPolarAngle = Math.PI * 0.62;
    this.#controls.dampingFactor = 0.14;
    this.#still.addEventListener("change", this.#damp);
    this.#damp();
    this.#controls.addEventListener("change", () => this.#changed());
    this.#controls.addEventListener("start", () => {
      this.#touched = true;
      this.#flight = null;
      this.#leave();
      onChange();
    });
    this.home();
  }

  get view(): SceneView {
    return { position: this.camera.position.toArray(), target: this.#controls.target.toArray() };
  }

  /** A view that is set counts as chosen: what changes in the scene does not move it. */
  set view({ position, target }: SceneView) {
    this.#touched = true;
    this.#stay();
    this.#controls.target.set(...target);
    this.camera.position.set(...position);
    this.#controls.update();
  }

  /** Whether the person chose this view. */
  get chosen(): boolean {
    return this.#touched;
  }

  onView(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether dragging turns the view. */
  setOrbiting(on: boolean): void {
    this.#controls.enabled = on;
  }

  /** Goes on with a drag, a flight, or a camera that is ridden; returns whether the view still moves. */
  update(elapsedMs: number): boolean {
    if (this.#eye) return this.#ride(this.#eye());
    if (this.#flight) {
      if (!this.#flight.advance(elapsedMs, this.camera, this.#controls.target)) this.#flight = null;
      this.#controls.update();
      return true;
    }
    return this.#controls.update();
  }

  /** Where home looks: half the extent that it shows, metres. A view that the person chose stays. */
  setHome(target: Vector3, radius: number): void {
    this.#home = { target, radius };
    if (!this.#touched) this.home();
  }

  /** The whole workspace at once, whatever the shape of the window. */
  home(): void {
    this.#touched = false;
    this.#stay();
    const { target } = this.#home;
    this.#controls.target.copy(target);
    this.camera.position.copy(target).addScaledVector(HOME_DIRECTION, this.#distance());
    this.#controls.update();
  }

  /** The whole workspace, by a flight. */
  flyHome(): void {
    const { target } = this.#home;
    this.#fly(target.clone().addScaledVector(HOME_DIRECTION, this.#distance()), target.clone());
    this.#touched = false;
  }

  /** The whole workspace from one side. */
  look(side: Side): void {
    const { target } = this.#home;
    const from = directions[side].clone().normalize();
    this.#fly(target.clone().addScaledVector(from, this.#distance()), target.clone());
  }

  /** Turns about a thing and comes near it; its half extent in metres. */
  focus(center: Vector3, radius: number): void {
    const way = this.camera.position.clone().sub(this.#controls.target).normalize();
    const distance = Math.max(0.35, (radius * 3.2) / Math.tan((FOV_DEG * Math.PI) / 360));
    this.#fly(center.clone().addScaledVector(way, distance), center.clone());
  }

  /** Sees what a camera sees, and goes along with it until the view is turned or another is chosen. */
  ride(eye: () => Eye | null): boolean {
    const first = eye();
    if (!first) return false;
    this.#flight = null;
    this.#touched = true;
    this.#eye = eye;
    this.#ride(first);
    return true;
  }

  get riding(): boolean {
    return this.#eye !== null;
  }

  resize(width: number, height: number): void {
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    // A view that the person chose stays.
    if (!this.#touched) this.home();
  }

  /** Moves the camera for a key; false when the key means nothing here. */
  key(key: string): boolean {
    this.#leave();
    const { target } = this.#controls;
    const way = spherical(this.camera.position, target);
    if (key === "ArrowLeft") way.theta -= TURN_RAD;
    else if (key === "ArrowRight") way.theta += TURN_RAD;
    else if (key === "ArrowUp") way.phi -= TURN_RAD;
    else if (key === "ArrowDown") way.phi += TURN_RAD;
    else if (key === "+" || key === "=") way.radius /= 1.15;
    else if (key === "-") way.radius *= 1.15;
    else return false;
    way.phi = Math.min(this.#controls.maxPolarAngle, Math.max(0.02, way.phi));
    this.#flight = null;
    this.camera.position.copy(target).add(cartesian(way));
    this.#touched = true;
    this.#controls.update();
    return true;
  }

  dispose(): void {
    this.#still.removeEventListener("change", this.#damp);
    this.#controls.dispose();
    this.#listeners.clear();
  }

  readonly #damp = (): void => {
    this.#controls.enableDamping = !this.#still.matches;
  };

  #changed(): void {
    this.#onChange();
    for (const listener of this.#listeners) listener();
  }

  #distance(): number {
    const narrow = Math.max(1, 1.05 / this.camera.aspect);
    return (this.#home.radius / Math.tan((FOV_DEG * Math.PI) / 360)) * narrow;
  }

  #fly(position: Vector3, target: Vector3): void {
    this.#touched = true;
    this.#leave();
    this.#flight = new Flight(this.camera, this.#controls.target, { position, target });
    // Who wants no motion gets the new view at once.
    if (this.#still.matches) this.update(Number.POSITIVE_INFINITY);
    this.#onChange();
  }

  #ride(eye: Eye | null): boolean {
    if (!eye) return false;
    this.camera.position.copy(eye.position);
    this.camera.quaternion.copy(eye.orientation).multiply(fromOptical);
    const fov = eye.fovY === null ? FOV_DEG * 1.5 : (eye.fovY * 180) / Math.PI;
    if (Math.abs(fov - this.camera.fov) > 1e-3) {
      this.camera.fov = fov;
      this.camera.updateProjectionMatrix();
    }
    return false;
  }

  /** Ends the ride, looking at what was ahead; from there on the view turns about it. */
  #leave(): void {
    if (!this.#eye) return;
    this.#stay();
    const ahead = new Vector3(0, 0, -AHEAD_M).applyQuaternion(this.camera.quaternion);
    this.#controls.target.copy(this.camera.position).add(ahead);
    this.#controls.update();
  }

  #stay(): void {
    this.#flight = null;
    this.#eye = null;
    if (this.camera.fov === FOV_DEG) return;
    this.camera.fov = FOV_DEG;
    this.camera.updateProjectionMatrix();
  }
}

/** Where a node of the scene is, as an eye. */
export const eyeAt = (node: Object3D, fovY: number | null): Eye => {
  node.updateWorldMatrix(true, false);
  return {
    position: node.getWorldPosition(new Vector3()),
    orientation: node.getWorldQuaternion(new Quaternion()),
    fovY,
  };
};
