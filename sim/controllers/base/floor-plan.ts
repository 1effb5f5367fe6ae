import { distanceTo, extent, type Footprint } from "./footprint.ts";

/** Edge of a cell, metres. */
const CELL = 0.05;

/** A place on the floor, metres in the map. */
export type Place = readonly [x: number, y: number];

/** What is known of the floor: how far it is from every cell to the next obstacle. */
export class FloorPlan {
  readonly columns: number;
  readonly rows: number;
  readonly #minX: number;
  readonly #minY: number;
  /** Metres from each cell's middle, row by row. */
  readonly #room: Float32Array;

  private constructor(minX: number, minY: number, columns: number, rows: number, room: Float32Array) {
    [this.#minX, this.#minY, this.columns, this.rows, this.#room] = [minX, minY, columns, rows, room];
  }

  /** The floor between fixed obstacles, as far as they reach. */
  static of(fixed: readonly Footprint[]): FloorPlan {
    const reaches = fixed.map(extent);
    const minX = Math.min(...fixed.map(({ x }, index) => x - (reaches[index]?.[0] ?? 0)));
    const maxX = Math.max(...fixed.map(({ x }, index) => x + (reaches[index]?.[0] ?? 0)));
    const minY = Math.min(...fixed.map(({ y }, index) => y - (reaches[index]?.[1] ?? 0)));
    const maxY = Math.max(...fixed.map(({ y }, index) => y + (reaches[index]?.[1] ?? 0)));
    const columns = Math.ceil((maxX - minX) / CELL);
    const rows = Math.ceil((maxY - minY) / CELL);
    const empty = new Float32Array(columns * rows).fill(Number.POSITIVE_INFINITY);
    return new FloorPlan(minX, minY, columns, rows, empty).with(fixed);
  }

  /** The same floor with more on it. */
  with(obstacles: readonly Footprint[]): FloorPlan {
    const room = this.#room.slice();
    for (let row = 0; row < this.rows; row++) {
      for (let column = 0; column < this.columns; column++) {
        const at = row * this.columns + column;
        const [x, y] = this.middle(at);
        for (const obstacle of obstacles) room[at] = Math.min(room[at] ?? 0, distanceTo(obstacle, x, y));
      }
    }
    return new FloorPlan(this.#minX, this.#minY, this.columns, this.rows, room);
  }

  /** Index of the cell at a place, -1 outside. */
  cell([x, y]: Place): number {
    const column = Math.floor((x - this.#minX) / CELL);
    const row = Math.floor((y - this.#minY) / CELL);
    const inside = column >= 0 && row >= 0 && column < this.columns && row < this.rows;
    return inside ? row * this.columns + column : -1;
  }

  middle(cell: number): Place {
    const column = cell % this.columns;
    const row = Math.floor(cell / this.columns);
    return [this.#minX + (column + 0.5) * CELL, this.#minY + (row + 0.5) * CELL];
  }

  /** Metres from a cell's middle to the next obstacle; 0 outside. */
  room(cell: number): number {
    return cell < 0 ? 0 : (this.#room[cell] ?? 0);
  }

  /** The smallest room along a straight way. */
  roomAlong(from: Place, to: Place): number {
    const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / (CELL / 2)));
    let least = Number.POSITIVE_INFINITY;
    for (let step = 0; step <= steps; step++) {
      const t = step / steps;
      const at: Place = [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
      least = Math.min(least, this.room(this.cell(at)));
    }
    return least;
  }

  /** The nearest cell with at least so much room, within `reach` metres; -1 when there is none. */
  nearest(place: Place, room: number, reach: number): number {
    let best = -1;
    let bestDistance = reach;
    for (let cell = 0; cell < this.columns * this.rows; cell++) {
      if (this.room(cell) < room) continue;
      const [x, y] = this.middle(cell);
      const distance = Math.hypot(x - place[0], y - place[1]);
      if (distance < bestDistance) [best, bestDistance] = [cell, distance];
    }
    return best;
  }
}
