import { PrimitiveError } from "../../protocol/index.ts";
import { type ArmScene, armMjcf, HELD_MEETS, Layer, linkBody, linkShape, TABLE_SHAPE } from "./arm-mjcf.ts";
import type { ArmTree } from "./arm-tree.ts";
import type { Mujoco } from "./mujoco.ts";
import { obstacleBody, obstacleMjcf, obstacleParts, obstacleShape } from "./obstacle-mjcf.ts";
import { PosedModel } from "./posed-model.ts";
import { compose, invert } from "./rotation.ts";
import { alwaysInTouch } from "./self-contact.ts";
import type { Contact, ContactOptions, JointLimit, Obstacle, Placement } from "./types.ts";

/** What a held object may sink into what it rests on: measured poses are no better than that, metres. */
const HELD_TOLERANCE_M = 0.002;
/** What a contact that was there before may grow by and still be the same, metres. */
const DEEPER_M = 0.002;
const TABLE = "table";

interface Held {
  name: string;
  inTool: Placement;
  /** How deep it already was in what it touched when it was taken up, metres, by name. */
  depthAtStart: Map<string, number>;
}

const shapeOf = ({ name, shape, size_m, round, wall_m }: Obstacle) =>
  JSON.stringify([name, shape, size_m, round, wall_m]);

function checked(obstacles: readonly Obstacle[]): Obstacle[] {
  const names = new Set<string>();
  for (const { name, size_m, pose } of obstacles) {
    const wrong = (what: string) => new PrimitiveError("InvalidArgument", `obstacle "${name}" ${what}`);
    if (names.has(name) || name === TABLE)
      throw wrong("is not a unique name; give each thing its own, other than table.");
    if (!size_m.every((extent) => Number.isFinite(extent) && extent > 0))
      throw wrong(`has size [${size_m.join(", ")}] m; every extent must be above 0.`);
    if (
      ![...pose.position, ...pose.orientation].every(Number.isFinite) ||
      Math.hypot(...pose.orientation) < 1e-6
    )
      throw wrong("has a pose that is not finite, or a quaternion of length 0.");
    names.add(name);
  }
  return [...obstacles].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The arm's shapes among table and known obstacles, asked for contacts at postures; no dynamics. */
export class CollisionScene {
  readonly #mj: Mujoco;
  readonly #tree: ArmTree;
  readonly #linkOrder: ReadonlyMap<string, number>;
  readonly #scene: Omit<ArmScene, "obstacles">;
  #obstacles: Obstacle[] = [];
  #held: Held | null = null;
  #posed: PosedModel;
  /** Name of what each shape belongs to, by MuJoCo's number of the shape. */
  #owners: string[] = [];
  #toolBody = 0;
  #margin = 0;

  constructor(
    mj: Mujoco,
    tree: ArmTree,
    limits: readonly JointLimit[],
    fingers: readonly number[],
    root: Placement,
    tableZ: number | null,
  ) {
    this.#mj = mj;
    this.#tree = tree;
    this.#linkOrder = new Map([...tree.links.keys()].map((name, order) => [name, order]));
    const bare = { root, shapes: true, tableZ, excluded: tree.adjacent, tableExcluded: new Set<string>() };
    this.#scene = bare;
    this.#posed = this.#build();
    const never = alwaysInTouch(tree, limits, (q) => this.contacts(q, fingers));
    if (never.links.length + never.table.size === 0) return;
    this.#scene = { ...bare, excluded: [...bare.excluded, ...never.links], tableExcluded: never.table };
    this.#rebuild();
  }

  /** Replaces the known scene; recompiles only when names, shapes or sizes change. A held obstacle stays in the hand. */
  setObstacles(obstacles: readonly Obstacle[]): void {
    const held = this.#obstacles.find(({ name }) => name === this.#held?.name);
    const others = obstacles.filter(({ name }) => name !== held?.name);
    const next = checked(held ? [...others, held] : others);
    const same =
      next.length === this.#obstacles.length &&
      next.every((one, i) => shapeOf(one) === shapeOf(this.#obstacles[i] ?? one));
    this.#obstacles = next;
    if (same) for (const [index, { pose }] of next.entries()) this.#posed.placeFreeBody(index, pose);
    else this.#rebuild();
  }

  /** Makes an obstacle move with the tool, or leaves it where the tool has it at `q` (null). */
  attach(name: string | null, q: readonly number[], fingers: readonly number[]): void {
    if (this.#held) {
      const index = this.#indexOf(this.#held.name);
      const obstacle = this.#obstacles[index];
      const pose = compose(this.#toolAt(q, fingers), this.#held.inTool);
      if (obstacle) this.#obstacles[index] = { ...obstacle, pose };
      this.#layer(index, Layer.obstacle, 0);
      this.#posed.placeFreeBody(index, pose);
      this.#held = null;
    }
    if (name === null) return;
    const index = this.#indexOf(name);
    const obstacle = this.#obstacles[index];
    if (!obstacle) {
      const known = this.#obstacles.map((one) => one.name).join(", ") || "none";
      throw new PrimitiveError(
        "NotFound",
        `obstacle "${name}" is not in the known scene, which has: ${known}.`,
      );
    }
    const inTool = compose(invert(this.#toolAt(q, fingers)), obstacle.pose);
    this.#held = { name, inTool, depthAtStart: new Map() };
    this.#layer(index, Layer.held, HELD_MEETS);
    const touched = this.contacts(q, fingers).filter(({ a }) => a === name);
    this.#held.depthAtStart = new Map(touched.map(({ b, distance_m }) => [b, -distance_m]));
  }

  /** Contacts at a posture, deepest first, one for each pair of things; see ArmModel.contacts. */
  contacts(
    q: readonly number[],
    fingers: readonly number[],
    { mayTouch = [], margin_m = 0, allowed = [] }: ContactOptions = {},
  ): Contact[] {
    const { model, data } = this.#posed;
    if (margin_m !== this.#margin) {
      // MuJoCo adds the margins of both shapes.
      model.geom_margin.fill(Math.max(0, margin_m) / 2);
      this.#margin = margin_m;
    }
    this.#pose(q, fingers);
    this.#mj.mj_collision(model, data);
    if (data.ncon === 0) return [];
    const found = new Map<string, Contact>();
    for (const { owner1, owner2, distance_m } of this.#readContacts()) {
      const [a, b] = this.#ordered(owner1, owner2);
      if (mayTouch.includes(a) || mayTouch.includes(b) || distance_m >= this.#allowed(a, b, margin_m))
        continue;
      const before = allowed.find((pair) => pair.a === a && pair.b === b);
      if (before && distance_m >= before.distance_m - DEEPER_M) continue;
      const key = `${a}\n${b}`;
      const known = found.get(key);
      if (!known || distance_m < known.distance_m) found.set(key, { a, b, distance_m });
    }
    return [...found.values()].sort((one, other) => one.distance_m - other.distance_m);
  }

  dispose(): void {
    this.#posed.dispose();
  }

  /** Distance below which a pair is in contact. */
  #allowed(a: string, b: string, margin_m: number): number {
    if (a !== this.#held?.name) return margin_m;
    return -HELD_TOLERANCE_M - (this.#held.depthAtStart.get(b) ?? 0);
  }

  /** The held object first, then links in the order of the tree, then what stands around: a pair has one order. */
  #ordered(one: string, other: string): [string, string] {
    const rank = (name: string) =>
      name === this.#held?.name ? -1 : (this.#linkOrder.get(name) ?? Number.POSITIVE_INFINITY);
    return rank(one) <= rank(other) ? [one, other] : [other, one];
  }

  *#readContacts(): Generator<{ owner1: string; owner2: string; distance_m: number }> {
    // The vector and its elements are copies on MuJoCo's heap: they leak unless deleted.
    const list = this.#posed.data.contact;
    try {
      for (let index = 0; index < list.size(); index++) {
        const contact = list.get(index);
        if (!contact) continue;
        const { geom1, geom2, dist } = contact;
        contact.delete();
        yield { owner1: this.#owners[geom1] ?? "", owner2: this.#owners[geom2] ?? "", distance_m: dist };
      }
    } finally {
      list.delete();
    }
  }

  #pose(q: readonly number[], fingers: readonly number[]): void {
    this.#posed.setPosture(q, fingers);
    if (!this.#held) return;
    const pose = compose(this.#posed.bodyPlacement(this.#toolBody), this.#held.inTool);
    this.#posed.placeFreeBody(this.#indexOf(this.#held.name), pose);
    this.#posed.update();
  }

  #toolAt(q: readonly number[], fingers: readonly number[]): Placement {
    this.#posed.setPosture(q, fingers);
    return this.#posed.bodyPlacement(this.#toolBody);
  }

  #indexOf(name: string): number {
    return this.#obstacles.findIndex((obstacle) => obstacle.name === name);
  }

  /** Sets what an obstacle's shapes run into; the body's own masks are what MuJoCo's broad phase looks at. */
  #layer(index: number, type: number, meets: number): void {
    const { model } = this.#posed;
    const obstacle = this.#obstacles[index];
    if (!obstacle) return;
    const body = this.#posed.id("body", obstacleBody(index));
    model.body_contype[body] = type;
    model.body_conaffinity[body] = meets;
    for (const part of obstacleParts(obstacle).keys()) {
      const shape = this.#posed.id("geom", obstacleShape(index, part));
      model.geom_contype[shape] = type;
      model.geom_conaffinity[shape] = meets;
    }
  }

  #rebuild(): void {
    const old = this.#posed;
    this.#posed = this.#build();
    old.dispose();
    if (this.#held) this.#layer(this.#indexOf(this.#held.name), Layer.held, HELD_MEETS);
  }

  #build(): PosedModel {
    const obstacles = this.#obstacles.map(obstacleMjcf).join("");
    const drives = [...this.#tree.drives.values()];
    const posed = new PosedModel(
      this.#mj,
      armMjcf(this.#tree, { ...this.#scene, obstacles }),
      drives,
      "the arm and its surroundings",
    );
    this.#owners = [];
    const own = (shape: string, name: string) => {
      const id = posed.id("geom", shape);
      if (id >= 0) this.#owners[id] = name;
    };
    own(TABLE_SHAPE, TABLE);
    for (const [name, { shapes }] of this.#tree.links)
      for (const index of shapes.keys()) own(linkShape(name, index), name);
    for (const [index, obstacle] of this.#obstacles.entries())
      for (const part of obstacleParts(obstacle).keys()) own(obstacleShape(index, part), obstacle.name);
    this.#toolBody = posed.id("body", linkBody(this.#tree.tool));
    this.#margin = 0;
    return posed;
  }
}
