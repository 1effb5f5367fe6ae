import { type SandboxLevel, UserError } from "../protocol/index.ts";
import { Action, deathAsError } from "./action.ts";
import { CallServer } from "./call-server.ts";
import { type ActionFrame, Interpreter, type OutputStream } from "./interpreter.ts";
import { launchPlan, prepareWorkDir } from "./launch.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { KeptText, StreamText } from "./output.ts";
import { ResourceWatch } from "./resource-watch.ts";
import { levelsOf, type UnavailableLevel } from "./sandbox/levels.ts";
import type { ActionOptions, ActionResult, Executor, ExecutorOptions } from "./types.ts";

/** What threads may print between two actions: characters kept, and bytes after which Python is ended. */
const STRAY_CHARACTERS = 64 * 1024;
const STRAY_FLOOD_BYTES = 16 * 1024 * 1024;

/** Output that came while no action ran, from threads that one left behind. */
interface Stray {
  readonly text: KeptText;
  readonly streams: Record<OutputStream, StreamText>;
  bytes: number;
}

const noStray = (): Stray => ({
  text: new KeptText(STRAY_CHARACTERS),
  streams: { stdout: new StreamText(), stderr: new StreamText() },
  bytes: 0,
});

class PythonExecutor implements Executor {
  readonly #options: ExecutorOptions;
  readonly #limits: Limits;
  readonly #watch: ResourceWatch;
  #level: SandboxLevel | null;
  #unavailable: readonly UnavailableLevel[] = [];
  #interpreter: Interpreter | null = null;
  #running: Action | null = null;
  /** Set from execute() to its end; #running only while Python runs. */
  #busy = false;
  #interruptWaiting: string | null = null;
  /** Why Python ended while nothing ran. */
  #lostBetween: string | null = null;
  #stray = noStray();
  #actions = 0;
  #calls = 0;
  #closed = false;

  constructor(options: ExecutorOptions) {
    this.#options = options;
    const { workDir, limits = defaultLimits } = options;
    this.#limits = limits;
    this.#watch = new ResourceWatch({ workDir, limits, pid: () => this.#interpreter?.pid ?? null });
    this.#level = options.sandbox === "auto" ? null : options.sandbox;
  }

  get sandbox(): SandboxLevel {
    return this.#level ?? "none";
  }

  get unavailable(): readonly UnavailableLevel[] {
    return this.#unavailable;
  }

  get alive(): boolean {
    return this.#interpreter?.alive === true;
  }

  /** Starts a Python unless one is there. */
  async start(): Promise<Interpreter> {
    if (this.#interpreter?.alive) return this.#interpreter;
    await prepareWorkDir(this.#options.python, this.#options.workDir);
    const interpreter = await (this.#level === null ? this.#startStrictest() : this.#startAsked(this.#level));
    this.#interpreter = interpreter;
    if (this.#closed) interpreter.kill("the bridge is closing");
    return interpreter;
  }

  /** Nothing weaker than what was asked for, ever. */
  async #startAsked(level: SandboxLevel): Promise<Interpreter> {
    return this.#startAt(level).catch((error: Error) => {
      if (!(error instanceof UserError) || level === "none") throw error;
      throw new UserError(
        `Sandbox ${level} does not start: ${error.message} See \`codeact-ros doctor\`, or leave --sandbox out for the strictest that starts here.`,
      );
    });
  }

  async #startAt(level: SandboxLevel): Promise<Interpreter> {
    const listeners = {
      onFrame: (from: Interpreter, frame: ActionFrame) => this.#onFrame(from, frame),
      onOutput: (from: Interpreter, stream: OutputStream, chunk: Buffer) =>
        this.#onOutput(from, stream, chunk),
      onExit: (from: Interpreter, why: string) => this.#onExit(from, why),
    };
    return Interpreter.start(await launchPlan(level, this.#options), listeners, this.#limits.frame_bytes);
  }

  /** Whether a level is to be had shows only by starting it. */
  async #startStrictest(): Promise<Interpreter> {
    const unavailable: UnavailableLevel[] = [];
    for (const level of levelsOf()) {
      try {
        const interpreter = await this.#startAt(level);
        this.#level = level;
        this.#unavailable = unavailable;
        return interpreter;
      } catch (error) {
        if (!(error instanceof UserError) || level === "none") throw error;
        unavailable.push({ level, why: error.message });
      }
    }
    throw new Error("unreachable: the last level is none");
  }

  async execute(code: string, options: ActionOptions): Promise<ActionResult> {
    if (this.#closed) throw new Error("the executor is closed");
    if (this.#busy)
      throw new Error(`action ${this.#actions} is still running; wait for its end or interrupt it`);
    this.#busy = true;
    this.#interruptWaiting = null;
    const number = ++this.#actions;
    const { emit } = this.#options;
    const onAbort = () => this.interrupt(reasonOf(options.signal));
    emit({ type: "action_start", action: number, turn: options.turn, by: options.by, code });
    options.signal?.addEventListener("abort", onAbort, { once: true });
    if (options.signal?.aborted) onAbort();
    try {
      const result = await this.#run(number, code, options);
      const { ok, ended_by, reason, interrupted_at, value, error, state_kept, duration_s } = result;
      const how = { ended_by, reason, interrupted_at, state_kept, duration_s };
      emit({ type: "action_end", action: number, ok, value, error, ...how });
      return result;
    } finally {
      options.signal?.removeEventListener("abort", onAbort);
      this.#busy = false;
    }
  }

  async #run(number: number, code: string, options: ActionOptions): Promise<ActionResult> {
    const lost = this.#lostBetween;
    this.#lostBetween = null;
    let interpreter: Interpreter;
    try {
      interpreter = await this.start();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return neverRan(number, {
        ended_by: "died",
        reason: "",
        error: { ...deathAsError(""), message: error.message },
        state_kept: false,
      });
    }
    if (this.#interruptWaiting !== null)
      return neverRan(number, {
        ended_by: "interrupted",
        reason: this.#interruptWaiting,
        error: null,
        state_kept: lost === null,
      });
    const { emit, workDir, onCall } = this.#options;
    const calls = new CallServer({
      action: number,
      workDir,
      onCall,
      emit,
      nextCall: () => ++this.#calls,
      send: (frame) => interpreter.send(frame),
    });
    const action = new Action({
      number,
      interpreter,
      calls,
      emit,
      workDir,
      limits: this.#limits,
      watch: this.#watch,
      timeoutS: options.timeoutS,
    });
    const before = this.#stray.text.text();
    this.#stray = noStray();
    this.#running = action;
    try {
      const result = await action.run(code, before);
      if (lost === null) return result;
      const note = `[Python had ended after the action before: ${lost}. This action ran in a fresh one.]\n`;
      return { ...result, output: note + result.output, state_kept: false };
    } finally {
      this.#running = null;
      this.#watch.beginIdle(({ reason }) => interpreter.kill(`after the action's end, ${reason}`));
    }
  }

  interrupt(why: string): void {
    if (this.#running) this.#running.interrupt({ kind: "interrupted", reason: why });
    else if (this.#busy) this.#interruptWaiting ??= why;
  }

  hold(): () => void {
    return this.#running?.hold() ?? (() => {});
  }

  async restart(): Promise<void> {
    await this.#kill("it was restarted");
    this.#lostBetween = null;
    await this.start();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#watch.stop();
    await this.#kill("the bridge is closing");
  }

  async #kill(why: string): Promise<void> {
    const interpreter = this.#interpreter;
    this.#running?.interrupt({ kind: "interrupted", reason: why });
    interpreter?.kill(why);
    await interpreter?.exited;
  }

  #onFrame(interpreter: Interpreter, frame: ActionFrame): void {
    const wrong = this.#running ? this.#running.onFrame(frame) : `sent a ${frame.t} frame while nothing ran`;
    if (wrong !== null) interpreter.kill(`it ${wrong}`);
  }

  #onOutput(from: Interpreter, stream: OutputStream, chunk: Buffer): void {
    if (this.#running) return this.#running.onOutput(stream, chunk);
    const stray = this.#stray;
    stray.bytes += chunk.length;
    if (stray.bytes > STRAY_FLOOD_BYTES) return from.kill("a thread of it flooded the output");
    stray.text.add(stray.streams[stream].push(chunk));
  }

  #onExit(interpreter: Interpreter, why: string): void {
    if (this.#interpreter !== interpreter) return;
    this.#interpreter = null;
    if (!this.#running?.onExit(why)) this.#lostBetween = why;
  }
}

const reasonOf = (signal: AbortSignal | undefined): string => {
  const reason: unknown = signal?.reason;
  return typeof reason === "string" ? reason : "stopped";
};

const neverRan = (
  action: number,
  how: Pick<ActionResult, "ended_by" | "reason" | "error" | "state_kept">,
): ActionResult => ({
  action,
  ok: false,
  output: "",
  value: null,
  ended: null,
  duration_s: 0,
  interrupted_at: null,
  fates: [],
  calls: 0,
  receipts: [],
  images: [],
  ...how,
});

/**
 * Starts a persistent Python interpreter in `workDir` and waits until it is ready.
 *
 * @throws UserError when Python does not start, or the sandbox level is not to be had
 */
export const createExecutor = async (options: ExecutorOptions): Promise<Executor> => {
  const executor = new PythonExecutor(options);
  await executor.start();
  return executor;
};
