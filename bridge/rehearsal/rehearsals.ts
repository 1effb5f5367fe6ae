import { putBack } from "../episode/rerun/parts.ts";
import type { RecordedAction } from "../episode/rerun/recorded-actions.ts";
import { type Event, type Rehearsal, UserError } from "../protocol/index.ts";
import type { Robot } from "../robot/robot.ts";
import type { SafetyGate } from "../safety/gate.ts";
import { begunRehearsal, type RehearsalLimits, type RehearsalRequest, rehearse } from "./rehearse.ts";
import { SessionPast } from "./session-past.ts";
import type { Twin } from "./twin.ts";
import { TwinInterpreter } from "./twin-interpreter.ts";

/** Wall seconds after the last rehearsal until the twin is given back: a simulator and a Python. */
const IDLE_S = 300;
/** Rehearsals that are still known by their id. */
const MOST_KNOWN = 16;

export interface RehearsalsOptions {
  /** The session's robot and gate, to be looked at only: nothing here could command them. */
  readonly robot: Pick<Robot, "saveState">;
  readonly gate: Pick<SafetyGate, "hand" | "latchedBy">;
  /** The session's events, to be heard only. */
  readonly events: { subscribe(listener: (event: Event) => void): () => void };
  readonly startTwin: () => Promise<Twin>;
  readonly limits: RehearsalLimits;
  readonly idleS?: number;
}

interface Running {
  readonly abort: AbortController;
  /** What was told of it last. */
  newest: Rehearsal;
}

interface TwinInUse {
  readonly twin: Twin;
  readonly interpreter: TwinInterpreter;
}

/**
 * Rehearses code in a twin of the session's simulator, one at a time: a newer one cancels the one before. The twin is
 * started by the first and kept for the next; it ends with the session, or after a while without use.
 */
export class Rehearsals {
  readonly #options: RehearsalsOptions;
  readonly #past = new SessionPast();
  readonly #listeners = new Set<(rehearsal: Rehearsal) => void>();
  readonly #known = new Map<string, Rehearsal>();
  readonly #unsubscribe: () => void;
  #twin: TwinInUse | null = null;
  #running: Running | null = null;
  /** What uses the twin, one after the other; never rejects. */
  #queue: Promise<void> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: RehearsalsOptions) {
    this.#options = options;
    this.#unsubscribe = options.events.subscribe((event) => this.#hear(event));
  }

  /** Hears of every rehearsal as it goes on: begun, now and then, at its end. */
  subscribe(listener: (rehearsal: Rehearsal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Begins to rehearse, from the robot's present state. One with the same id and the same code is not begun again.
   *
   * @returns what is known of it now; the rest is told to those who listen
   */
  rehearse(request: RehearsalRequest): Rehearsal {
    if (this.#closed) throw new UserError("The session is ending; nothing is rehearsed any more.");
    const begun = begunRehearsal(request, "getting ready");
    const known = this.#known.get(request.id);
    if (known && known.sha256 === begun.sha256 && known.state !== "failed") return known;
    this.cancel("a newer rehearsal took its place");
    const running: Running = { abort: new AbortController(), newest: begun };
    this.#running = running;
    this.#tell(begun);
    this.#enqueue(() => this.#run(request, running));
    this.#enqueue(() => this.#keepUp());
    return begun;
  }

  /** Ends the rehearsal under way, or that of an id when it is; nothing when there is none. */
  cancel(why: string, id?: string): void {
    const running = this.#running;
    if (!running || (id !== undefined && running.newest.id !== id)) return;
    this.#running = null;
    running.abort.abort(why);
    this.#tell({ ...running.newest, state: "failed", text: `Cancelled: ${why}.`, ended_by: "" });
  }

  /** The session's interpreter was replaced by one in which these actions ran. */
  interpreterReplaced(actions: readonly RecordedAction[]): void {
    this.#past.begin(actions);
  }

  /** Gives everything back. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    this.cancel("the session is ending");
    clearTimeout(this.#idle);
    await this.#queue;
    await this.#drop();
  }

  #hear(event: Event): void {
    this.#past.add(event);
    if (event.type === "approval") this.cancel("it was decided meanwhile");
    else if (event.type === "action_start") this.cancel("a program runs");
    else if (event.type === "stop" || (event.type === "estop" && event.latched))
      this.cancel("the robot was stopped");
    else if (event.type === "action_end" && this.#twin) this.#enqueue(() => this.#keepUp());
  }

  #tell(rehearsal: Rehearsal): void {
    this.#known.delete(rehearsal.id);
    this.#known.set(rehearsal.id, rehearsal);
    if (this.#known.size > MOST_KNOWN) this.#known.delete(this.#known.keys().next().value ?? "");
    for (const listener of this.#listeners) listener(rehearsal);
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(work);
  }

  async #run(request: RehearsalRequest, running: Running): Promise<void> {
    const { signal } = running.abort;
    /** Nothing more is told of one that was cancelled: that was its end. */
    const tell = (rehearsal: Rehearsal): void => {
      if (signal.aborted) return;
      running.newest = rehearsal;
      this.#tell(rehearsal);
    };
    try {
      if (!signal.aborted) tell(await this.#rehearse(request, signal, tell));
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      tell({ ...running.newest, state: "failed", text });
    }
    if (this.#running === running) this.#running = null;
    // What was broken off may still be moving.
    if (signal.aborted) await this.#twin?.twin.gate.stop("the end of the rehearsal").catch(() => {});
    this.#restartIdle();
  }

  async #rehearse(
    request: RehearsalRequest,
    signal: AbortSignal,
    onProgress: (so_far: Rehearsal) => void,
  ): Promise<Rehearsal> {
    const { gate } = this.#options;
    if (gate.latchedBy !== null)
      throw new UserError(
        `The emergency stop is latched (by ${gate.latchedBy}): every motion would be refused. Reset it, then rehearse.`,
      );
    const { twin, interpreter, notes } = await this.#ready(signal);
    interpreter.spoil();
    return rehearse(twin, request, { notes, limits: this.#options.limits, signal, onProgress });
  }

  /** A twin in the state of the session: its simulator as it is now, its variables as they are now. */
  async #ready(signal: AbortSignal): Promise<TwinInUse & { readonly notes: readonly string[] }> {
    for (let attempt = 1; ; attempt++) {
      const { twin, interpreter } = await this.#twinNow();
      const notes = await interpreter.keepUp(this.#past, () => !signal.aborted);
      signal.throwIfAborted();
      const state = await this.#presentState();
      try {
        await putBack(twin, state);
        return { twin, interpreter, notes };
      } catch (error) {
        // Something of the rehearsal before goes on in it; a fresh one has nothing of it.
        await this.#drop();
        if (attempt > 1) throw error;
      }
    }
  }

  async #presentState(): Promise<Parameters<typeof putBack>[1]> {
    const { robot, gate } = this.#options;
    const { hand } = gate;
    const saved = await robot.saveState();
    if (!saved) throw new UserError("This robot is no simulator: nothing can be rehearsed beside it.");
    return { simulator: saved.state, hand };
  }

  async #twinNow(): Promise<TwinInUse> {
    if (this.#twin && !this.#twin.twin.usable) await this.#drop();
    if (this.#twin) return this.#twin;
    const twin = await this.#options.startTwin();
    this.#twin = { twin, interpreter: new TwinInterpreter(twin) };
    return this.#twin;
  }

  /** Plays back what ran in the session meanwhile, so that the next rehearsal begins at once. */
  async #keepUp(): Promise<void> {
    if (!this.#twin || this.#running || this.#closed) return;
    const goesOn = (): boolean => this.#running === null && !this.#closed;
    await this.#twin.interpreter.keepUp(this.#past, goesOn).catch(() => this.#drop());
  }

  #restartIdle(): void {
    clearTimeout(this.#idle);
    if (this.#closed) return;
    const afterMs = (this.#options.idleS ?? IDLE_S) * 1000;
    this.#idle = setTimeout(() => {
      if (!this.#running) this.#enqueue(() => this.#drop());
    }, afterMs);
    this.#idle.unref();
  }

  async #drop(): Promise<void> {
    const twin = this.#twin?.twin;
    this.#twin = null;
    await twin?.close().catch(() => {});
  }
}
