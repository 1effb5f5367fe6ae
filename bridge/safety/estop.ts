import { PrimitiveError, UserError } from "../protocol/index.ts";

/** The latched emergency stop: once somebody pressed it, nothing moves until a person resets it. */
export class EmergencyStop {
  #latched: { readonly by: string; readonly since: Date } | null = null;
  /** Counts how often it was pressed, so that a reset can tell that it was pressed again meanwhile. */
  presses = 0;

  /** Who latched it and when; null when it is not latched. */
  get latched(): { readonly by: string; readonly since: Date } | null {
    return this.#latched;
  }

  /** Latches it; who was first stays named. Returns false when it was latched already. */
  latch(by: string): boolean {
    this.presses += 1;
    if (this.#latched) return false;
    this.#latched = { by, since: new Date() };
    return true;
  }

  /** @throws UserError when it is not latched */
  reset(): void {
    if (!this.#latched) throw new UserError("The emergency stop is not latched; there is nothing to reset.");
    this.#latched = null;
  }

  /** Why nothing may move; null when it is not latched. */
  refusal(): PrimitiveError | null {
    if (!this.#latched) return null;
    const { by, since } = this.#latched;
    const time = since.toISOString().slice(11, 19);
    return new PrimitiveError(
      "Denied",
      `The emergency stop is latched (by ${by}, ${time} UTC): nothing was sent and nothing will move. A person must reset it, on the page or with "reset" in the terminal; a program cannot. Tell the person, or give up.`,
    );
  }
}
