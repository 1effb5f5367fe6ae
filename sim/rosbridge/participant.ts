import type { ClientOp } from "../../bridge/protocol/index.ts";
import type { ByteBudget } from "./byte-budget.ts";
import type { Delivery } from "./delivery.ts";
import type { Subscription } from "./subscription.ts";
import type { TopicMessage } from "./topic-message.ts";

/** What a client calls one of its interactions; answers carry it. */
export type Id = NonNullable<ClientOp["id"]>;

/** What the graph says to a participant besides topic messages; must arrive. */
export type Outgoing =
  | Exclude<ClientOp, { op: "publish" | "fragment" | "png" }>
  | { op: "subscribers"; topic: string; count: number };

/** Anything on the ROS graph: a WebSocket client, or one of the simulator's own nodes. */
export interface Participant {
  /** Node name that rosapi shows. */
  readonly name: string;
  /** True for the simulator's own nodes. */
  readonly trusted: boolean;
  /** What may wait for it. */
  readonly budget: ByteBudget;
  /** What it may leave for late listeners. */
  readonly latched: ByteBudget;
  /** Hands over what must arrive: requests, results, status. */
  deliver(op: Outgoing, how?: Delivery): void;
  /** Hands over a message of a topic; a slow receiver may miss the oldest of them. */
  offer(message: TopicMessage, subscription: Subscription): void;
  /** Tells of something the participant should know; shown from its status level on. */
  status(level: "error" | "warning" | "info", text: string, id?: Id): void;
}

/** What a request was refused for; goes to that client as a `status` operation. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** `warning` for what was not needed, such as ending what had ended. */
  readonly level: "error" | "warning";

  constructor(message: string, level: "error" | "warning" = "error") {
    super(message);
    this.level = level;
  }
}
