/** What the loop does about an agent that gets nowhere: first a note to the model, then the end of the episode. */
export interface StuckVerdict {
  readonly note: string;
  readonly ends: boolean;
}

const REPEATS = { note: 3, end: 5 };
const ALTERNATIONS = { note: 4, end: 6 };
const SILENT = { end: 4 };

/** Watches one episode for repetition: the same action with the same observation, A-B-A-B, or talk without action. */
export class StuckDetector {
  readonly #steps: string[] = [];
  #silent = 0;

  /** Records an action and what was observed; null while the agent gets on. */
  acted(code: string, observation: string): StuckVerdict | null {
    this.#silent = 0;
    this.#steps.push(`${code.trim()}\n---\n${rounded(observation)}`);
    const same = this.#runLength(1);
    if (same >= REPEATS.note)
      return {
        ends: same >= REPEATS.end,
        note: `The same code was run ${same} times in a row with the same result. Doing it again will not help: look afresh, try another way, ask the user, or give_up(reason).`,
      };
    const alternating = this.#runLength(2);
    if (alternating >= ALTERNATIONS.note)
      return {
        ends: alternating >= ALTERNATIONS.end,
        note: `The same two actions have alternated for ${alternating} turns with the same results. Try another way, ask the user, or give_up(reason).`,
      };
    return null;
  }

  /** Records a turn without an action; null until there are too many in a row. */
  silent(): StuckVerdict | null {
    this.#silent += 1;
    if (this.#silent < SILENT.end) return null;
    return {
      ends: true,
      note: `${this.#silent} replies in a row held no code to run and no words for the user.`,
    };
  }

  /** How many of the last steps repeat with the given period. */
  #runLength(period: number): number {
    const steps = this.#steps;
    let length = Math.min(period, steps.length);
    while (length < steps.length && steps.at(-1 - length) === steps.at(-1 - length + period)) length += 1;
    return length;
  }
}

/** Measured numbers differ in their last digits though nothing changed. */
const rounded = (text: string): string =>
  text.replace(/-?\d+\.\d+(e[-+]?\d+)?/gi, (number) =>
    Number(number)
      .toFixed(2)
      .replace(/^-0\.00$/, "0.00"),
  );

const ANNOUNCES =
  /^(?:(?:ok(?:ay)?|sure|alright|great|first|now|next|then|so)[,.!]?\s+)*(?:i will|i'll|i am going to|i'm going to|let me|let's)\s+(?!not\b|need\b|wait\b|know\b|stop\b|leave\b|be\b)/i;

/** Whether words end by announcing an action ("Let me look at the table first.") instead of taking it. */
export const announcesAction = (words: string): boolean => {
  const sentences = words
    .trim()
    .replace(/’/g, "'")
    .split(/(?<=[.!?:])\s+|\n+/);
  const last = sentences.at(-1)?.trim() ?? "";
  return !last.endsWith("?") && ANNOUNCES.test(last);
};
