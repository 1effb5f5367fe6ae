import type { FloorPlan, Place } from "./floor-plan.ts";

/** Room that paths would rather have, beyond what they need; metres. */
const EASY = 0.2;
/** How much longer a way may be that spares a tight one. */
const TIGHT_COST = 4;

const steps = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, 1],
  [1, -1],
  [-1, 1],
  [-1, -1],
] as const;

/** Cells in the order of their costs: a binary heap. */
class Frontier {
  readonly #cells: number[] = [];
  readonly #costs: number[] = [];

  get size(): number {
    return this.#cells.length;
  }

  push(cell: number, cost: number): void {
    let at = this.#cells.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if ((this.#costs[above] ?? 0) <= cost) break;
      this.#put(at, this.#cells[above] ?? 0, this.#costs[above] ?? 0);
      at = above;
    }
    this.#put(at, cell, cost);
  }

  pop(): number {
    const [first = -1] = this.#cells;
    const cell = this.#cells.pop() ?? -1;
    const cost = this.#costs.pop() ?? 0;
    const { length } = this.#cells;
    if (length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= length) break;
      if (below + 1 < length && (this.#costs[below + 1] ?? 0) < (this.#costs[below] ?? 0)) below += 1;
      if ((this.#costs[below] ?? 0) >= cost) break;
      this.#put(at, this.#cells[below] ?? 0, this.#costs[below] ?? 0);
      at = below;
    }
    this.#put(at, cell, cost);
    return first;
  }

  #put(at: number, cell: number, cost: number): void {
    this.#cells[at] = cell;
    this.#costs[at] = cost;
  }
}

/**
 * The cheapest way over the floor for something of the given radius, by A* over cells and then straightened; null when
 * there is none. The way begins at the start and ends at the goal, metres.
 */
export const planPath = (plan: FloorPlan, start: Place, goal: Place, radius: number): Place[] | null => {
  const free = (cell: number): boolean => plan.room(cell) >= radius;
  // A base that stands too near to something begins at the nearest place from where it can go.
  const from = free(plan.cell(start)) ? plan.cell(start) : plan.nearest(start, radius, 0.4);
  const to = plan.cell(goal);
  if (from < 0 || !free(to)) return null;
  const cells = search(plan, from, to, radius);
  if (!cells) return null;
  const middles = cells.map((cell) => plan.middle(cell));
  return straightened(plan, [start, ...middles.slice(1, -1), goal], radius);
};

const search = (plan: FloorPlan, from: number, to: number, radius: number): number[] | null => {
  const [goalX, goalY] = plan.middle(to);
  const costs = new Map([[from, 0]]);
  const before = new Map<number, number>();
  const done = new Set<number>();
  const frontier = new Frontier();
  frontier.push(from, 0);
  while (frontier.size > 0) {
    const cell = frontier.pop();
    if (cell === to) return trace(before, to);
    if (done.has(cell)) continue;
    done.add(cell);
    const [x, y] = plan.middle(cell);
    for (const [dx, dy] of steps) {
      const column = (cell % plan.columns) + dx;
      if (column < 0 || column >= plan.columns) continue;
      const next = cell + dx + dy * plan.columns;
      const room = plan.room(next);
      if (next < 0 || done.has(next) || room < radius) continue;
      const [nx, ny] = plan.middle(next);
      const tight = Math.max(0, 1 - (room - radius) / EASY);
      const cost = (costs.get(cell) ?? 0) + Math.hypot(nx - x, ny - y) * (1 + TIGHT_COST * tight);
      if (cost >= (costs.get(next) ?? Number.POSITIVE_INFINITY)) continue;
      costs.set(next, cost);
      before.set(next, cell);
      frontier.push(next, cost + Math.hypot(goalX - nx, goalY - ny));
    }
  }
  return null;
};

const trace = (before: ReadonlyMap<number, number>, to: number): number[] => {
  const cells = [to];
  for (let at = before.get(to); at !== undefined; at = before.get(at)) cells.push(at);
  return cells.toReversed();
};

/** Leaves out every place that need not be passed: the straight way past it is as roomy as it has to be. */
const straightened = (plan: FloorPlan, path: readonly Place[], radius: number): Place[] => {
  const kept: Place[] = [];
  let at = 0;
  while (at < path.length) {
    const here = path[at] as Place;
    kept.push(here);
    if (at === path.length - 1) break;
    let next = at + 1;
    for (let further = path.length - 1; further > at + 1; further--) {
      const way = path.slice(at, further + 1);
      const roomiest = Math.min(...way.map((place) => plan.room(plan.cell(place))));
      if (
        plan.roomAlong(here, path[further] as Place) >= Math.min(radius + EASY, Math.max(radius, roomiest))
      ) {
        next = further;
        break;
      }
    }
    at = next;
  }
  return kept;
};

/** Metres along a path. */
export const pathLength = (path: readonly Place[]): number =>
  path.slice(1).reduce((sum, [x, y], index) => {
    const [fromX, fromY] = path[index] ?? [x, y];
    return sum + Math.hypot(x - fromX, y - fromY);
  }, 0);
