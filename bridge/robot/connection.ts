import { randomUUID } from "node:crypto";
import { Ros, type RosbridgeMessage } from "roslib";
import { PrimitiveError, type RosbridgeOp, type UserError } from "../protocol/index.ts";
import { dialError, dialReason } from "./dial-errors.ts";
import { redialDelay } from "./redial.ts";
import { shownUrl } from "./shown-url.ts";
import { SideLine } from "./side-line.ts";
import { Transport } from "./transport.ts";
import type { ConnectionState, HearOptions, Unsubscribe } from "./types.ts";
import { until } from "./until.ts";

/** One tick of the watch over a quiet line, and the ticks without a sign of life after which it counts as dead. */
const WATCH_MS = 1_000;
const QUIET_TICKS = 4;

type Op<N extends RosbridgeOp["op"]> = Extract<RosbridgeOp, { op: N }>;
type Listener = (message: unknown) => void;

interface Feed {
  readonly options: HearOptions;
  readonly listeners: Set<Listener>;
  latest: { message: unknown } | null;
}

/** What happened to a goal: its result, or the words with which the server refused it. */
export type GoalAnswer =
  | { kind: "result"; values: unknown; status: number | null; ok: boolean }
  | { kind: "refused"; reason: string };

/**
 * A rosbridge client (roslib) that never queues: what is sent while the connection is down throws `Disconnected` at
 * once and is forgotten. After a drop it redials with capped exponential back-off and asks again for its topics, and
 * for nothing else: service calls and goals that were under way end with `Disconnected`.
 */
export class Connection {
  /** As it may be shown: without a token. */
  readonly url: string;
  readonly #dialled: string;
  readonly #feeds = new Map<string, Feed>();
  readonly #watchers = new Set<(state: ConnectionState, text: string) => void>();
  /** Ends everything that waits for an answer over the connection that just dropped. */
  readonly #pending = new Set<(error: PrimitiveError) => void>();
  readonly #side: SideLine;
  /** Goals under way, and those of a line that dropped: they may go on, and are cancelled first over the next. */
  readonly #goals = new Map<string, string>();
  /** A Python rosbridge_server knows goals of all its clients by their ids alone. */
  readonly #name = randomUUID().slice(0, 8);
  #state: ConnectionState = "connecting";
  #ros: Ros | null = null;
  #transport: Transport | null = null;
  #spoken = false;
  #attempts = 0;
  #nextId = 1;
  #retry: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  #lastFailure = "";

  private constructor(url: string) {
    this.url = shownUrl(url);
    this.#dialled = url;
    this.#side = new SideLine(url);
  }

  /**
   * Opens the first connection; from then on it is kept up until close().
   *
   * @throws UserError with one line that names the URL, what went wrong and what to do
   */
  static async open(url: string): Promise<Connection> {
    const connection = new Connection(url);
    const failure = await connection.#dial();
    if (failure === null) return connection;
    await connection.close();
    throw failure;
  }

  /** Whether the other side ever sent a rosbridge operation. */
  get spoken(): boolean {
    return this.#spoken;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Hears of every change of state, with a sentence about it. */
  onState(watcher: (state: ConnectionState, text: string) => void): Unsubscribe {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Sends one operation now. Throws PrimitiveError `Disconnected` while the connection is not up. */
  send(op: RosbridgeOp): void {
    if (!this.#ros?.isConnected || !this.#transport?.isOpen()) throw this.#disconnected(op.op);
    this.#ros.callOnConnection(op as RosbridgeMessage);
  }

  /**
   * Hears a topic, through drops too. Listeners of one topic share one subscription; of a `latched` topic a later
   * listener gets the newest message at once. `throttleMs` of the first listener is that of all. Sends nothing while
   * down: it is asked for when the connection is back.
   */
  subscribe(topic: string, options: HearOptions, listener: Listener): Unsubscribe {
    let feed = this.#feeds.get(topic);
    if (!feed) {
      feed = { options, listeners: new Set(), latest: null };
      this.#feeds.set(topic, feed);
      if (this.#state === "connected") this.#ask(topic, feed);
    } else if (feed.latest) {
      const { message } = feed.latest;
      const held = feed;
      queueMicrotask(() => held.listeners.has(listener) && listener(message));
    }
    const shared = feed;
    shared.listeners.add(listener);
    return () => {
      shared.listeners.delete(listener);
      if (shared.listeners.size > 0 || this.#feeds.get(topic) !== shared) return;
      this.#feeds.delete(topic);
      this.#ros?.off(topic);
      this.#trySend({ op: "unsubscribe", id: `feed:${topic}`, topic });
    };
  }

  /**
   * Calls a service and returns its response; `timeoutS` in wall seconds.
   *
   * @throws PrimitiveError `Disconnected`, `Timeout`, `NotSupported` (the service is not there or failed), `Stopped`
   */
  async call(
    service: string,
    type: string | undefined,
    args: unknown,
    options: { timeoutS?: number; signal?: AbortSignal } = {},
  ): Promise<unknown> {
    const timeoutS = options.timeoutS ?? 5;
    const id = this.#id("call");
    return until<unknown>(
      (resolve, reject) =>
        this.#request({ op: "call_service", id, service, type, args }, reject, (message) => {
          const answer = message as unknown as Op<"service_response"> | Op<"status">;
          if (answer.op === "service_response" && answer.result) resolve(answer.values ?? {});
          else {
            const reason = answer.op === "status" ? answer.msg : words(answer.values);
            reject(new PrimitiveError("NotSupported", `Service ${service} failed: ${reason}.`));
          }
        }),
      {
        timeoutS,
        signal: options.signal,
        late: () => new PrimitiveError("Timeout", `Service ${service} gave no answer within ${timeoutS} s.`),
      },
    );
  }

  /**
   * Sends a goal to an action server. It is sent once: after a drop `done` hears `Disconnected` and nothing resends it.
   * Feedback is asked for where there is somebody to hear it.
   *
   * @returns cancel, which asks the server to cancel the goal; nothing once the goal is over
   * @throws PrimitiveError `Disconnected` when it could not be sent
   */
  goal(
    action: { name: string; type: string },
    args: unknown,
    done: (answer: GoalAnswer | PrimitiveError) => void,
    onFeedback?: (values: unknown) => void,
  ): () => void {
    const id = `${this.#id("goal")}:${this.#name}`;
    this.#side.open();
    let over = false;
    const end = (answer: GoalAnswer | PrimitiveError): void => {
      if (over) return;
      over = true;
      forget();
      if (!(answer instanceof PrimitiveError)) this.#goals.delete(id);
      done(answer);
    };
    const goal: RosbridgeOp = {
      op: "send_action_goal",
      id,
      action: action.name,
      action_type: action.type,
      args,
      feedback: onFeedback !== undefined,
    };
    const forget = this.#request(goal, end, (message) => {
      const answer = message as unknown as Op<"action_result"> | Op<"action_feedback"> | Op<"status">;
      if (answer.op === "action_feedback") onFeedback?.(answer.values);
      else if (answer.op === "status") end({ kind: "refused", reason: answer.msg });
      else if (answer.op === "action_result") {
        const status = Number.isInteger(answer.status) ? answer.status : null;
        end({ kind: "result", values: answer.values, status, ok: answer.result !== false });
      }
    });
    this.#goals.set(id, action.name);
    return () => {
      if (!over) this.#cancel(id, action.name);
    };
  }

  /** Cuts a connection that looks dead, with the reason; it is dialled again. */
  drop(reason: string): void {
    if (this.#state !== "connected") return;
    this.#lastFailure = reason;
    this.#transport?.terminate();
  }

  /** Ends the connection for good and lets the process end. */
  async close(): Promise<void> {
    clearTimeout(this.#retry);
    clearInterval(this.#watch);
    this.#side.close();
    const transport = this.#transport;
    if (this.#state !== "closed") this.#become("closed", `Connection to ${this.url} closed.`);
    this.#fail("The connection to the robot was closed.");
    this.#feeds.clear();
    this.#transport = null;
    this.#ros = null;
    if (!transport || transport.isClosed()) return;
    await new Promise<void>((resolve) => {
      const patience = setTimeout(() => transport.terminate(), 1_000);
      transport.on("close", () => {
        clearTimeout(patience);
        resolve();
      });
      if (transport.isOpen()) transport.close();
      else transport.terminate();
    });
  }

  /** Dials once; null when it is up, else why not. A new Ros each time: nothing can be left over in an old one. */
  #dial(): Promise<UserError | null> {
    return new Promise((resolve) => {
      let transport: Transport;
      try {
        transport = new Transport(this.#dialled);
      } catch (error) {
        resolve(dialError(this.url, dialReason(error)));
        return;
      }
      const ros = new Ros({ transportFactory: async () => transport });
      this.#transport = transport;
      let failure: unknown = new Error("it closed the connection");
      let opened = false;
      transport.on("error", (error) => {
        if (!opened) failure = error;
      });
      transport.on("message", () => {
        this.#spoken = true;
      });
      // roslib registers its own listeners first, so that it knows of the open connection when ours runs.
      void ros.connect(this.#dialled).then(() => {
        transport.on("open", () => {
          if (this.#state === "closed") return transport.terminate();
          opened = true;
          this.#opened(ros, transport);
          resolve(null);
        });
        transport.on("close", () => {
          if (opened) this.#dropped(transport);
          else resolve(dialError(this.url, dialReason(failure)));
        });
      });
    });
  }

  #opened(ros: Ros, transport: Transport): void {
    this.#ros = ros;
    this.#attempts = 0;
    for (const [id, action] of this.#goals) this.#cancel(id, action);
    this.#goals.clear();
    for (const [topic, feed] of this.#feeds) this.#ask(topic, feed);
    this.#startWatch(transport);
    this.#become("connected", `Connected to ${this.url}.`);
  }

  #dropped(transport: Transport): void {
    if (this.#transport !== transport || this.#state === "closed") return;
    clearInterval(this.#watch);
    this.#ros = null;
    const reason = this.#lastFailure || "the connection dropped";
    this.#lastFailure = "";
    for (const feed of this.#feeds.values()) feed.latest = null;
    // The state first: whoever hears of a failed goal finds the connection down.
    this.#become("reconnecting", `Lost ${this.url}: ${reason}. Dialling again.`);
    this.#fail(`The connection to the robot at ${this.url} was lost: ${reason}.`);
    this.#redial();
  }

  #redial(): void {
    this.#retry = setTimeout(
      () => void this.#dial().then((failure) => failure && this.#state !== "closed" && this.#redial()),
      redialDelay(this.#attempts++) * 1000,
    );
  }

  /** Counts ticks without a sign of life, not seconds: a busy event loop must not look like a dead line. */
  #startWatch(transport: Transport): void {
    let heard = transport.heard;
    let quiet = 0;
    this.#watch = setInterval(() => {
      quiet = transport.heard === heard ? quiet + 1 : 0;
      heard = transport.heard;
      if (quiet >= QUIET_TICKS)
        this.drop("nothing came from it for some seconds, not even an answer to a ping");
      else transport.ping();
    }, WATCH_MS);
    this.#watch.unref();
  }

  /** Sends `op` and hears what comes back under its id; the returned function stops hearing. */
  #request(
    op: RosbridgeOp,
    fail: (error: PrimitiveError) => void,
    hear: (message: RosbridgeMessage) => void,
  ): Unsubscribe {
    const ros = this.#ros;
    const id = op.id ?? "";
    this.send(op);
    ros?.on(id, hear);
    ros?.on(`status:${id}`, (message) => {
      if ((message as Op<"status">).level === "error") hear(message);
    });
    this.#pending.add(fail);
    return () => {
      ros?.off(id);
      ros?.off(`status:${id}`);
      this.#pending.delete(fail);
    };
  }

  #cancel(id: string, action: string): void {
    const cancel: RosbridgeOp = { op: "cancel_action_goal", id, action };
    this.#trySend(cancel);
    this.#side.send(cancel as RosbridgeMessage);
  }

  /** For what has no meaning once the connection is down. */
  #trySend(op: RosbridgeOp): void {
    if (this.#ros?.isConnected && this.#transport?.isOpen()) this.send(op);
  }

  #ask(topic: string, feed: Feed): void {
    this.#ros?.on(topic, (message) => {
      const published = message as Op<"publish">;
      if (published.op !== "publish") return;
      if (feed.options.latched === true) feed.latest = { message: published.msg };
      for (const listener of feed.listeners) listener(published.msg);
    });
    const { type, throttleMs } = feed.options;
    // The last message before a pause is delivered, too.
    const throttle = throttleMs === undefined ? {} : { throttle_rate: throttleMs, queue_length: 1 };
    this.send({ op: "subscribe", id: `feed:${topic}`, topic, type, ...throttle });
  }

  #become(state: ConnectionState, text: string): void {
    this.#state = state;
    for (const watcher of this.#watchers) watcher(state, text);
  }

  #fail(text: string): void {
    for (const fail of this.#pending) fail(new PrimitiveError("Disconnected", text));
    this.#pending.clear();
  }

  #id(kind: string): string {
    return `${kind}:${this.#nextId++}`;
  }

  #disconnected(what: string): PrimitiveError {
    return new PrimitiveError(
      "Disconnected",
      `The connection to the robot at ${this.url} is ${this.#state}; ${what} was not sent and will not be sent later. Wait until it is back, look where the robot is, then try again.`,
    );
  }
}

const words = (value: unknown): string => {
  const text =
    value instanceof Error ? value.message : typeof value === "string" ? value : JSON.stringify(value);
  return (text || "no reason given").replace(/\s+/g, " ").replace(/\.$/, "").slice(0, 300);
};

const connections = new WeakMap<object, Connection>();

/** Remembers which connection a robot speaks over, for bridge/robot alone: a Robot hands out no way to move it. */
export const bindConnection = (robot: object, connection: Connection): void =>
  void connections.set(robot, connection);

/** The connection of a robot made by connectRobot. */
export const connectionOf = (robot: object): Connection => {
  const connection = connections.get(robot);
  if (!connection) throw new Error("this robot was not made by connectRobot");
  return connection;
};
