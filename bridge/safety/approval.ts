import { createHash, randomUUID } from "node:crypto";
import {
  type ApprovalAnswer,
  type ApprovalMode,
  type ApprovalRequest,
  type Emit,
  type EventBody,
  PrimitiveError,
} from "../protocol/index.ts";
import { commandsInCode } from "./commands-in-code.ts";
import { HarmlessFunctions } from "./harmless-functions.ts";

/** Wall seconds: long enough to read a program, short enough that nobody forgets that it waits. */
export const APPROVE_TIMEOUT_S = 120;

/** Whoever approves. */
export interface Approver {
  /** @returns null when nobody can answer */
  approve(
    request: ApprovalRequest,
    signal: AbortSignal,
  ): Promise<(ApprovalAnswer & { readonly by: string }) | null>;
}

export interface ApprovalOptions {
  readonly mode: ApprovalMode;
  readonly person: Approver;
  readonly emit: Emit;
  /** Wall seconds after which a request counts as rejected. */
  readonly timeoutS: number;
  /** Stops the time limit of the running action until what it returns is called. */
  readonly hold?: () => () => void;
}

/** What becomes of an action: the code that runs, or why none does. */
export type Review =
  | { readonly run: string }
  | { readonly rejected: string /** Nobody could be asked. */; readonly nobody: boolean };

type Decision = Omit<Extract<EventBody, { type: "approval" }>, "type" | "approval_id">;

/** The action that runs, as far as approval goes. */
interface Running {
  readonly code: string;
  readonly turn: number;
  /** Written or approved by a person, whole: its motions pass. */
  readonly free: boolean;
  call: { readonly name: string; readonly line: number | null } | null;
  /** Why its motions are refused from now on. */
  denied: string | null;
}

const NOBODY =
  "nobody is there who could approve it. Run it in a terminal, or with the page (codeact-ros start), or say --approve never";

/**
 * Lets a person decide what the agent may do: a whole action before it runs (`review`), and, where an action that was
 * not approved commands a motion all the same, that motion before it is sent (`motion`). An approval holds for exactly
 * the code that was shown, by its hash, and for one run of it.
 */
export class Approval {
  readonly mode: ApprovalMode;
  readonly #options: ApprovalOptions;
  #granted: { readonly sha256: string; readonly turn: number } | null = null;
  #running: Running | null = null;
  readonly #harmless = new HarmlessFunctions();

  constructor(options: ApprovalOptions) {
    this.mode = options.mode;
    this.#options = options;
  }

  /**
   * Asks a person about an action of the agent before it runs: about every one in mode `always`, in mode `motion` about
   * those that may move something as far as their text tells.
   */
  async review(code: string, { turn }: { readonly turn: number }, signal: AbortSignal): Promise<Review> {
    this.#granted = null;
    if (this.mode === "never") return { run: code };
    const commands = commandsInCode(code, this.#harmless.names);
    if (this.mode === "motion" && commands.length === 0) return { run: code };
    const { decision, nobody } = await this.#ask({ turn, code, commands, editable: true }, signal);
    if (decision.decision === "rejected" || decision.decision === "expired") {
      const why = refusalWords(decision, this.#options.timeoutS, nobody);
      return { rejected: `Your code was not approved: ${why}. Nothing was run, and nothing moved.`, nobody };
    }
    const run = decision.code ?? code;
    this.#granted = { sha256: sha256(run), turn };
    return { run };
  }

  /** Learns from the events of the executor which action runs, and which of its calls. */
  watch(event: EventBody): void {
    if (this.mode === "never") return;
    if (event.type === "action_start") {
      const granted = this.#granted;
      this.#granted = null;
      const approved = granted?.turn === event.turn && granted.sha256 === sha256(event.code);
      const free = event.by === "person" || approved;
      this.#harmless.ran(event.code);
      this.#running = { code: event.code, turn: event.turn, free, call: null, denied: null };
    } else if (event.type === "action_end") this.#running = null;
    else if (event.type === "primitive_call" && this.#running)
      this.#running.call = { name: event.name, line: event.line };
  }

  /**
   * Holds a motion until a person approved it, when it is of an action that nobody approved; `text` says what it is.
   * Passes while no action runs: then only a person moves the robot, by hand.
   *
   * @returns whether a person was asked, which takes time: what was looked at before may have changed
   * @throws PrimitiveError Denied when it was rejected, for it and every further motion of the action; Stopped
   */
  async motion(text: string, signal: AbortSignal): Promise<boolean> {
    const running = this.#running;
    if (this.mode === "never" || running === null || running.free) return false;
    if (running.denied !== null) throw denied(running.denied);
    const { name, line } = running.call ?? { name: "motion", line: null };
    const resume = this.#options.hold?.();
    try {
      const { code, turn } = running;
      const request = { turn, code, commands: [{ name, line, text }], editable: false };
      const { decision, nobody } = await this.#ask(request, signal);
      if (signal.aborted || this.#running !== running)
        throw new PrimitiveError("Stopped", "The robot was stopped before this motion began; nothing moved.");
      if (decision.decision === "approved") return true;
      running.denied = refusalWords(decision, this.#options.timeoutS, nobody);
      throw denied(running.denied);
    } finally {
      resume?.();
    }
  }

  async #ask(
    asked: Pick<ApprovalRequest, "turn" | "code" | "commands" | "editable">,
    signal: AbortSignal,
  ): Promise<{ decision: Decision; nobody: boolean }> {
    const { emit, person, timeoutS } = this.#options;
    const request: ApprovalRequest = {
      type: "approval_request",
      approval_id: randomUUID(),
      sha256: sha256(asked.code),
      timeout_s: timeoutS,
      ...asked,
    };
    emit(request);
    const over = new AbortController();
    const ends = AbortSignal.any([signal, over.signal]);
    const ended = new Promise<"ended">((resolve) => {
      if (ends.aborted) resolve("ended");
      else ends.addEventListener("abort", () => resolve("ended"), { once: true });
    });
    const timer = setTimeout(() => over.abort(), Math.min(timeoutS * 1000, 2 ** 31 - 1));
    try {
      const answer = await Promise.race([person.approve(request, ends), ended]);
      const decision = decisionOf(request, ends.aborted ? "ended" : answer, signal);
      emit({ type: "approval", approval_id: request.approval_id, ...decision });
      return { decision, nobody: answer === null && !ends.aborted };
    } finally {
      clearTimeout(timer);
      over.abort();
    }
  }
}

const decisionOf = (
  request: ApprovalRequest,
  answer: (ApprovalAnswer & { readonly by: string }) | null | "ended",
  signal: AbortSignal,
): Decision => {
  const stopped = typeof signal.reason === "string" ? `stopped by ${signal.reason}` : "the task was stopped";
  if (signal.aborted) return { decision: "rejected", code: null, reason: stopped, by: "stop" };
  if (answer === "ended") return { decision: "expired", code: null, reason: "", by: "timeout" };
  if (answer === null) return { decision: "rejected", code: null, reason: NOBODY, by: "nobody" };
  const { decision, code, by } = answer;
  const reason = answer.reason.trim();
  if (decision === "reject") return { decision: "rejected", code: null, reason, by };
  // A running action cannot be edited any more: other code is none that could be approved.
  if (code !== null && code !== request.code)
    return request.editable
      ? { decision: "edited", code, reason, by }
      : { decision: "rejected", code: null, reason: "it runs already and cannot be edited", by };
  return { decision: "approved", code: null, reason, by };
};

const refusalWords = ({ decision, reason, by }: Decision, timeoutS: number, nobody: boolean): string => {
  if (nobody) return reason;
  if (decision === "expired") return `nobody answered within ${timeoutS} s`;
  if (by === "stop") return reason;
  return reason === "" ? "a person rejected it without a reason" : `a person rejected it, saying "${reason}"`;
};

const denied = (why: string): PrimitiveError =>
  new PrimitiveError(
    "Denied",
    `Nothing was sent, because this action was not approved: ${why}. No further motion of this action is sent. Do it otherwise in your next action, or ask with user.ask().`,
  );

const sha256 = (code: string): string => createHash("sha256").update(code, "utf8").digest("hex");
