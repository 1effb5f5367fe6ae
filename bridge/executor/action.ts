import type { ActionEnd, Emit, InterruptedAt, PythonError } from "../protocol/index.ts";
import { ActionClock } from "./action-clock.ts";
import type { CallServer } from "./call-server.ts";
import type { ActionFrame, Interpreter, OutputStream } from "./interpreter.ts";
import { interruptAction } from "./interrupt.ts";
import { type Limits, showSize } from "./limits.ts";
import { KeptText, StreamText, showControls } from "./output.ts";
import type { ResourceWatch } from "./resource-watch.ts";
import { lineStuckAt } from "./stuck-at.ts";
import type { ActionResult } from "./types.ts";
import { takePng } from "./work-file.ts";

type Done = Extract<ActionFrame, { t: "done" }>;
type Interruption = { readonly kind: "interrupted" | "timeout" | "limit"; readonly reason: string };

/** Bytes after which printing is ended: nobody reads that much. */
const FLOOD_BYTES = 64 * 1024 * 1024;
/** Calls that may wait; an honest program has one, and one more after an interrupt of its own. */
const MOST_WAITING = 4;
/** Pictures that an action may announce, shown or not. */
const MOST_FIGURES = 50;
/** For a call that outlives its action to come to its end. */
const LATE_CALL_MS = 3000;

/** One run of code: gathers what comes from Python, ends it when it must be ended, and makes the result of it. */
export class Action {
  readonly number: number;
  readonly #interpreter: Interpreter;
  readonly #calls: CallServer;
  readonly #emit: Emit;
  readonly #workDir: string;
  readonly #limits: Limits;
  readonly #watch: ResourceWatch;
  readonly #clock: ActionClock;
  readonly #startedAt = performance.now();
  readonly #output: KeptText;
  readonly #streams = { stdout: new StreamText(), stderr: new StreamText() };
  #shownCharacters = 0;
  #bytes = 0;
  #figures = 0;
  #code = "";
  /** The line under way when the end from outside began, where a call or the stuck program tells it. */
  #line: number | null = null;
  /** Why Python was ended after the action's own end. */
  #lostAfter: string | null = null;
  #interruption: Interruption | null = null;
  #done: Done | null = null;
  #finish: (died: string | null) => void = () => {};
  /** Settles with null when Python reported the end, else with why it died. */
  readonly ended: Promise<string | null>;

  constructor(options: {
    readonly number: number;
    readonly interpreter: Interpreter;
    readonly calls: CallServer;
    readonly emit: Emit;
    readonly workDir: string;
    readonly limits: Limits;
    readonly watch: ResourceWatch;
    readonly timeoutS: number;
  }) {
    this.number = options.number;
    this.#interpreter = options.interpreter;
    this.#calls = options.calls;
    this.#emit = options.emit;
    this.#workDir = options.workDir;
    this.#limits = options.limits;
    this.#watch = options.watch;
    this.#output = new KeptText(options.limits.output_characters);
    this.#clock = new ActionClock(options.timeoutS, () =>
      this.interrupt({ kind: "timeout", reason: `time limit of ${options.timeoutS} s` }),
    );
    this.ended = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** Runs the code to its end; never rejects for what the code does. `stray`: output from before it. */
  async run(code: string, stray: string): Promise<ActionResult> {
    if (stray) this.#output.add(stray);
    this.#code = code;
    const { value_characters, frame_bytes } = this.#limits;
    const tooBig = this.#interpreter.send({
      t: "exec",
      n: this.number,
      code,
      value_characters,
      frame_bytes,
    });
    if (tooBig !== null)
      return this.#result(null, { type: "ValueError", message: `the code ${tooBig}`, traceback: "" });
    this.#clock.run();
    this.#watch.begin(({ reason, far }) => {
      this.interrupt({ kind: "limit", reason });
      if (far) this.#interpreter.kill(reason);
    });
    const died = await this.ended;
    this.#clock.pause();
    await this.#lookAfter(died);
    await this.#endLateCall();
    for (const stream of ["stdout", "stderr"] as const) this.#show(stream, this.#streams[stream].flush());
    this.#calls.close();
    return this.#result(died, this.#done?.error ?? null);
  }

  /** What Python sends while the action runs. Says what is wrong with a frame that cannot be. */
  onFrame(frame: ActionFrame): string | null {
    if (this.#done) return "went on sending after the action's end";
    if (frame.t === "call") {
      if (this.#calls.waiting >= MOST_WAITING) return "sent calls without waiting for their answers";
      void this.#serve(frame);
    } else if (frame.t === "heard") {
      this.#calls.heard(frame.id, frame.more);
    } else if (frame.t === "figure") {
      if (++this.#figures > MOST_FIGURES) return `announced more than ${MOST_FIGURES} figures`;
      this.#showFigure(frame.png_file);
    } else {
      if (frame.n !== this.number)
        return `reported the end of action ${frame.n} while action ${this.number} ran`;
      this.#done = frame;
      // The last output is in another pipe, and may be read after this frame in the same turn of the loop.
      setImmediate(() => this.#finish(null));
    }
    return null;
  }

  onOutput(stream: OutputStream, chunk: Buffer): void {
    this.#bytes += chunk.length;
    this.#show(stream, this.#streams[stream].push(chunk));
    if (this.#bytes > FLOOD_BYTES)
      this.interrupt({ kind: "limit", reason: `it printed more than ${showSize(FLOOD_BYTES)}` });
  }

  /** Python is gone; false when the action had come to its own end before, and does not tell. */
  onExit(why: string): boolean {
    this.#finish(why);
    return this.#done === null || this.#lostAfter !== null;
  }

  /** Ends the action: its motion, then the program, then the process. Only the first reason counts. */
  interrupt(interruption: Interruption): void {
    if (this.#interruption || this.#done) return;
    this.#interruption = interruption;
    this.#line = this.#calls.current?.line ?? null;
    const { reason } = interruption;
    void interruptAction(
      {
        abortCall: (why) => this.#calls.abort(why),
        callSettled: () => this.#calls.settled(),
        signal: () => this.#interpreter.interrupt(),
        locate: async () => {
          const line = await lineStuckAt(this.#workDir, this.number, () => this.#interpreter.askWhere());
          this.#line ??= line;
        },
        kill: (why) => this.#interpreter.kill(why),
        ended: this.ended,
      },
      reason,
    );
  }

  /** Stops the time limit until what it returns is called. */
  hold(): () => void {
    this.#clock.pause();
    return () => {
      if (!this.#done) this.#clock.run();
    };
  }

  async #serve(frame: Extract<ActionFrame, { t: "call" }>): Promise<void> {
    const resume = frame.name === "user.ask" ? this.hold() : () => {};
    await this.#calls.serve(frame);
    resume();
  }

  /** A program that was interrupted or died may leave a call behind; no motion outlives its action. */
  async #endLateCall(): Promise<void> {
    if (this.#calls.current === null) return;
    this.#calls.abort("the action has ended");
    await Promise.race([
      this.#calls.settled(),
      new Promise((resolve) => setTimeout(resolve, LATE_CALL_MS).unref()),
    ]);
  }

  #show(stream: OutputStream, text: string): void {
    if (text === "") return;
    this.#output.add(text);
    const room = this.#limits.output_characters - this.#shownCharacters;
    if (room <= 0) return;
    this.#shownCharacters += text.length;
    const shown =
      text.length <= room
        ? text
        : `${text.slice(0, room)}\n[… further output is not shown while it runs …]\n`;
    this.#emit({ type: "output", action: this.number, stream, text: shown });
  }

  #showFigure(file: string): void {
    try {
      this.#calls.addImage("figure", takePng(this.#workDir, file));
    } catch (error) {
      this.#show("stderr", `[a figure could not be shown: ${showControls((error as Error).message)}]\n`);
    }
  }

  /** What the action leaves behind: too many threads end Python, too many bytes are told. */
  async #lookAfter(died: string | null): Promise<void> {
    const excess = await this.#watch.end();
    if (!excess) return;
    if (excess.what === "disk" || died !== null) {
      if (this.#interruption?.kind !== "limit")
        this.#output.add(`[${excess.reason[0]?.toUpperCase()}${excess.reason.slice(1)}.]\n`);
      return;
    }
    this.#lostAfter = `${excess.reason}, which went on after the end of the action`;
    this.#interruption ??= { kind: "limit", reason: excess.reason };
    this.#interpreter.kill(this.#lostAfter);
    await this.#interpreter.exited;
  }

  #interruptedAt(): InterruptedAt | null {
    const line = this.#line ?? this.#done?.interrupted_line ?? this.#calls.stoppedAt;
    if (line === null) return null;
    return { line, source: showControls(this.#code.split("\n")[line - 1]?.trim() ?? "").slice(0, 200) };
  }

  #result(ended: string | null, error: PythonError | null): ActionResult {
    const done = this.#done;
    const died = ended ?? this.#lostAfter;
    const ended_by = this.#endedBy(died, error);
    const interrupted = ended_by === "interrupted" || ended_by === "timeout" || ended_by === "limit";
    return {
      action: this.number,
      ok: done?.ok === true && !interrupted,
      ended_by,
      reason: interrupted ? (this.#interruption?.reason ?? this.#calls.stopped ?? "") : "",
      interrupted_at: interrupted ? this.#interruptedAt() : null,
      fates: this.#calls.fates,
      output: this.#output.text(),
      value: done?.value == null ? null : showControls(done.value),
      error: died === null ? error && shownError(error) : deathAsError(died),
      ended: done?.ended ? this.#calls.ended : null,
      state_kept: died === null,
      duration_s: (performance.now() - this.#startedAt) / 1000,
      calls: this.#calls.count,
      receipts: this.#calls.receipts,
      images: this.#calls.images,
    };
  }

  #endedBy(died: string | null, error: PythonError | null): ActionEnd {
    if (this.#interruption) return this.#interruption.kind;
    if (died !== null) return "died";
    if (error?.type === "SystemExit") return "exit";
    if (error?.type === "Stopped" && this.#calls.stopped !== null) return "interrupted";
    return error ? "error" : "done";
  }
}

const shownError = (error: PythonError): PythonError => ({
  type: showControls(error.type),
  message: showControls(error.message),
  traceback: showControls(error.traceback),
});

/** The end of the interpreter in the shape of an exception, for those who show errors. */
export const deathAsError = (why: string): PythonError => ({
  type: "InterpreterDied",
  message: `Python is gone: ${showControls(why)}. Its variables are lost; the next action starts a fresh Python.`,
  traceback: "",
});
