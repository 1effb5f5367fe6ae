import { createInterface } from "node:readline";
import type { Event } from "../protocol/index.ts";

/** What the words of a terminal act on. */
export interface Stoppable {
  readonly events: { subscribe(listener: (event: Event) => void): () => void };
  stop(by: string): Promise<void>;
  estop(by: string): Promise<void>;
  resetEstop(by: string): Promise<void>;
}

/**
 * Lets a person at the terminal stop the robot by a word and Enter: `stop`, `estop`, `reset`. Shows every stop, whoever
 * asked for it. Without a terminal at `input` it does nothing.
 *
 * @returns what ends it
 */
export const safetyKeys = (
  session: Stoppable,
  input: NodeJS.ReadableStream & { isTTY?: boolean },
  output: NodeJS.WritableStream,
): (() => void) => {
  if (!input.isTTY) return () => {};
  const say = (text: string): void => void output.write(`  ${text}\n`);
  const words: Record<string, () => Promise<void>> = {
    stop: () => session.stop("terminal"),
    estop: () => session.estop("terminal"),
    reset: () => session.resetEstop("terminal"),
  };
  say("type stop, estop (latched emergency stop) or reset, then Enter");
  const unsubscribe = session.events.subscribe((event) => {
    if (event.type === "stop" || event.type === "estop") say(event.text);
  });
  const lines = createInterface({ input });
  lines.on("line", (line) => {
    const word = line.trim().toLowerCase();
    if (word === "") return;
    const act = words[word];
    if (act) act().catch((error: Error) => say(error.message));
    else say(`"${word.slice(0, 40)}" is not known here; type stop, estop or reset.`);
  });
  return () => {
    unsubscribe();
    lines.close();
  };
};
