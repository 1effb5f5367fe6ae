import type { ApprovalAnswer, FromPage, ManualMove, ToPage } from "../../../bridge/protocol/index.ts";
import type { AppState } from "../state/app-state.ts";
import { emptyConversation, openQuestion } from "../state/conversation.ts";
import { reduceConversation } from "../state/reducer.ts";
import type { RobotState } from "../state/robot-state.ts";
import type { Store } from "../state/store.ts";
import { Link } from "./link.ts";
import { ManualHold } from "./manual-hold.ts";
import { forgetToken } from "./token.ts";

/** More lines of the robot's log than this are not kept. */
const LOG_LINES = 2_000;
/** A stop that is not reported by then is asked for again, over HTTP. */
const STOP_PATIENCE_MS = 1_500;

/** What the page can ask of the bridge, and where its answers go. */
export class Bridge {
  readonly #store: Store<AppState>;
  readonly #robot: RobotState;
  readonly #token: string;
  readonly #link: Link;
  #pending: ToPage[] = [];

  constructor(store: Store<AppState>, robot: RobotState, token: string) {
    this.#store = store;
    this.#robot = robot;
    this.#token = token;
    this.#link = new Link({
      token,
      onState: (link) => {
        if (link.phase === "denied") forgetToken();
        // The bridge tells the whole past anew on every connection; it may be another bridge by now.
        this.#pending = [];
        store.update((state) => ({
          ...state,
          link,
          conversation: link.phase === "open" ? emptyConversation : state.conversation,
        }));
      },
      onMessage: (message) => this.#receive(message),
    });
  }

  instruct(text: string): void {
    this.#ask({ op: "instruct", text });
  }

  exec(code: string): void {
    this.#ask({ op: "exec", code });
  }

  /** Goes on from a turn of a recorded episode with `code`, or by asking the agent; false when it was not sent. */
  fork(episode: string, turn: number, code: string | null): boolean {
    return this.#ask({ op: "fork", episode, turn, code, instruction: null });
  }

  answer(questionId: string, text: string): void {
    this.#ask({ op: "answer", question_id: questionId, text });
  }

  /** What a person decided about code, or a held motion; false when it was not sent. */
  approve(approvalId: string, answer: ApprovalAnswer): boolean {
    return this.#ask({ op: "approve", approval_id: approvalId, ...answer });
  }

  /** What was typed into the one input box: the answer while a question is open, else an instruction. */
  say(text: string): void {
    const question = openQuestion(this.#store.get().conversation);
    if (question) this.answer(question.questionId, text);
    else this.instruct(text);
  }

  /** An HTTP request to the bridge with this session's key. */
  fetch(path: string, options: { readonly method?: string; readonly headers?: Record<string, string> } = {}) {
    const headers = { ...options.headers, authorization: `Bearer ${this.#token}` };
    return fetch(path, { ...options, headers });
  }

  /** Stops the robot: by WebSocket, and by HTTP where that is silent. Says so when neither is heard. */
  stop(): void {
    this.#stop("stop");
  }

  /** Latches the emergency stop, by the same ways. */
  estop(): void {
    this.#stop("estop");
  }

  resetEstop(): void {
    this.#ask({ op: "estop_reset" });
  }

  /** Moves the robot until the hold is released; `onReleased` is called then, whatever released it. */
  holdMove(move: ManualMove, onReleased: () => void): ManualHold {
    const send = (message: FromPage): boolean => {
      if (message.op !== "manual_start") return this.#link.send(message);
      return this.#ask(message);
    };
    return new ManualHold(move, send, onReleased);
  }

  /** Moves the fingers to a gap in metres: a click is enough. */
  moveGripper(width_m: number): void {
    this.#ask({ op: "manual_start", hold: crypto.randomUUID(), move: { kind: "gripper", width_m } });
  }

  #stop(op: "stop" | "estop"): void {
    this.#store.update((state) => ({ ...state, stopping: { state: "asked" }, refusal: null }));
    if (!this.#link.send({ op })) return void this.#stopByHttp(op);
    setTimeout(() => {
      if (this.#store.get().stopping?.state === "asked") void this.#stopByHttp(op);
    }, STOP_PATIENCE_MS);
  }

  async #stopByHttp(op: "stop" | "estop"): Promise<void> {
    const request = { method: "POST", headers: { authorization: `Bearer ${this.#token}` } };
    const response = await fetch(`/api/${op}`, request).catch(() => null);
    if (response?.ok) return this.#store.update((state) => ({ ...state, stopping: null }));
    const told = (await response?.json().catch(() => null)) as { reason?: unknown } | null | undefined;
    const reason = typeof told?.reason === "string" ? told.reason : "The stop did not reach the bridge.";
    this.#store.update((state) => ({ ...state, stopping: { state: "failed", reason } }));
  }

  /** False when it was not sent. */
  #ask(message: FromPage): boolean {
    const reason =
      "There is no connection to the bridge; nothing was sent. It will not be sent later either.";
    const refusal = this.#link.send(message) ? null : { request: message.op, reason };
    this.#store.update((state) => ({ ...state, refusal }));
    return refusal === null;
  }

  #receive(message: ToPage): void {
    if (message.op === "robot") return this.#robot.accept(message);
    // One redraw for all that arrives within a moment: the whole past comes at once.
    if (this.#pending.push(message) === 1) setTimeout(() => this.#flush());
  }

  #flush(): void {
    const messages = this.#pending;
    this.#pending = [];
    this.#store.update((state) => messages.reduce(applyMessage, state));
  }
}

const applyMessage = (state: AppState, message: ToPage): AppState => {
  switch (message.op) {
    case "session":
      return { ...state, session: message.session };
    case "description":
      return { ...state, urdf: message.urdf };
    case "scene":
      return { ...state, objects: message.objects };
    case "event":
      return {
        ...state,
        conversation: reduceConversation(state.conversation, message.event),
        stopping: message.event.type === "stop" ? null : state.stopping,
      };
    case "episodes":
      return { ...state, episodesVersion: state.episodesVersion + 1 };
    case "refused":
      if (message.request === "stop" || message.request === "estop")
        return { ...state, stopping: { state: "failed", reason: message.reason } };
      return { ...state, refusal: { request: message.request, reason: message.reason } };
    case "picture":
      return { ...state, pictures: { ...state.pictures, [message.camera]: message } };
    case "log":
      return { ...state, log: [...state.log.slice(1 - LOG_LINES), message] };
    case "rehearsal":
      return { ...state, rehearsals: { ...state.rehearsals, [message.id]: message } };
    case "reach":
    case "robot":
      return state;
  }
};
