import type { Person } from "../agent/agent.ts";
import { type Event, UserError } from "../protocol/index.ts";

interface Pending {
  resolve: (answer: string | null) => void;
}

/** The person at the page: a question waits until the page answers it or the task is stopped. */
export class PagePerson implements Person {
  #pending: Pending | null = null;
  #questionId: string | null = null;

  /** Learns the id of the question that is open, from the event that shows it to the page. */
  watch(event: Event): void {
    if (event.type === "question") this.#questionId = event.question_id;
  }

  ask(_question: string, _options: readonly string[] | null, signal: AbortSignal): Promise<string | null> {
    return new Promise((resolve) => {
      const settle = (answer: string | null): void => {
        signal.removeEventListener("abort", onAbort);
        this.#pending = null;
        resolve(answer);
      };
      const onAbort = (): void => settle(null);
      signal.addEventListener("abort", onAbort, { once: true });
      this.#pending = { resolve: settle };
      if (signal.aborted) settle(null);
    });
  }

  /** @throws UserError when that question is not open (any more) */
  answer(questionId: string, text: string): void {
    if (!this.#pending || questionId !== this.#questionId)
      throw new UserError(
        `Question ${questionId} is not open any more; it was answered, or its task was stopped.`,
      );
    this.#pending.resolve(text);
  }
}
