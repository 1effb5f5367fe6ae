import type { Person } from "../agent/agent.ts";
import { type ApprovalAnswer, type ApprovalRequest, type Event, UserError } from "../protocol/index.ts";

type Verdict = ApprovalAnswer & { readonly by: string };

/** Waits for `settled` to be called, or for the signal; resolves with null then. */
const waitFor = <T>(
  signal: AbortSignal,
  open: (settle: (value: T | null) => void) => void,
): Promise<T | null> =>
  new Promise((resolve) => {
    const settle = (value: T | null): void => {
      signal.removeEventListener("abort", onAbort);
      resolve(value);
    };
    const onAbort = (): void => settle(null);
    signal.addEventListener("abort", onAbort, { once: true });
    open(settle);
    if (signal.aborted) settle(null);
  });

/** The person at the page: what is asked waits until the page answers it or the task is stopped. */
export class PagePerson implements Person {
  #pending: ((answer: string | null) => void) | null = null;
  #questionId: string | null = null;
  readonly #approvals = new Map<string, (verdict: Verdict | null) => void>();

  /** Learns the id of the question that is open, from the event that shows it to the page. */
  watch(event: Event): void {
    if (event.type === "question") this.#questionId = event.question_id;
  }

  async ask(
    _question: string,
    _options: readonly string[] | null,
    signal: AbortSignal,
  ): Promise<string | null> {
    const answer = await waitFor<string>(signal, (settle) => {
      this.#pending = settle;
    });
    this.#pending = null;
    return answer;
  }

  /** @throws UserError when that question is not open (any more) */
  answer(questionId: string, text: string): void {
    if (!this.#pending || questionId !== this.#questionId)
      throw new UserError(
        `Question ${questionId} is not open any more; it was answered, or its task was stopped.`,
      );
    this.#pending(text);
  }

  async approve({ approval_id }: ApprovalRequest, signal: AbortSignal): Promise<Verdict | null> {
    const verdict = await waitFor<Verdict>(signal, (settle) => this.#approvals.set(approval_id, settle));
    this.#approvals.delete(approval_id);
    return verdict;
  }

  /** @throws UserError when that request is not open (any more) */
  decide(approvalId: string, answer: ApprovalAnswer): void {
    const settle = this.#approvals.get(approvalId);
    if (!settle)
      throw new UserError(
        "This request for approval is not open any more: it was decided, its time ran out, or its task was stopped.",
      );
    this.#approvals.delete(approvalId);
    settle({ ...answer, by: "page" });
  }
}
