import type { Verdict } from "../../../bridge/protocol/index.ts";
import { norm, rotate, subtract, type Transform } from "../../world/math.ts";
import type { WorldView } from "./world-view.ts";

/** Moved farther than this at any time, metres, or turned over further than this, radians, it was changed. */
const MOVED_M = 0.02;
const TURNED_RAD = (20 * Math.PI) / 180;

/** Angle between the two poses' upward axes. */
const tilt = (a: Transform, b: Transform): number => {
  const [u, v] = [rotate(a.orientation, [0, 0, 1]), rotate(b.orientation, [0, 0, 1])];
  return Math.acos(Math.min(1, Math.max(-1, u[0] * v[0] + u[1] * v[1] + u[2] * v[2])));
};

/** The objects that are none of the task's business: which of them were moved, and how far. */
export class Bystanders {
  readonly #names: readonly string[];
  /** What has no upside: a ball. */
  readonly #round: ReadonlySet<string>;
  readonly #from = new Map<string, Transform>();
  readonly #farthest = new Map<string, number>();
  readonly #turned = new Map<string, number>();

  constructor(names: readonly string[], round: ReadonlySet<string>) {
    this.#names = names;
    this.#round = round;
  }

  /** They are to stay where they are now. */
  start(world: WorldView): void {
    this.#farthest.clear();
    this.#turned.clear();
    this.forgive(world);
  }

  /** What happened to them meanwhile was nobody's fault: from here they are to stay. What was changed before stays so. */
  forgive(world: WorldView): void {
    for (const name of this.#names) this.#from.set(name, world.pose(name));
  }

  look(world: WorldView): void {
    for (const name of this.#names) {
      const [before, now] = [this.#from.get(name), world.pose(name)];
      if (!before) continue;
      const moved = norm(subtract(now.position, before.position));
      if (moved > (this.#farthest.get(name) ?? 0)) this.#farthest.set(name, moved);
      const turned = this.#round.has(name) ? 0 : tilt(before, now);
      if (turned > (this.#turned.get(name) ?? 0)) this.#turned.set(name, turned);
    }
  }

  get judged(): Verdict["invariants"][number] {
    const changed = this.#changed;
    const held = changed.length === 0;
    return {
      name: "nothing else is moved",
      score: held ? 1 : 0,
      detail: held ? "held throughout" : changed.join(", "),
    };
  }

  /** Those that were changed, in words. */
  get #changed(): string[] {
    return this.#names.flatMap((name) => {
      const [moved, turned] = [this.#farthest.get(name) ?? 0, this.#turned.get(name) ?? 0];
      if (moved <= MOVED_M && turned <= TURNED_RAD) return [];
      const angle = turned > TURNED_RAD ? ` and turned over by ${Math.round((turned * 180) / Math.PI)}°` : "";
      return [`the ${name.replaceAll("_", " ")} was moved by ${(moved * 100).toFixed(1)} cm${angle}`];
    });
  }

  /** Share of them that were changed, 0 to 1. */
  get share(): number {
    return this.#names.length === 0 ? 0 : this.#changed.length / this.#names.length;
  }
}
