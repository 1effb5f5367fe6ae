import type { ScriptedUser, TaskCategory } from "../../bridge/protocol/index.ts";
import type { Scene } from "../world/scenes/scene.ts";
import type { Goal } from "./judging/goal.ts";
import type { Invariant } from "./judging/invariant.ts";
import type { Perturbation } from "./perturbations/perturbation.ts";

/** A task placed by a seed. */
export interface PlacedTask {
  readonly scene: Scene;
  /** What the user says. */
  readonly instruction: string;
  /** What must be so at the end. */
  readonly goals: readonly Goal[];
  /** Objects that may be moved; all others are bystanders, which must stay where they are. */
  readonly concerned: readonly string[];
  /** What must never happen, beside what no task allows (see invariants). */
  readonly invariants?: readonly Invariant[];
  readonly perturbations?: readonly Perturbation[];
  /** When not given, nobody needs to be asked, and the answer to any question says so. */
  readonly user?: ScriptedUser;
  /** Python actions that do it, one a turn; they look before they act, and the last calls finish(). */
  readonly oracle: readonly string[];
}

/** A task of the benchmark, for any seed. */
export interface Task {
  /** kebab-case, unique. */
  readonly id: string;
  readonly category: TaskCategory;
  /** 1 (one call) to 5 (many steps that depend on what is seen). */
  readonly level: 1 | 2 | 3 | 4 | 5;
  /** Seconds of the simulator's clock; 300 when not given. */
  readonly simulatedS?: number;
  place(seed: number): PlacedTask;
}

/** Turns that an episode of this level may take. */
export const turnsOf = (level: Task["level"]): number => (level === 5 ? 20 : 10);
