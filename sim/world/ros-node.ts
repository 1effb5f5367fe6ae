import type { MessagePort } from "node:worker_threads";
import { GoalStatus } from "../../bridge/protocol/index.ts";
import type { FromNode, ToNode } from "../rosbridge/node-port.ts";

/** One goal of an action, as its server sees it. */
export interface GoalHandle {
  readonly id: string;
  feedback(values: unknown): void;
  succeed(result: unknown): void;
  cancel(result: unknown): void;
  abort(result: unknown): void;
  /** Refuses a goal whose result type has no place for a reason. */
  reject(reason: string): void;
}

export interface ActionServer {
  onGoal(goal: unknown, handle: GoalHandle): void;
  onCancel(id: string): void;
}

/** Answers a service call; what it throws becomes the failure that the caller reads. */
export type ServiceServer = (request: unknown) => unknown;

/** A ROS node of the simulator: publishes, serves and subscribes through the port to the rosbridge server. */
export class RosNode {
  readonly #port: MessagePort;
  readonly #services = new Map<string, ServiceServer>();
  readonly #actions = new Map<string, ActionServer>();
  readonly #topics = new Map<string, (message: unknown) => void>();
  readonly #counts = new Map<string, number>();
  readonly #watchers: ((topic: string, count: number) => void)[] = [];

  constructor(port: MessagePort) {
    this.#port = port;
    port.on("message", (message: ToNode) => this.#receive(message));
  }

  advertise(topic: string, type: string, options: { latch: boolean } = { latch: false }): void {
    this.#send({ op: "advertise", topic, type, latch: options.latch });
  }

  publish(topic: string, msg: unknown): void {
    this.#send({ op: "publish", topic, msg });
  }

  subscribers(topic: string): number {
    return this.#counts.get(topic) ?? 0;
  }

  onSubscribers(watcher: (topic: string, count: number) => void): void {
    this.#watchers.push(watcher);
  }

  subscribe(topic: string, type: string, listener: (message: unknown) => void): void {
    this.#topics.set(topic, listener);
    this.#send({ op: "subscribe", topic, type });
  }

  serve(service: string, type: string, server: ServiceServer): void {
    this.#services.set(service, server);
    this.#send({ op: "advertise_service", service, type });
  }

  serveAction(action: string, type: string, server: ActionServer): void {
    this.#actions.set(action, server);
    this.#send({ op: "advertise_action", action, type });
  }

  close(): void {
    this.#port.close();
  }

  #send(message: FromNode): void {
    this.#port.postMessage(message);
  }

  #receive(message: ToNode): void {
    switch (message.op) {
      case "subscribers":
        this.#counts.set(message.topic, message.count);
        for (const watcher of this.#watchers) watcher(message.topic, message.count);
        return;
      case "publish":
        this.#topics.get(message.topic)?.(message.msg);
        return;
      case "call_service":
        void this.#answer(message.service, message.id, message.args);
        return;
      case "send_action_goal": {
        const server = this.#actions.get(message.action);
        if (server && message.id !== undefined)
          server.onGoal(message.args, this.#handle(message.action, message.id));
        return;
      }
      case "cancel_action_goal":
        if (message.id !== undefined) this.#actions.get(message.action)?.onCancel(message.id);
    }
  }

  async #answer(service: string, id: string | undefined, request: unknown): Promise<void> {
    const reply = (result: boolean, values: unknown): void =>
      this.#send({ op: "service_response", id, service, result, values });
    try {
      const server = this.#services.get(service);
      if (!server) throw new Error(`this node has no service ${service}`);
      reply(true, await server(request));
    } catch (error) {
      reply(false, error instanceof Error ? error.message : String(error));
    }
  }

  #handle(action: string, id: string): GoalHandle {
    const end = (status: number, values: unknown, result = true): void =>
      this.#send({ op: "action_result", id, action, values, status, result });
    return {
      id,
      feedback: (values) => this.#send({ op: "action_feedback", id, action, values }),
      succeed: (result) => end(GoalStatus.SUCCEEDED, result),
      cancel: (result) => end(GoalStatus.CANCELED, result),
      abort: (result) => end(GoalStatus.ABORTED, result),
      reject: (reason) => end(GoalStatus.ABORTED, reason, false),
    };
  }
}
