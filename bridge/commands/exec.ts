import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { claimFile } from "../episode/recorder.ts";
import { UserError } from "../protocol/index.ts";
import { jsonPrinter, ProgramPrinter } from "../terminal/event-printer.ts";
import { terminalPerson } from "../terminal/person.ts";
import type { RunFlags } from "./run.ts";
import { withSession } from "./with-session.ts";

const readProgram = async (file: string): Promise<string> => {
  if (file === "-") return text(process.stdin);
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UserError(
      `Cannot read ${file}: ${(error as Error).message}. Give a Python file, or - for standard input.`,
      2,
    );
  }
};

/** `exec FILE.py|-`: a person as the agent. Exit 1 when the program raised, died or timed out. */
export const runExec = async (file: string, flags: RunFlags): Promise<void> => {
  const code = await readProgram(file);
  if (flags.out !== undefined) claimFile(flags.out);
  const terminal = {
    person: terminalPerson(flags.answer, flags.json === true || file === "-"),
    print: flags.json ? jsonPrinter : new ProgramPrinter(process.stdout, process.stderr).print,
  };
  await withSession(flags, terminal, async (session) => {
    const result = await session.exec(code, flags.out ?? null);
    return result.ok && result.ended?.by !== "give_up" ? 0 : 1;
  });
};
