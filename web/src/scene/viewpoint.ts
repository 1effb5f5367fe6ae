import { PerspectiveCamera, Spherical, Vector3 } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";

const HOME_TARGET = new Vector3(0.3, 0, 0.22);
/** Seen from the front right, a little from above. */
const HOME_DIRECTION = new Vector3(0.88, -0.78, 0.56).normalize();
/** Half the extent that the home view shows, metres. */
const HOME_RADIUS = 0.72;
const TURN_RAD = Math.PI / 24;

/** The camera and the ways to move it: drag, wheel, and keys. */
export class Viewpoint {
  readonly camera = new PerspectiveCamera(38, 1, 0.02, 40);
  readonly #controls: OrbitControls;
  #touched = false;
  #home: { readonly target: Vector3; readonly radius: number } = { target: HOME_TARGET, radius: HOME_RADIUS };

  constructor(canvas: HTMLElement, onChange: () => void) {
    this.camera.up.set(0, 0, 1);
    this.#controls = new OrbitControls(this.camera, canvas);
    this.#controls.minDistance = 0.15;
    this.#controls.maxDistance = 30;
    this.#controls.maxPolarAngle = Math.PI * 0.62;
    this.#controls.enableDamping = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#controls.dampingFactor = 0.14;
    this.#controls.addEventListener("change", onChange);
    this.#controls.addEventListener("start", () => {
      this.#touched = true;
      onChange();
    });
    this.home();
  }

  /** Goes on with a damped drag; returns whether the camera still moves. */
  update(): boolean {
    return this.#controls.update();
  }

  /** Where home looks: half the extent that it shows, metres. A view that the person chose stays. */
  setHome(target: Vector3, radius: number): void {
    this.#home = { target, radius };
    if (!this.#touched) this.home();
  }

  /** The whole workspace, whatever the shape of the window. */
  home(): void {
    this.#touched = false;
    const { target, radius } = this.#home;
    const narrow = Math.max(1, 1.05 / this.camera.aspect);
    const distance = (radius / Math.tan((this.camera.fov * Math.PI) / 360)) * narrow;
    this.#controls.target.copy(target);
    this.camera.position.copy(target).addScaledVector(HOME_DIRECTION, distance);
    this.#controls.update();
  }

  resize(width: number, height: number): void {
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    // A view that the person chose stays.
    if (!this.#touched) this.home();
  }

  /** Moves the camera for a key; false when the key means nothing here. */
  key(key: string): boolean {
    const turn = new Spherical();
    const { target } = this.#controls;
    // Spherical counts from y up; the scene has z up.
    const offset = this.camera.position.clone().sub(target);
    turn.setFromVector3(new Vector3(offset.x, offset.z, -offset.y));
    if (key === "ArrowLeft") turn.theta -= TURN_RAD;
    else if (key === "ArrowRight") turn.theta += TURN_RAD;
    else if (key === "ArrowUp") turn.phi -= TURN_RAD;
    else if (key === "ArrowDown") turn.phi += TURN_RAD;
    else if (key === "+" || key === "=") turn.radius /= 1.15;
    else if (key === "-") turn.radius *= 1.15;
    else return false;
    turn.phi = Math.min(this.#controls.maxPolarAngle, Math.max(0.02, turn.phi));
    const moved = new Vector3().setFromSpherical(turn);
    this.camera.position.copy(target).add(new Vector3(moved.x, -moved.z, moved.y));
    this.#touched = true;
    this.#controls.update();
    return true;
  }
}
