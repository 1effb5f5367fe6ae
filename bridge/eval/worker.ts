import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { EvalJob, EvalResult } from "../protocol/index.ts";
import type { EpisodeSettings } from "./episode-settings.ts";
import { FromWorker, type ToWorker } from "./worker-wire.ts";

/** Wall time that a worker has to close what it has open; then it is killed. */
const CLOSING_MS = 10_000;
const MOST_LAST_WORDS = 2000;
/** Wall time in which the last words of a process that has exited arrive. */
const LAST_WORDS_MS = 500;

/** A process that runs episodes. */
export class Worker {
  readonly #child: ChildProcess;
  /** The end of what it wrote to its standard error. */
  #lastWords = "";

  /** @param program the JavaScript file that runs in it */
  constructor(program: URL, settings: EpisodeSettings) {
    this.#child = fork(program, [], { stdio: ["ignore", "ignore", "pipe", "ipc"], execArgv: [] });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-MOST_LAST_WORDS);
    });
    this.#child.on("error", () => {}); // its exit tells
    this.#send({ t: "settings", settings });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** @throws Error when the worker dies before the episode has its result */
  async run(job: EvalJob): Promise<EvalResult> {
    const child = this.#child;
    const over = new AbortController();
    try {
      return await new Promise<EvalResult>((resolve, reject) => {
        const died = (code: number | null, by: string | null): void =>
          void this.#heardOut().then(() => reject(this.#death(code, by)));
        if (child.exitCode !== null || child.signalCode !== null) died(child.exitCode, child.signalCode);
        child.once("exit", died);
        const heard = (message: unknown): void => {
          const told = FromWorker.safeParse(message);
          if (told.success) resolve(told.data.result);
          else reject(new Error(`the worker answered with something that is no result`));
        };
        child.once("message", heard);
        over.signal.addEventListener("abort", () => {
          child.off("exit", died);
          child.off("message", heard);
        });
        this.#send({ t: "job", job });
      });
    } finally {
      over.abort();
    }
  }

  /** Ends the episode that it runs, if any, and the process. */
  async close(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const exited = once(child, "exit");
    if (child.connected) child.disconnect();
    const patience = setTimeout(() => child.kill("SIGKILL"), CLOSING_MS);
    await exited;
    clearTimeout(patience);
  }

  #send(message: ToWorker): void {
    this.#child.send(message, () => {}); // one that cannot hear has exited, or will
  }

  async #heardOut(): Promise<void> {
    const { stderr } = this.#child;
    if (stderr && !stderr.closed)
      await Promise.race([once(stderr, "close"), delay(LAST_WORDS_MS, undefined, { ref: false })]);
  }

  #death(code: number | null, by: string | null): Error {
    const lines = this.#lastWords.trim().split("\n");
    // Node's own report of an error ends with its version, and has the error in its middle.
    const last = lines.findLast((line) => /^\S*Error\b/.test(line)) ?? lines.at(-1) ?? "";
    const how = by === null ? `ended with exit code ${code}` : `was ended by ${by}`;
    return new Error(`the worker process ${how}${last === "" ? "" : `: ${last}`}`);
  }
}
