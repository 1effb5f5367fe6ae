import type { RosbridgeOp } from "../../bridge/protocol/index.ts";

/** What the graph says to a participant: rosbridge operations, and subscriber counts to the simulator's own nodes. */
export type Outgoing = RosbridgeOp | { op: "subscribers"; topic: string; count: number };

/**
 * A message on its way to any number of participants: serialised at most once, and only when one of them wants text.
 */
export class Message {
  readonly body: Outgoing;
  #json: string | null = null;

  constructor(body: Outgoing) {
    this.body = body;
  }

  get json(): string {
    this.#json ??= JSON.stringify(this.body);
    return this.#json;
  }
}

/** Anything on the ROS graph: a WebSocket client, or one of the simulator's own nodes. */
export interface Participant {
  /** Node name that rosapi shows. */
  readonly name: string;
  /** True for the simulator's own nodes. */
  readonly trusted: boolean;
  /**
   * Hands a message over.
   *
   * @param droppable true for what a slow receiver may miss (topics); results are never dropped
   */
  deliver(message: Message, droppable: boolean): void;
}

/** What a request was refused for; goes to that client as a `status` operation. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
