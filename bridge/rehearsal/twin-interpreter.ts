import type { RecordedAction } from "../episode/rerun/recorded-actions.ts";
import { type InterpreterParts, playBack } from "../episode/rerun/restore-interpreter.ts";
import type { SessionPast } from "./session-past.ts";

/**
 * Keeps the interpreter of a twin in step with the session's: what ran there is executed again against what was
 * answered there, each action once, for as long as nothing else ran in it.
 */
export class TwinInterpreter {
  readonly #parts: InterpreterParts;
  /** What was played back into the interpreter that is there, in order; null when it must begin anew. */
  #played: RecordedAction[] | null = [];
  readonly #parted = new Map<RecordedAction, string>();

  constructor(parts: InterpreterParts) {
    this.#parts = parts;
  }

  /** Something else runs in it from now on: its variables are not the session's any more. */
  spoil(): void {
    this.#played = null;
  }

  /**
   * Brings its variables in step.
   *
   * @param goesOn asked before each action; stops there when it says no
   * @returns what of them may be otherwise than in the session, in words
   */
  async keepUp(past: SessionPast, goesOn: () => boolean): Promise<string[]> {
    const { actions, dropped } = past;
    const played = this.#played;
    const known = played?.every((action, index) => action === actions[index]) === true;
    if (!known || !this.#parts.executor.alive) {
      this.#played = null;
      this.#parted.clear();
      await this.#parts.executor.restart();
      this.#played = [];
    }
    for (const action of actions.slice(this.#played?.length)) {
      if (!goesOn()) break;
      const parted = await playBack(this.#parts, action);
      if (parted !== null) this.#parted.set(action, parted);
      this.#played?.push(action);
    }
    return [
      ...this.#notes(),
      ...(dropped > 0 ? [`what the first ${dropped} programs left is not known`] : []),
    ];
  }

  *#notes(): Iterable<string> {
    for (const [{ start }, how] of this.#parted)
      yield `program ${start.action} went another way when it was played back (${how})`;
  }
}
