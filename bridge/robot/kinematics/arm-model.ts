import { type Pose, PrimitiveError } from "../../protocol/index.ts";
import { armMjcf, linkBody } from "./arm-mjcf.ts";
import { type ArmOptions, type ArmTree, armTree } from "./arm-tree.ts";
import { CollisionScene } from "./collision-scene.ts";
import { type Solver, solveAll, solveNearest } from "./inverse.ts";
import { type Mujoco, mujoco } from "./mujoco.ts";
import { invert, unit } from "./rotation.ts";
import { ToolKinematics } from "./tool-kinematics.ts";
import type {
  Collision,
  Contact,
  ContactOptions,
  IkOptions,
  IkResult,
  JointLimit,
  Obstacle,
  Placement,
} from "./types.ts";
import { parseUrdf } from "./urdf.ts";

export type {
  Collision,
  Contact,
  ContactOptions,
  IkOptions,
  IkResult,
  JointLimit,
  Obstacle,
  Placement,
} from "./types.ts";

/**
 * Radians that a joint turns between neighbouring postures of a checked path (all joints together: twice that): no link
 * end moves more than a centimetre or two.
 */
const CHECK_STEP_RAD = 0.01;
const AT_BASE: Placement = { position: [0, 0, 0], orientation: [0, 0, 0, 1] };

/**
 * Kinematics and collisions of any arm, from its URDF; MuJoCo computes them. Joint positions are in radians (metres
 * where prismatic) in the order of `jointNames`; poses are of the tool link in the frame of the base link, metres and
 * quaternions [x, y, z, w]. Owns WebAssembly memory: dispose() frees it.
 */
export class ArmModel {
  readonly jointNames: readonly string[];
  readonly limits: readonly JointLimit[];
  readonly linkNames: readonly string[];
  /** Links that fill space but bring no shape that can be checked (meshes only): collisions with them go unseen. */
  readonly unshapedLinks: readonly string[];
  /** Movable joints between base and tool that are not the arm's; they are taken to stand at zero. */
  readonly frozenJoints: readonly string[];
  readonly #tree: ArmTree;
  readonly #tool: ToolKinematics;
  readonly #scene: CollisionScene;
  readonly #solver: Solver;
  #fingers: readonly number[];

  private constructor(mj: Mujoco, tree: ArmTree, tableZ: number | null) {
    this.#tree = tree;
    this.jointNames = tree.armJoints.map(({ name }) => name);
    this.limits = tree.armJoints.map(({ limit }) => limit);
    this.linkNames = [...tree.links.keys()];
    this.unshapedLinks = [...tree.links.values()]
      .filter((link) => link.solid && link.shapes.length === 0)
      .map(({ name }) => name);
    this.frozenJoints = tree.frozenJoints;
    this.#fingers = tree.fingerJoints.map(({ limit }) => Math.min(Math.max(0, limit.lower), limit.upper));
    const n = this.jointNames.length;
    const drives = [...tree.drives.values()];
    const kinematics = (root: Placement) => {
      const bare = {
        root,
        shapes: false,
        tableZ: null,
        excluded: [],
        tableExcluded: new Set<string>(),
        obstacles: "",
      };
      return new ToolKinematics(mj, armMjcf(tree, bare), drives, n, linkBody(tree.tool));
    };
    // The URDF's root may be another link than the base: it goes where it puts the base at the origin.
    const trial = kinematics(AT_BASE);
    trial.place(this.jointNames.map(() => 0));
    const root = invert(trial.posed.bodyPlacement(trial.posed.id("body", linkBody(tree.base))));
    trial.dispose();
    this.#tool = kinematics(root);
    this.#scene = new CollisionScene(mj, tree, this.limits, this.#fingers, root, tableZ);
    const turning = tree.armJoints.map(({ type }) => type !== "prismatic");
    this.#solver = { tool: this.#tool, names: this.jointNames, limits: this.limits, turning };
  }

  /** Reads an arm from a URDF. Throws UserError where the URDF cannot be read or lacks a named joint or link. */
  static async fromUrdf(urdf: string, options: ArmOptions): Promise<ArmModel> {
    const tree = armTree(parseUrdf(urdf), options);
    return new ArmModel(await mujoco(), tree, options.tableZ ?? null);
  }

  /** Pose of the tool, or of any link, at joint positions `q`. Throws PrimitiveError for a link that is not there. */
  forward(q: readonly number[], link = this.#tree.tool): Pose {
    const { posed } = this.#tool;
    const body = posed.id("body", linkBody(link));
    if (body < 0)
      throw new PrimitiveError(
        "NotFound",
        `link "${link}" is not in the robot description, which has ${[...this.#tree.links.keys()].join(", ")}.`,
      );
    posed.setPosture(this.#checked(q), this.#fingers);
    return { ...posed.bodyPlacement(body), frame_id: this.#tree.base };
  }

  /** 6×n row-major at the tool in the base frame: metres per radian in three rows, then radians per radian in three. */
  jacobian(q: readonly number[]): Float64Array {
    this.#tool.evaluate(this.#checked(q));
    return this.#tool.jacobian.slice();
  }

  /**
   * Joint positions within limits that put the tool at `target`, near to `seed`: the solution that a descent from the
   * seed finds when no joint turns by more than a radian, else the nearest of several. Tolerances 1e-5 m and rad.
   */
  inverse(target: Placement, options: IkOptions): IkResult {
    return solveNearest(this.#solver, this.#target(target), {
      ...options,
      seed: this.#checked(options.seed),
    });
  }

  /** Distinct solutions within limits, nearest to the seed first; of equivalent angles each has the nearest. */
  inverseAll(target: Placement, options: IkOptions): number[][] {
    return solveAll(this.#solver, this.#target(target), { ...options, seed: this.#checked(options.seed) });
  }

  /** Replaces the known scene, poses in the base frame; recompiles only when names, shapes or sizes change. */
  setObstacles(obstacles: readonly Obstacle[]): void {
    this.#scene.setObstacles(obstacles);
  }

  /** Takes measured positions of the finger joints (metres or radians, in the order given to fromUrdf). */
  setFingers(positions: readonly number[]): void {
    const wanted = this.#tree.fingerJoints.length;
    if (positions.length !== wanted || !positions.every(Number.isFinite))
      throw new PrimitiveError(
        "InvalidArgument",
        `finger positions [${positions.join(", ")}] should be ${wanted} finite number(s).`,
      );
    this.#fingers = [...positions];
  }

  /**
   * From now on an obstacle moves with the tool, standing to it as at `q`; null leaves the held one where it is at `q`.
   * It stays in hand through setObstacles, also when that no longer lists it. Throws NotFound for an unknown name.
   */
  attach(obstacle: string | null, q: readonly number[]): void {
    this.#scene.attach(obstacle, this.#checked(q), this.#fingers);
  }

  /**
   * What touches at `q`: links each other, the table or obstacles, and the held object all but the hand that holds it.
   * Links joined by a joint, links that always touch, and what never moves are left out. `margin_m` makes near misses
   * count; a held object instead may sink 2 mm deeper into a thing than when it was taken up. `mayTouch`: names
   * (obstacles, links, "table") whose contacts do not count. `allowed`: contacts that are there already; they do not
   * count while they get no more than 2 mm deeper.
   */
  contacts(q: readonly number[], options: ContactOptions = {}): Contact[] {
    return this.#scene.contacts(this.#checked(q), this.#fingers, options);
  }

  /** The first collision on the way along `path`, straight in joint space between its points; null when free. */
  checkPath(
    path: readonly (readonly number[])[],
    options: ContactOptions & { maxStepRad?: number } = {},
  ): Collision | null {
    const step = options.maxStepRad ?? CHECK_STEP_RAD;
    let from = path[0];
    for (const [index, point] of path.entries()) {
      const to = this.#checked(point);
      const start = from ?? to;
      const turns = to.map((value, i) => Math.abs(value - (start[i] ?? 0)));
      // Joints that turn together carry the tool further than one alone does.
      const together = turns.reduce((sum, turn) => sum + turn, 0) / 2;
      const pieces = Math.max(1, Math.ceil(Math.max(together, ...turns) / step));
      for (let piece = 1; piece <= pieces; piece++) {
        const q = to.map((value, i) => value + (1 - piece / pieces) * ((start[i] ?? value) - value));
        const contact = this.#scene.contacts(q, this.#fingers, options)[0];
        if (contact) return { index, contact, q };
      }
      from = to;
    }
    return null;
  }

  /** Frees the WebAssembly memory; nothing else may be called after. */
  dispose(): void {
    this.#tool.dispose();
    this.#scene.dispose();
  }

  #checked(q: readonly number[]): readonly number[] {
    if (q.length !== this.jointNames.length || !q.every(Number.isFinite))
      throw new PrimitiveError(
        "InvalidArgument",
        `joint positions [${q.join(", ")}] should be ${this.jointNames.length} finite numbers, for ${this.jointNames.join(", ")}.`,
      );
    return q;
  }

  #target({ position, orientation }: Placement): Placement {
    const turned = unit(orientation);
    if (!turned || position.length !== 3 || !position.every(Number.isFinite))
      throw new PrimitiveError(
        "InvalidArgument",
        `target position [${position.join(", ")}], orientation [${orientation.join(", ")}] should be 3 finite numbers and a quaternion [x, y, z, w].`,
      );
    return { position, orientation: turned };
  }
}
