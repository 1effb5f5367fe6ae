import { MOST_FEEDBACK } from "../protocol/index.ts";

/** JSON characters that a result keeps of its goal's feedback: with pictures in it, fewer messages. */
const MOST_CHARACTERS = 1_000_000;

/** The last feedback messages of a goal. */
export class GoalFeedback {
  #kept: { readonly value: unknown; readonly characters: number }[] = [];
  #characters = 0;

  add(value: unknown): void {
    const characters = (JSON.stringify(value) ?? "").length;
    this.#kept.push({ value: value ?? null, characters });
    this.#characters += characters;
    while (this.#kept.length > MOST_FEEDBACK || this.#characters > MOST_CHARACTERS)
      this.#characters -= this.#kept.shift()?.characters ?? this.#characters;
  }

  /** Oldest first. */
  values(): unknown[] {
    return this.#kept.map(({ value }) => value);
  }
}
