/** The bridge is asked this often at most while a target is dragged, milliseconds. */
const PERIOD_MS = 100;

/** Asks about the newest of many questions: one at a time, and no more often than ten times a second. */
export class ReachLook<Question, Answer> {
  readonly #ask: (question: Question) => Promise<Answer>;
  readonly #onAnswer: (answer: Answer, question: Question) => void;
  #next: Question | null = null;
  #asking = false;
  #closed = false;

  /** @param onAnswer told each answer, unless something newer is asked already */
  constructor(
    ask: (question: Question) => Promise<Answer>,
    onAnswer: (answer: Answer, question: Question) => void,
  ) {
    this.#ask = ask;
    this.#onAnswer = onAnswer;
  }

  look(question: Question): void {
    this.#next = question;
    if (!this.#asking) void this.#go();
  }

  /** Nothing is told from now on. */
  close(): void {
    this.#closed = true;
    this.#next = null;
  }

  async #go(): Promise<void> {
    this.#asking = true;
    while (this.#next !== null) {
      const question = this.#next;
      this.#next = null;
      const pause = new Promise((resolve) => setTimeout(resolve, PERIOD_MS));
      const answer = await this.#ask(question);
      if (!this.#closed && this.#next === null) this.#onAnswer(answer, question);
      await pause;
    }
    this.#asking = false;
  }
}
