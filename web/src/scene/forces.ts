import { Group, type Object3D, type Raycaster, Vector3 } from "three";
import type { RobotFrame, Vec3 } from "../../../bridge/protocol/index.ts";
import { fixed, spoken } from "../frame/format.ts";
import { type Arrow, Arrows } from "./arrows.ts";
import type { LayerHit, SceneLayer } from "./layer.ts";
import type { ScenePalette } from "./palette.ts";
import { touched } from "./touched.ts";

/** Of an arrow, metres for each newton; and what one is bounded to, so that a light touch is seen and a blow fits. */
const M_PER_N = 0.006;
const SHORTEST_M = 0.03;
const LONGEST_M = 0.3;
/** Less is the sensors' noise, newtons. */
const LEAST_CONTACT_N = 0.05;
const LEAST_WRENCH_N = 1;

/** The force of what touches what, and of what the wrist feels, as arrows with their newtons. */
export class Forces implements SceneLayer {
  readonly name = "forces";
  /** In the frame of the objects, as contacts are. */
  readonly group = new Group();
  readonly #arrows = new Arrows();
  readonly #frame: (name: string) => Object3D;
  readonly #isLink: (body: string) => boolean;
  #newest: RobotFrame | null = null;
  #colors = { contact: 0, wrench: 0 };

  /**
   * @param frame the node of a frame of the robot
   * @param isLink whether a body is a link of the robot
   */
  constructor(frame: (name: string) => Object3D, isLink: (body: string) => boolean) {
    this.#frame = frame;
    this.#isLink = isLink;
    this.group.add(this.#arrows.group);
  }

  get count(): number {
    return this.group.visible ? this.#arrows.shown.length : 0;
  }

  setOn(on: boolean): void {
    this.group.visible = on;
    this.#draw();
  }

  accept(frame: RobotFrame): boolean {
    this.#newest = frame;
    if (!this.group.visible) return false;
    const before = this.#arrows.shown;
    this.#draw();
    return !same(before, this.#arrows.shown);
  }

  /** What the wrist feels goes with the wrist. */
  advance(): boolean {
    if (this.group.visible && this.#newest?.wrench) this.#draw();
    return false;
  }

  setPalette({ contact, wrench }: ScenePalette): void {
    this.#colors = { contact, wrench };
    this.#draw();
  }

  hit(ray: Raycaster): LayerHit | null {
    const found = this.#arrows.hit(ray);
    return found && { name: found.arrow.name, measure: found.arrow.measure, distance: found.distance };
  }

  dispose(): void {
    this.#arrows.dispose();
  }

  #draw(): void {
    if (!this.group.visible || !this.#newest) return this.#arrows.show([]);
    const { contacts = [], wrench } = this.#newest;
    const arrows: Arrow[] = [];
    for (const { bodies, position, force } of touched(contacts, this.#isLink)) {
      const newtons = Math.hypot(...force);
      if (newtons < LEAST_CONTACT_N) continue;
      const name = `${spoken(bodies[1])} on ${spoken(bodies[0])}`;
      arrows.push(this.#arrow(new Vector3(...position), force, this.#colors.contact, name));
    }
    if (wrench && Math.hypot(...wrench.force) >= LEAST_WRENCH_N) {
      const node = this.#frame(wrench.frame_id);
      node.updateWorldMatrix(true, false);
      this.group.updateWorldMatrix(true, false);
      const from = this.group.worldToLocal(node.localToWorld(new Vector3()));
      const tip = this.group.worldToLocal(node.localToWorld(new Vector3(...wrench.force)));
      arrows.push(this.#arrow(from, tip.sub(from).toArray(), this.#colors.wrench, "felt at the wrist"));
    }
    this.#arrows.show(arrows);
  }

  #arrow(from: Vector3, force: Vec3, color: number, name: string): Arrow {
    const newtons = Math.hypot(...force);
    const length = Math.min(LONGEST_M, Math.max(SHORTEST_M, newtons * M_PER_N));
    const along = new Vector3(...force).setLength(length);
    return { from, along, color, name, measure: `${fixed(newtons, newtons < 10 ? 2 : 1)} N` };
  }
}

/** Whether nobody could see a difference. */
const same = (before: readonly Arrow[], now: readonly Arrow[]): boolean =>
  before.length === now.length &&
  before.every((arrow, i) => {
    const other = now[i];
    return (
      other !== undefined &&
      arrow.from.distanceToSquared(other.from) < 1e-7 &&
      arrow.along.distanceToSquared(other.along) < 1e-6 &&
      arrow.name === other.name
    );
  });
