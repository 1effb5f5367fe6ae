import { createInterface } from "node:readline/promises";

/**
 * Asks for one line at the terminal; the question goes to standard error.
 *
 * @returns null when the signal ends it, or the input
 */
export const promptLine = async (question: string, signal: AbortSignal): Promise<string | null> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // A reader of lines takes Ctrl-C for itself; whoever stops the robot on it must hear it.
  lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  const closed = new Promise<null>((resolve) => lines.once("close", () => resolve(null)));
  try {
    return await Promise.race([lines.question(question, { signal }), closed]);
  } catch {
    return null;
  } finally {
    lines.close();
  }
};
