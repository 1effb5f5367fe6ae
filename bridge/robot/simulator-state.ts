import { z } from "zod";
import { type Profile, type Stamp, UserError } from "../protocol/index.ts";
import type { Connection } from "./connection.ts";
import type { TimeSource } from "./time-source.ts";

const SaveAnswer = z.object({ success: z.boolean(), message: z.string().default(""), state: z.string() });
const RestoreAnswer = z.object({ success: z.boolean(), message: z.string().default("") });

/** What a simulator is and what puts it back; nothing here exists on a robot that is none. */
export class SimulatorState {
  readonly #connection: Connection;
  readonly #source: TimeSource;
  readonly #node: string;

  constructor(connection: Connection, profile: Profile, source: TimeSource) {
    this.#connection = connection;
    this.#source = source;
    this.#node = profile.simulation?.clock_param.split(":")[0] ?? "";
  }

  /**
   * Asks for the state. The request is on its way when this returns: what is commanded after it comes after it.
   *
   * @throws UserError with the simulator's words, or PrimitiveError Disconnected, Timeout, NotSupported
   */
  async save(): Promise<{ readonly state: string; readonly stamp: Stamp | null }> {
    const stamp = this.#source.now();
    const service = `${this.#node}/save_state`;
    const answer = SaveAnswer.parse(
      await this.#connection.call(service, "codeact_interfaces/srv/SaveState", {}),
    );
    if (!answer.success) throw new UserError(`The simulator's state was not saved: ${answer.message}`);
    return { state: answer.state, stamp };
  }

  /**
   * Puts the simulator back. When this returns the newest readings are of after it.
   *
   * @throws as save does; nothing has changed then
   */
  async restore(state: string): Promise<void> {
    const service = `${this.#node}/restore_state`;
    const answer = RestoreAnswer.parse(
      await this.#connection.call(
        service,
        "codeact_interfaces/srv/RestoreState",
        { state },
        { timeoutS: 15 },
      ),
    );
    if (!answer.success) throw new UserError(`The simulator was not put back: ${answer.message}`);
    this.#source.clear();
    await this.#source.next(undefined, 5);
  }
}
