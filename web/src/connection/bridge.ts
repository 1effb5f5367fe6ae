import type {
  ApprovalAnswer,
  FromPage,
  ManualMove,
  Quat,
  ReachAnswer,
  ToPage,
  Vec3,
} from "../../../bridge/protocol/index.ts";
import { RecentEvents } from "../live/recent-events.ts";
import { type AppState, newSession, nothingTold } from "../state/app-state.ts";
import { openQuestion } from "../state/conversation.ts";
import { reduceConversation } from "../state/reducer.ts";
import { addRemark } from "../state/remarks.ts";
import type { RobotState } from "../state/robot-state.ts";
import type { Store } from "../state/store.ts";
import { Link } from "./link.ts";
import { ManualHold } from "./manual-hold.ts";
import { forgetToken } from "./token.ts";
import { WatchedCameras } from "./watched-cameras.ts";

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
  /** What happened lately, for the timeline. */
  readonly recent = new RecentEvents();
  /** The cameras that parts of this page show. */
  readonly cameras = new WatchedCameras((cameras) => this.#link.send({ op: "watch", cameras }));
  #pending: ToPage[] = [];
  /** Who waits for an answer to `reach`, by the id of the request. */
  readonly #reaching = new Map<string, (answer: ReachAnswer | null) => void>();

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
        if (link.phase === "open") this.recent.clear();
        for (const answer of this.#reaching.values()) answer(null);
        this.#reaching.clear();
        store.update((state) => ({
          ...state,
          link,
          ...(link.phase === "open" ? nothingTold : {}),
        }));
        if (link.phase === "open") this.cameras.connected();
      },
      onMessage: (message) => this.#receive(message),
    });
  }

  /** The key of this session, for what reads files of the bridge in pieces. */
  get token(): string {
    return this.#token;
  }

  /** Calls a bridge that is lost at once. */
  redial(): void {
    this.#link.redial();
  }

  instruct(text: string): void {
    this.#ask({ op: "instruct", text });
  }

  exec(code: string): void {
    this.#ask({ op: "exec", code });
  }

  /**
   * Goes on from a turn of a recorded episode with `code`, or by asking the agent, with words that the person says there;
   * false when it was not sent.
   */
  fork(episode: string, turn: number, code: string | null, instruction: string | null): boolean {
    return this.#ask({ op: "fork", episode, turn, code, instruction });
  }

  answer(questionId: string, text: string): void {
    this.#ask({ op: "answer", question_id: questionId, text });
  }

  /** What a person decided about code, or a held motion; false when it was not sent. */
  approve(approvalId: string, answer: ApprovalAnswer): boolean {
    return this.#ask({ op: "approve", approval_id: approvalId, ...answer });
  }

  /** Tries code in a twin of the simulator; what comes of it is in the state's `rehearsals`. False when it was not sent. */
  rehearse(id: string, code: string): boolean {
    return this.#link.send({ op: "rehearse", id, code });
  }

  cancelRehearsal(id: string): void {
    this.#link.send({ op: "rehearse_cancel", id });
  }

  /** What was typed into the one input box: the answer while a question is open, else an instruction. */
  say(text: string): void {
    const question = openQuestion(this.#store.get().conversation);
    if (question) this.answer(question.questionId, text);
    else this.instruct(text);
  }

  /** An HTTP request to the bridge with this session's key. */
  fetch(
    path: string,
    options: {
      readonly method?: string;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    } = {},
  ) {
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

  /** Whether the tool can be brought to a pose in the frame of the base; null when the bridge cannot be asked. */
  reach(position: Vec3, orientation: Quat): Promise<ReachAnswer | null> {
    const id = crypto.randomUUID();
    return new Promise((resolve) => {
      this.#reaching.set(id, resolve);
      if (this.#link.send({ op: "reach", id, position, orientation })) return;
      this.#reaching.delete(id);
      resolve(null);
    });
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
    if (message.op === "reach") {
      this.#reaching.get(message.id)?.(message);
      this.#reaching.delete(message.id);
      return undefined;
    }
    // Another session knows of no wish yet.
    if (message.op === "anew") {
      this.cameras.connected();
      this.recent.clear();
    }
    if (message.op === "event") this.recent.push(message.event);
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
    case "anew":
      return { ...state, ...newSession };
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
        remarks: addRemark(state.remarks, message.event),
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
