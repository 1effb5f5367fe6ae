import { Group } from "three";
import type { URDFRobot } from "urdf-loader";
import type { RobotFrame } from "../../../bridge/protocol/index.ts";
import { JointMotion } from "./joint-motion.ts";
import type { GhostJoints, SceneLayer } from "./layer.ts";
import type { ScenePalette } from "./palette.ts";
import { RobotGhost } from "./robot-ghost.ts";

type Kind = "goal" | "commanded" | "planned";

/** The robot where it is not: at the end of a motion, where it was told to be by now, and where somebody thinks of it. */
export class Ghosts implements SceneLayer {
  readonly name = "ghosts";
  readonly group = new Group();
  readonly #make: () => URDFRobot | null;
  readonly #ghosts: Readonly<Record<Kind, RobotGhost>> = {
    goal: new RobotGhost(10),
    commanded: new RobotGhost(12),
    planned: new RobotGhost(14),
  };
  readonly #built = new Set<Kind>();
  readonly #commanded = new JointMotion();
  #planned: GhostJoints | null = null;
  #base: RobotFrame["base"];
  /** Whether motions under way show ghosts. */
  #motions = true;
  #goalText = "";

  /** @param make another one of the robot that is shown, or null while there is none */
  constructor(make: () => URDFRobot | null) {
    this.#make = make;
    for (const { group } of Object.values(this.#ghosts)) this.group.add(group);
  }

  get count(): number {
    return this.shown.length;
  }

  /** Which are drawn now. */
  get shown(): readonly Kind[] {
    return (Object.keys(this.#ghosts) as Kind[]).filter((kind) => this.#ghosts[kind].shown);
  }

  /** Joints of the robot where somebody thinks of it; null while that is not drawn. */
  get planned(): Readonly<Record<string, number>> | null {
    const joints = this.#ghosts.planned.shown ? this.#planned : null;
    return (
      joints && Object.fromEntries(joints.joint_names.map((name, i) => [name, joints.positions[i] ?? 0]))
    );
  }

  /** Call when the robot is another one. */
  robotChanged(): void {
    this.#built.clear();
    this.#goalText = "";
    for (const ghost of Object.values(this.#ghosts)) {
      ghost.setRobot(null);
      ghost.show(null);
    }
    this.showPlanned(this.#planned);
  }

  /** Call when a mesh of the robot has arrived. */
  dress(): void {
    for (const ghost of Object.values(this.#ghosts)) ghost.dress();
  }

  setMotions(on: boolean): void {
    this.#motions = on;
    if (on) return;
    this.#show("goal", null);
    this.#show("commanded", null);
    this.#goalText = "";
  }

  showPlanned(joints: GhostJoints | null): void {
    this.#planned = joints;
    this.#show("planned", joints);
  }

  accept(frame: RobotFrame): boolean {
    this.#base = frame.base;
    if (!this.#motions) return false;
    const goal = frame.goal ?? null;
    const goalText = goal ? goal.positions.join(" ") : "";
    const changed = goalText !== this.#goalText;
    this.#goalText = goalText;
    if (changed) this.#show("goal", goal);
    const { commanded } = frame;
    const before = this.#ghosts.commanded.shown;
    if (commanded) this.#commanded.accept(commanded.joint_names, commanded.positions);
    if (commanded && !before) this.#show("commanded", commanded);
    else if (!commanded && before) this.#show("commanded", null);
    return changed || before !== this.#ghosts.commanded.shown || (before && this.#commanded.pending);
  }

  advance(elapsedMs: number): boolean {
    if (!this.#ghosts.commanded.shown) return false;
    const drawn = this.#commanded.advance(elapsedMs);
    this.#show("commanded", { joint_names: [...drawn.keys()], positions: [...drawn.values()] });
    return this.#commanded.pending;
  }

  setPalette(palette: ScenePalette): void {
    for (const [kind, ghost] of Object.entries(this.#ghosts)) ghost.setColor(palette[kind as Kind]);
  }

  dispose(): void {
    for (const ghost of Object.values(this.#ghosts)) ghost.dispose();
  }

  #show(kind: Kind, joints: GhostJoints | null): void {
    const ghost = this.#ghosts[kind];
    if (joints && !this.#built.has(kind)) {
      const robot = this.#make();
      if (!robot) return;
      ghost.setRobot(robot);
      this.#built.add(kind);
    }
    ghost.show(joints, this.#base);
  }
}
