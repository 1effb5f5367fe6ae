import { Actions } from "./actions.ts";
import type { Participant } from "./participant.ts";
import { Services } from "./services.ts";
import { Topics } from "./topics.ts";

/** The ROS graph in memory: everything that participants offer each other. */
export class Graph {
  readonly topics = new Topics();
  readonly services = new Services();
  readonly actions = new Actions();
  readonly parameters: Map<string, unknown>;
  readonly #participants = new Set<Participant>();

  constructor(parameters: Map<string, unknown>) {
    this.parameters = parameters;
  }

  join(who: Participant): void {
    this.#participants.add(who);
  }

  leave(who: Participant): void {
    this.#participants.delete(who);
    this.topics.leave(who);
    this.services.leave(who);
    this.actions.leave(who);
  }

  nodes(): string[] {
    return [...new Set([...this.#participants].map(({ name }) => name)), "/rosapi"];
  }
}
