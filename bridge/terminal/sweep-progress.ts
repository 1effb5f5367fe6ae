import type { EvalResult } from "../protocol/index.ts";
import { durationText } from "./quantities.ts";
import { oneLine } from "./table.ts";

/** Results that the time left is told from. */
const LATEST = 30;
const BAR = 20;

/** Tells how a sweep goes: a bar that stays in its line on a terminal, else a line for each episode. */
export class SweepProgress {
  readonly #stream: NodeJS.WriteStream;
  readonly #workers: number;
  #episodes = 0;
  #done = 0;
  #successes = 0;
  #errors = 0;
  readonly #walls: number[] = [];

  constructor(stream: NodeJS.WriteStream, workers: number) {
    this.#stream = stream;
    this.#workers = workers;
  }

  start(episodes: number, before: readonly EvalResult[]): void {
    this.#episodes = episodes;
    for (const result of before) this.#count(result);
    if (before.length > 0)
      this.#stream.write(`${before.length} of ${episodes} episodes have been run before; going on.\n`);
    this.#draw();
  }

  result(result: EvalResult): void {
    this.#count(result);
    this.#walls.push(result.wall_s);
    if (this.#walls.length > LATEST) this.#walls.shift();
    // On a terminal only what went wrong with the running itself is worth a line that stays.
    if (!this.#stream.isTTY) this.#stream.write(`${this.#done}/${this.#episodes} ${line(result)}\n`);
    else if (result.verdict === null) this.#stream.write(`\r\x1b[K${line(result)}\n`);
    this.#draw();
  }

  /** The bar goes; what is written next begins a line. */
  end(): void {
    if (this.#stream.isTTY) this.#stream.write("\r\x1b[K");
  }

  #count({ verdict }: EvalResult): void {
    this.#done += 1;
    if (verdict?.success) this.#successes += 1;
    if (verdict === null) this.#errors += 1;
  }

  #draw(): void {
    if (!this.#stream.isTTY) return;
    const share = this.#episodes === 0 ? 1 : this.#done / this.#episodes;
    const full = Math.round(share * BAR);
    const parts = [
      `${"█".repeat(full)}${"░".repeat(BAR - full)} ${this.#done}/${this.#episodes}`,
      `${this.#successes} succeeded`,
      ...(this.#errors > 0 ? [`${this.#errors} could not be run`] : []),
      ...(this.#walls.length > 0 && this.#done < this.#episodes ? [`about ${this.#timeLeft()} left`] : []),
    ];
    this.#stream.write(`\r\x1b[K${parts.join(" · ").slice(0, (this.#stream.columns || 80) - 1)}`);
  }

  #timeLeft(): string {
    const mean = this.#walls.reduce((sum, wall) => sum + wall, 0) / this.#walls.length;
    return durationText(((this.#episodes - this.#done) * mean) / this.#workers);
  }
}

const line = ({ job, verdict, outcome, turns, wall_s, summary }: EvalResult): string => {
  const what = `${job.task} ${job.mode} seed ${job.seed}`;
  if (verdict === null) return `error   ${what}: ${oneLine(summary)}`;
  const mark = verdict.success ? "success" : "failure";
  return `${mark} ${what}: ${outcome.replace("_", " ")}, ${turns} turn${turns === 1 ? "" : "s"}, ${wall_s.toFixed(1)} s`;
};
