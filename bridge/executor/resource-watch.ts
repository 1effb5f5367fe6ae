import { type Limits, showSize } from "./limits.ts";
import { type FolderUsage, folderUsage, MOST_ENTRIES, namelessBytes, threadCount } from "./resource-usage.ts";

/** How often a running action is looked at, and what one left behind, milliseconds. */
const RUNNING_MS = 100;
const IDLE_MS = 1000;
/** A walk through the folder may take this part of the time. */
const LARGEST_SHARE = 0.1;
/** So many times a limit is no time for a gentle end. */
const FAR = 2;
/** A folder that is full already may grow by this, so that a program can run that clears it up. */
const TO_CLEAR_UP_BYTES = 2 ** 20;
const TO_CLEAR_UP_ENTRIES = 100;

export interface Excess {
  /** What is too much, in words, with the limit and what to do. */
  readonly reason: string;
  readonly what: "disk" | "processes";
  /** So much that Python must be ended at once. */
  readonly far: boolean;
}

export interface WatchOptions {
  readonly workDir: string;
  readonly limits: Limits;
  /** Of the Python process, as the bridge sees it; null when there is none. */
  readonly pid: () => number | null;
}

/**
 * Looks after what no kernel limit covers at every sandbox level: the size of the whole work folder, and the number of
 * threads and processes (RLIMIT_NPROC would count all that the user runs).
 */
export class ResourceWatch {
  readonly #options: WatchOptions;
  #timer: NodeJS.Timeout | null = null;
  /** Counts begin() and end(), so that a look that was under way then is without effect. */
  #round = 0;
  #disk: FolderUsage = { bytes: 0, entries: 0, unseen: false };
  /** What it may hold while the watch runs. */
  #allowed: FolderUsage = this.#disk;
  /** Threads of a Python in which nothing runs, and of which process that was counted. */
  #own = { pid: 0, threads: 0 };
  /** At the last look; null when it could not be counted. */
  #lastThreads: number | null = null;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** Begins to watch a running action; `tell` is told at every look that finds too much. */
  begin(tell: (excess: Excess) => void): void {
    const pid = this.#options.pid();
    if (pid !== null && this.#own.pid !== pid) this.#own = { pid, threads: this.#threads() ?? 0 };
    this.#allow();
    this.#start(RUNNING_MS, tell);
  }

  /** After end(): watches threads and processes that the action left behind, if it left any. */
  beginIdle(tell: (excess: Excess) => void): void {
    if (this.#lastThreads === null || this.#lastThreads <= this.#own.threads) return;
    this.#allow();
    this.#start(IDLE_MS, tell);
  }

  /** Ends the watch with a last look: what is too much, also of what was so before. */
  async end(): Promise<Excess | null> {
    this.stop();
    const { disk_bytes } = this.#options.limits;
    return this.#look({ bytes: disk_bytes, entries: MOST_ENTRIES, unseen: false });
  }

  stop(): void {
    this.#round++;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #allow(): void {
    const { disk_bytes } = this.#options.limits;
    this.#allowed = {
      bytes: Math.max(disk_bytes, this.#disk.bytes > disk_bytes ? this.#disk.bytes + TO_CLEAR_UP_BYTES : 0),
      entries: Math.max(
        MOST_ENTRIES,
        this.#disk.entries > MOST_ENTRIES ? this.#disk.entries + TO_CLEAR_UP_ENTRIES : 0,
      ),
      unseen: this.#disk.unseen,
    };
  }

  #start(everyMs: number, tell: (excess: Excess) => void): void {
    this.stop();
    const round = this.#round;
    const lookAgain = (afterMs: number): void => {
      this.#timer = setTimeout(async () => {
        const began = performance.now();
        const excess = await this.#look();
        if (round !== this.#round) return;
        if (excess) tell(excess);
        lookAgain(Math.max(everyMs, (performance.now() - began) / LARGEST_SHARE));
      }, afterMs).unref();
    };
    lookAgain(everyMs);
  }

  #threads(): number | null {
    const pid = this.#options.pid();
    return pid === null ? null : threadCount(pid, this.#options.limits.processes * FAR);
  }

  async #look(allowed: FolderUsage = this.#allowed): Promise<Excess | null> {
    const { limits, workDir } = this.#options;
    const threads = this.#threads();
    this.#lastThreads = threads;
    if (threads !== null && threads > limits.processes)
      return {
        what: "processes",
        far: threads > limits.processes * FAR,
        reason: `it ran more than ${limits.processes} threads and processes at once (--limit processes=NUMBER changes that)`,
      };
    const pid = this.#options.pid();
    const nameless = pid === null ? 0 : namelessBytes(pid);
    const folder = await folderUsage(workDir);
    this.#disk = { ...folder, bytes: folder.bytes + nameless };
    return this.#full(allowed);
  }

  #full(allowed: FolderUsage): Excess | null {
    const { bytes, entries, unseen } = this.#disk;
    const { disk_bytes } = this.#options.limits;
    if (unseen && !allowed.unseen)
      return {
        what: "disk",
        far: false,
        reason:
          "the work folder holds folders that cannot be looked into, nested too deep or without permission. Delete them in the next action",
      };
    if (entries > allowed.entries)
      return {
        what: "disk",
        far: false,
        reason: `the work folder holds more than ${MOST_ENTRIES} files. Delete what is not needed in the next action`,
      };
    if (bytes <= allowed.bytes) return null;
    return {
      what: "disk",
      far: bytes > allowed.bytes * FAR,
      reason: `the work folder grew to ${showSize(bytes)}; the limit is ${showSize(disk_bytes)} (--limit disk=SIZE changes it). Delete files that are not needed in the next action`,
    };
  }
}
