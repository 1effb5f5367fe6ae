import type {
  ActionAuthor,
  ActionEnd,
  BaseResult,
  Emit,
  GripperResult,
  InterruptedAt,
  MotionResult,
  PythonError,
  SandboxLevel,
} from "../protocol/index.ts";
import type { CallFate } from "./call-fate.ts";
import type { Limits } from "./limits.ts";
import type { UnavailableLevel } from "./sandbox/levels.ts";

/** One call of a primitive from Python, after its frame was validated; `params` are checked by the handler's schema. */
export interface PrimitiveCall {
  readonly action: number;
  /** Counts up over the life of the executor. */
  readonly call: number;
  readonly name: string;
  readonly params: Record<string, unknown>;
  /** Line of the running action that made the call. */
  readonly line: number | null;
}

/** What a handler may use while it serves one call. */
export interface CallContext {
  /** Aborted when the action is interrupted or times out; a handler must end its motion and reject soon after. */
  readonly signal: AbortSignal;
  /** Folder shared with Python, for arrays and pictures. */
  readonly workDir: string;
  /** Shows a PNG to the person and to models that see. */
  attachImage(source: string, png: Uint8Array): void;
  /** Puts a receipt of measured motion, and the same in plain words, into the events and the observation. */
  addReceipt(receipt: MotionResult | GripperResult | BaseResult, text: string): void;
  /** Hands a message to the program while it waits for this call; of too many for it the oldest are dropped. */
  feedback(value: unknown): void;
}

/** Serves primitive calls. Resolves to the JSON result, rejects with PrimitiveError. */
export type CallHandler = (call: PrimitiveCall, context: CallContext) => Promise<unknown>;

export interface ExecutorOptions {
  /** Path of the Python interpreter. */
  readonly python: string;
  /** The only folder that Python may write to; made when missing. */
  readonly workDir: string;
  /** What the program may use; the defaults when not given. */
  readonly limits?: Limits;
  /** "auto": the strictest that starts here. */
  readonly sandbox: SandboxLevel | "auto";
  readonly onCall: CallHandler;
  /** Told: action_start, output, primitive_call, primitive_result, receipt, image, action_end. */
  readonly emit: Emit;
}

export interface ActionOptions {
  readonly turn: number;
  readonly by: ActionAuthor;
  /** Wall seconds until the action is interrupted. */
  readonly timeoutS: number;
  /** Aborting interrupts the action. */
  readonly signal?: AbortSignal;
}

/** What came of one action; the material of an observation. */
export interface ActionResult {
  readonly action: number;
  readonly ok: boolean;
  readonly ended_by: ActionEnd;
  /** Who or what ended it from outside, or which limit; empty otherwise. */
  readonly reason: string;
  /** The statement at which it was ended from outside, where that is known. */
  readonly interrupted_at: InterruptedAt | null;
  /** What became of the primitive calls that its end from outside met or refused. */
  readonly fates: readonly CallFate[];
  /** stdout and stderr in the order of arrival, head and tail kept. */
  readonly output: string;
  /** repr of the last expression. */
  readonly value: string | null;
  readonly error: PythonError | null;
  /** Set when finish() or give_up() ended the action; `text` is what they were given. */
  readonly ended: { readonly by: "finish" | "give_up"; readonly text: string } | null;
  readonly state_kept: boolean;
  readonly duration_s: number;
  readonly calls: number;
  readonly receipts: readonly string[];
  readonly images: readonly { readonly source: string; readonly png: Uint8Array }[];
}

/** A persistent Python interpreter that runs one action at a time. */
export interface Executor {
  readonly alive: boolean;
  /** The level that Python runs in. */
  readonly sandbox: SandboxLevel;
  /** Stricter levels that were tried and did not start, with the reason. */
  readonly unavailable: readonly UnavailableLevel[];
  /** Runs code in the persistent interpreter; never rejects for what the code does. Starts a new interpreter if it died. */
  execute(code: string, options: ActionOptions): Promise<ActionResult>;
  /** Interrupts the running action: aborts its primitive call, raises KeyboardInterrupt, kills if neither helps. */
  interrupt(why: string): void;
  /**
   * Stops the time limit of the running action while a person is asked about it, until what it returns is called: a
   * person's thinking is not the program's.
   */
  hold(): () => void;
  /** A fresh interpreter; variables are lost. */
  restart(): Promise<void>;
  close(): Promise<void>;
}
