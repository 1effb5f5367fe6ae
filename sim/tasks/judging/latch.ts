import type { Verdict } from "../../../bridge/protocol/index.ts";

/** Something that must hold throughout: the first time that it did not is kept. */
export class Latch {
  readonly name: string;
  #broken: string | null = null;

  constructor(name: string) {
    this.name = name;
  }

  /** @param violation what is wrong now, in words; null when nothing is */
  note(violation: string | null, timeS: number): void {
    if (violation !== null) this.#broken ??= `${violation}, at ${timeS.toFixed(2)} s`;
  }

  get broken(): boolean {
    return this.#broken !== null;
  }

  reset(): void {
    this.#broken = null;
  }

  get judged(): Verdict["invariants"][number] {
    return { name: this.name, score: this.broken ? 0 : 1, detail: this.#broken ?? "held throughout" };
  }
}
