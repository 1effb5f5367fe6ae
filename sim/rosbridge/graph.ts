import { Actions } from "./actions.ts";
import type { Participant } from "./participant.ts";
import { RosClock } from "./ros-clock.ts";
import { Services } from "./services.ts";
import { Topics } from "./topics.ts";
import { Interfaces } from "./types/interfaces.ts";

/** The ROS graph in memory: everything that participants offer each other. */
export class Graph {
  readonly clock = new RosClock();
  readonly interfaces = new Interfaces(() => this.clock.now());
  readonly topics = new Topics(this.interfaces, this.clock);
  readonly services = new Services(this.interfaces);
  readonly actions = new Actions(this.interfaces, this.clock);
  readonly #participants = new Set<Participant>();

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
