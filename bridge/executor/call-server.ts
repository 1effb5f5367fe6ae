import {
  type BaseResult,
  type Emit,
  type GripperResult,
  isPrimitiveName,
  type MotionResult,
  PrimitiveError,
  type PrimitiveErrorBody,
  primitives,
  type ToPython,
} from "../protocol/index.ts";
import { type CallFate, fateOf, unsent, unsettled } from "./call-fate.ts";
import { CallFeedback } from "./call-feedback.ts";
import { showControls } from "./output.ts";
import type { ActionResult, CallContext, CallHandler, PrimitiveCall } from "./types.ts";

type CallFrame = {
  readonly id: number;
  readonly name: string;
  readonly params: Record<string, unknown>;
  readonly line: number | null;
};

export interface CallServerOptions {
  readonly action: number;
  readonly workDir: string;
  readonly onCall: CallHandler;
  readonly emit: Emit;
  /** Number of the next call of the executor. */
  readonly nextCall: () => number;
  /** Sends a frame to Python; says why not when it is too big. */
  readonly send: (frame: ToPython) => string | null;
}

interface InFlight {
  readonly id: number;
  /** The program itself does not want it any more. */
  givenUp: boolean;
  readonly name: string;
  readonly line: number | null;
  readonly abort: LateAbort;
  readonly feedback: CallFeedback;
  readonly settled: Promise<void>;
}

/** The last receipt that a call left, in words. */
interface Noted {
  receipt: string | null;
}

/** Pictures of one action beyond this many are not shown: a loop over a camera must not fill memory. */
const IMAGES_KEPT = 20;
/** Calls of one ended action whose fate is told; a program that catches everything makes thousands. */
const FATES_KEPT = 3;
/** Results whose JSON is longer are left out of events; the program gets them all the same. */
const EVENT_RESULT_CHARACTERS = 50_000;

/** An AbortController made when its signal is asked for: it costs more than all else of a call that needs none. */
class LateAbort {
  #controller: AbortController | null = null;
  #reason: string | null = null;

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason !== null) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  get aborted(): boolean {
    return this.#reason !== null;
  }

  abort(reason: string): void {
    this.#reason ??= reason;
    this.#controller?.abort(this.#reason);
  }
}

/** Serves the primitive calls of one action, one at a time, and gathers what they leave: receipts, pictures, the end. */
export class CallServer {
  readonly #options: CallServerOptions;
  readonly receipts: string[] = [];
  readonly images: ActionResult["images"][number][] = [];
  /** What became of the calls that the action's end from outside met or refused, the first of them. */
  readonly fates: CallFate[] = [];
  count = 0;
  /** What finish() or give_up() was told. */
  ended: ActionResult["ended"] = null;
  /** The words that the last call was stopped with, when it was stopped by someone else than this action's end. */
  stopped: string | null = null;
  /** The line of that call. */
  stoppedAt: number | null = null;
  /** Calls that arrived and are not answered yet. */
  waiting = 0;
  #turn: Promise<void> = Promise.resolve();
  #inFlight: InFlight | null = null;
  #refused: string | null = null;
  #closed = false;

  constructor(options: CallServerOptions) {
    this.#options = options;
  }

  /** Name of the call under way. */
  get current(): { readonly name: string; readonly line: number | null } | null {
    return this.#inFlight;
  }

  /** Serves one call, after those before it; never rejects. */
  async serve(frame: CallFrame): Promise<void> {
    this.waiting++;
    // Only an interrupted program calls again before its last call was answered: that one is abandoned.
    this.#inFlight?.abort.abort("the program abandoned the call");
    const before = this.#turn;
    this.#turn = this.#inFlight ? before.then(() => this.#serveNow(frame)) : this.#serveNow(frame);
    await this.#turn;
    this.waiting--;
  }

  async #serveNow(frame: CallFrame): Promise<void> {
    const call: PrimitiveCall = {
      action: this.#options.action,
      call: this.#options.nextCall(),
      name: frame.name,
      params: frame.params,
      line: frame.line,
    };
    this.count++;
    const { action, call: number, name, params, line } = call;
    this.#options.emit({ type: "primitive_call", action, call: number, name, params, line });
    const started = performance.now();
    const abort = new LateAbort();
    const noted: Noted = { receipt: null };
    const refused = this.#refused !== null;
    const feedback = new CallFeedback(frame.id, this.#options.send);
    const outcome = this.#run(call, abort, noted, feedback);
    const settled = outcome.then(() => {});
    const inFlight: InFlight = { id: frame.id, givenUp: false, name, line, abort, feedback, settled };
    this.#inFlight = inFlight;
    const { result, error } = await outcome;
    if (this.#inFlight === inFlight) this.#inFlight = null;
    if (this.#closed) return;
    if (!abort.aborted) feedback.flush();
    const failure = error ?? this.#answer(frame.id, name, result);
    if (failure) this.#options.send({ t: "raise", id: frame.id, error: failure });
    const stoppedElsewhere = failure?.code === "Stopped" && !abort.aborted;
    if (stoppedElsewhere || (abort.aborted && !inFlight.givenUp))
      this.#noteFate(refused ? unsent(call) : fateOf(call, error, noted.receipt));
    if (stoppedElsewhere && !refused) {
      this.stopped ??= failure.message;
      this.stoppedAt ??= line;
    }
    this.#refused ??= this.stopped;
    const ok = failure === null;
    const duration_s = (performance.now() - started) / 1000;
    const shown = ok ? forEvent(result) : null;
    this.#options.emit({
      type: "primitive_result",
      action,
      call: number,
      name,
      ok,
      result: shown,
      error: failure,
      duration_s,
    });
  }

  /** Python handled a feedback message of a call, and wants more of it or has given the call up. */
  heard(id: number, more: boolean): void {
    const inFlight = this.#inFlight;
    if (inFlight?.id !== id) return; // it was answered meanwhile
    if (more) inFlight.feedback.heard();
    else if (!inFlight.abort.aborted) {
      inFlight.givenUp = true;
      inFlight.abort.abort("the program gave the call up");
    }
  }

  /** Aborts the call under way and refuses further ones; false when there was none. */
  abort(reason: string): boolean {
    this.#refused ??= reason;
    if (this.#inFlight) this.#inFlight.givenUp = false;
    this.#inFlight?.abort.abort(reason);
    return this.#inFlight !== null;
  }

  /** Settles when no call is under way. */
  async settled(): Promise<void> {
    await this.#inFlight?.settled;
  }

  /** From now on nothing is answered or gathered. */
  close(): void {
    if (this.#inFlight && !this.#closed) this.#noteFate(unsettled(this.#inFlight));
    this.#closed = true;
  }

  addImage(source: string, png: Uint8Array): void {
    if (this.#closed || this.images.length >= IMAGES_KEPT) return;
    this.images.push({ source, png });
    const data_base64 = Buffer.from(png).toString("base64");
    this.#options.emit({
      type: "image",
      action: this.#options.action,
      source,
      mime: "image/png",
      data_base64,
    });
  }

  #noteFate(fate: CallFate): void {
    if (this.fates.length < FATES_KEPT) this.fates.push(fate);
  }

  async #run(
    call: PrimitiveCall,
    abort: LateAbort,
    noted: Noted,
    feedback: CallFeedback,
  ): Promise<{ result: unknown; error: PrimitiveErrorBody | null }> {
    try {
      if (this.#refused !== null)
        throw new PrimitiveError(
          "Stopped",
          `${call.name} was not sent: the action is being stopped (${this.#refused.replace(/\.$/, "")}).`,
        );
      if (!isPrimitiveName(call.name))
        throw new PrimitiveError("NotSupported", `There is no primitive ${JSON.stringify(call.name)}.`);
      const answered = await this.#options.onCall(call, this.#context(call, abort, noted, feedback));
      const checked = primitives[call.name].result.safeParse(answered ?? null);
      if (!checked.success) {
        const issue = checked.error.issues[0];
        const where = issue?.path.join(".");
        throw new Error(
          `the bridge answered something unexpected${where ? ` at ${where}` : ""}: ${issue?.message}`,
        );
      }
      this.#noteEnd(call);
      return { result: checked.data, error: null };
    } catch (error) {
      return { result: null, error: errorBody(call.name, error) };
    }
  }

  #context(call: PrimitiveCall, abort: LateAbort, noted: Noted, feedback: CallFeedback): CallContext {
    const { action, workDir, emit } = this.#options;
    return {
      get signal() {
        return abort.signal;
      },
      workDir,
      attachImage: (source, png) => this.addImage(source, png),
      feedback: (value) => {
        if (!this.#closed && !abort.aborted) feedback.push(value);
      },
      addReceipt: (receipt: MotionResult | GripperResult | BaseResult, text) => {
        if (this.#closed) return;
        noted.receipt = text;
        this.receipts.push(text);
        emit({ type: "receipt", action, call: call.call, name: call.name, receipt: { ...receipt }, text });
      },
    };
  }

  #noteEnd(call: PrimitiveCall): void {
    if (call.name !== "finish" && call.name !== "give_up") return;
    const text = String(call.name === "finish" ? call.params["summary"] : call.params["reason"]);
    this.ended = { by: call.name, text: showControls(text) };
  }

  /** Sends a result; the error to send in its place when it is too big. */
  #answer(id: number, name: string, value: unknown): PrimitiveErrorBody | null {
    const tooBig = this.#options.send({ t: "return", id, value });
    if (tooBig === null) return null;
    return { code: "LimitExceeded", message: `${name}: the result ${tooBig}. Ask for less.` };
  }
}

const errorBody = (name: string, error: unknown): PrimitiveErrorBody => {
  if (error instanceof PrimitiveError) return error.toBody();
  return {
    code: "NotSupported",
    message: `${name} failed inside the bridge: ${(error as Error)?.message ?? error}`,
  };
};

const forEvent = (result: unknown): unknown => {
  if (typeof result !== "object" || result === null) return result;
  const text = JSON.stringify(result);
  return text.length <= EVENT_RESULT_CHARACTERS ? result : { left_out: `${text.length} characters of JSON` };
};
