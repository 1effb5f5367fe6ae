import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { norm, subtract, type Transform } from "../../world/math.ts";
import { fingerJoints, type RobotDescription } from "../../world/robots/description.ts";
import { isFree, type PlacedObject } from "../../world/scenes/scene.ts";
import type { World } from "../../world/world.ts";
import type { WorldView } from "./world-view.ts";

/** What the judge keeps of the past, and what the scene keeps of what became of things. */
export interface WorldRecords {
  startPose(object: string): Transform;
  startTool(): Transform;
  grasps(object: string): number;
  states(object: string): ReadonlySet<string>;
  isOpen(furniture: string): boolean;
}

/** Farther from the tool point than this no object is between the fingers, metres. */
const NEAR_M = 0.12;

/** The physics as a judge sees it; contacts, which are dear, are computed only when asked for, once a step. */
export class TrueWorld implements WorldView {
  readonly #world: World;
  readonly #records: WorldRecords;
  readonly #fingers: readonly { readonly joint: string; readonly link: string }[];
  readonly #tool: string;
  #touching: { revision: number; bodies: ReadonlyMap<string, ReadonlySet<string>> } | null = null;

  constructor(world: World, records: WorldRecords) {
    this.#world = world;
    this.#records = records;
    const { robot } = world.scene;
    this.#fingers = fingerJoints(robot).map(({ name, child }) => ({ joint: name, link: child }));
    this.#tool = toolLink(robot);
  }

  get timeS(): number {
    return this.#world.timeS;
  }

  get objects(): readonly string[] {
    return this.#world.scene.objects.map(({ model }) => model.name);
  }

  pose(object: string): Transform {
    return this.#world.pose(object);
  }

  size(object: string): Vec3 {
    return this.#placed(object).model.size;
  }

  startPose(object: string): Transform {
    return this.#records.startPose(object);
  }

  speed(object: string): number {
    return isFree(this.#placed(object)) ? norm(this.#world.twist(object).linear) : 0;
  }

  touching(object: string): ReadonlySet<string> {
    return this.#contacts().get(object) ?? new Set();
  }

  held(object: string): boolean {
    if (this.#fingers.length === 0) return false;
    const away = norm(subtract(this.pose(object).position, this.tool.position));
    if (away > NEAR_M) return false;
    const touching = this.touching(object);
    return this.#fingers.every(({ link }) => touching.has(link));
  }

  get gripperGap(): number {
    return this.#fingers.reduce((sum, { joint }) => sum + this.#world.position(joint), 0);
  }

  get tool(): Transform {
    return this.pose(this.#tool);
  }

  get startTool(): Transform {
    return this.#records.startTool();
  }

  states(object: string): ReadonlySet<string> {
    return this.#records.states(object);
  }

  isOpen(furniture: string): boolean {
    return this.#records.isOpen(furniture);
  }

  grasps(object: string): number {
    return this.#records.grasps(object);
  }

  #placed(object: string): PlacedObject {
    const placed = this.#world.scene.objects.find(({ model }) => model.name === object);
    if (!placed) throw new Error(`there is no object "${object}"; there are ${this.objects.join(", ")}`);
    return placed;
  }

  #contacts(): ReadonlyMap<string, ReadonlySet<string>> {
    const { revision } = this.#world;
    if (this.#touching?.revision === revision) return this.#touching.bodies;
    const bodies = new Map<string, Set<string>>();
    const note = (body: string, other: string): void => {
      const others = bodies.get(body) ?? new Set();
      bodies.set(body, others.add(other));
    };
    for (const { bodies: pair } of this.#world.contacts()) {
      note(pair[0], pair[1]);
      note(pair[1], pair[0]);
    }
    this.#touching = { revision, bodies };
    return bodies;
  }
}

/** The link that is fixed in the palm at the point between the fingertips; the root link where there is no hand. */
const toolLink = (robot: RobotDescription): string => {
  const palm = fingerJoints(robot)[0]?.parent;
  return (
    robot.joints.find(({ type, parent }) => type === "fixed" && parent === palm)?.child ?? robot.rootLink
  );
};
