import { createInterface } from "node:readline/promises";
import type { Person } from "../agent/agent.ts";

/**
 * The person at a terminal. Without one, `answer` (the --answer flag) speaks for them, and nobody otherwise.
 *
 * @param quiet true when standard input or output belongs to something else
 */
export const terminalPerson = (answer: string | undefined, quiet: boolean): Person => ({
  ask: async (question, options, signal) => {
    if (answer !== undefined) return answer;
    if (quiet || !process.stdin.isTTY) return null;
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      const choices = options?.length ? ` [${options.join(" / ")}]` : "";
      return await lines.question(`? ${question}${choices} `, { signal });
    } catch {
      return null;
    } finally {
      lines.close();
    }
  },
});
