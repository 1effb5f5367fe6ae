import type { Verdict } from "../../../bridge/protocol/index.ts";
import type { Transform } from "../../world/math.ts";
import type { Simulation, Watcher } from "../../world/simulation.ts";
import { Meddling } from "../perturbations/meddling.ts";
import type { PlacedTask } from "../task.ts";
import { Bystanders } from "./bystanders.ts";
import { GraspWatch } from "./grasp-watch.ts";
import { Latch } from "./latch.ts";
import { type Rule, standingRules } from "./standing-rules.ts";
import { TrueWorld, type WorldRecords } from "./true-world.ts";

/** 10 ms of the simulator's clock between two looks. */
const LOOK_STEPS = 5;
/** A squeeze pushes with at least this, newtons. */
const SQUEEZE_N = 2;
/** Before the goals are measured everything must lie still: slower than this, metres a second, for two looks. */
const REST_M_S = 0.005;
const REST_LOOK_STEPS = 25;
const MOST_REST_LOOKS = 40;

export interface JudgeParts {
  readonly simulation: Simulation;
  readonly task: PlacedTask;
  /** Whether the task's perturbations come. */
  readonly perturbed: boolean;
  /** What the scene's appliances and drawers keep, where it has some. */
  readonly household?: Pick<WorldRecords, "states" | "isOpen">;
}

/**
 * Judges an episode by the truth of the physics: looks at the world every 10 ms of the simulator's clock, keeps what
 * must never have happened, lets perturbations come, and measures the goals when asked. No program can reach it: it
 * speaks with the simulator's own process only.
 */
export class Judge implements Watcher {
  readonly #simulation: Simulation;
  readonly #task: PlacedTask;
  readonly #view: TrueWorld;
  readonly #starts = new Map<string, Transform>();
  #startTool: Transform | null = null;
  readonly #grasps = new GraspWatch();
  readonly #bystanders: Bystanders;
  readonly #sameObjects = new Latch("no object appears or vanishes");
  readonly #rules: readonly { readonly rule: Rule; readonly latch: Latch }[];
  readonly #own: readonly { readonly latch: Latch; violation(): string | null }[];
  readonly #meddling: Meddling;
  #excusing = false;

  constructor({ simulation, task, perturbed, household }: JudgeParts) {
    this.#simulation = simulation;
    this.#task = task;
    const { world } = simulation;
    this.#view = new TrueWorld(world, {
      startPose: (object) => this.#starts.get(object) ?? world.pose(object),
      startTool: () => this.#startTool ?? this.#view.tool,
      grasps: (object) => this.#grasps.grasps(object),
      states: household?.states ?? (() => new Set()),
      isOpen: household?.isOpen ?? (() => false),
    });
    const { objects } = world.scene;
    const concerned = new Set(task.concerned);
    this.#bystanders = new Bystanders(
      objects.map(({ model }) => model.name).filter((name) => !concerned.has(name)),
      new Set(objects.flatMap(({ model }) => (model.shape === "ball" ? [model.name] : []))),
    );
    this.#rules = standingRules(world.scene).map((rule) => ({ rule, latch: new Latch(rule.name) }));
    this.#own = (task.invariants ?? []).map((invariant) => ({
      latch: new Latch(invariant.name),
      violation: () => invariant.violation(this.#view),
    }));
    const perturbations = perturbed ? (task.perturbations ?? []) : [];
    this.#meddling = new Meddling(simulation, perturbations, () => this.#grasps.object);
    this.#begin();
  }

  afterStep(): void {
    if (this.#simulation.world.steps % LOOK_STEPS === 0) this.#look();
  }

  afterReset(): void {
    this.#meddling.reset();
    this.#grasps.reset();
    for (const latch of this.#latches) latch.reset();
    this.#begin();
  }

  /** Lets everything come to rest, at most 2 s of the simulator's clock, and judges. */
  async verdict(): Promise<Verdict> {
    const simulated_s = this.#view.timeS;
    await this.#rest();
    const goals = this.#isComplete
      ? this.#task.goals.map((goal) => ({ name: goal.name, ...goal.measure(this.#view) }))
      : this.#task.goals.map(({ name }) => ({ name, score: 0, detail: "not the task's objects" }));
    const invariants = [this.#bystanders.judged, ...this.#latches.map(({ judged }) => judged)];
    return {
      success: [...goals, ...invariants].every(({ score }) => score >= 1),
      score: goals.length === 0 ? 1 : goals.reduce((sum, { score }) => sum + score, 0) / goals.length,
      goals,
      invariants,
      unwanted_change: this.#bystanders.share,
      perturbations: this.#meddling.told,
      simulated_s,
    };
  }

  get #latches(): Latch[] {
    return [this.#sameObjects, ...[...this.#rules, ...this.#own].map(({ latch }) => latch)];
  }

  /** Whether the task's own objects are there, and no others: a person may spawn and delete. */
  get #isComplete(): boolean {
    return this.#simulation.world.scene === this.#simulation.startScene;
  }

  #begin(): void {
    for (const name of this.#view.objects) this.#starts.set(name, this.#view.pose(name));
    this.#startTool = this.#view.tool;
    this.#bystanders.start(this.#view);
    this.#excusing = false;
  }

  #look(): void {
    const { world } = this.#simulation;
    const { timeS } = world;
    this.#sameObjects.note(this.#isComplete ? null : "objects were spawned or deleted", timeS);
    if (!this.#isComplete) return;
    const squeezing = world.scene.robot.gripper !== null && Math.abs(world.force("gripper")) > SQUEEZE_N;
    this.#grasps.look(this.#view, squeezing);
    this.#meddling.look(this.#view);
    const { excused } = this.#meddling;
    if (excused.size === 0) {
      if (this.#excusing) this.#bystanders.forgive(this.#view);
      this.#bystanders.look(this.#view);
    }
    this.#excusing = excused.size > 0;
    for (const { rule, latch } of this.#rules)
      if (!latch.broken) latch.note(rule.violation(world, excused), timeS);
    for (const { latch, violation } of this.#own) if (!latch.broken) latch.note(violation(), timeS);
  }

  async #rest(): Promise<void> {
    let still = 0;
    for (let looks = 0; looks < MOST_REST_LOOKS && still < 2; looks++) {
      await this.#simulation.stepBy(REST_LOOK_STEPS);
      still = this.#view.objects.every((object) => this.#view.speed(object) < REST_M_S) ? still + 1 : 0;
    }
  }
}
