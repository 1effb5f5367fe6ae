import { type Outcome, UserError } from "../protocol/index.ts";
import { EventPrinter, jsonPrinter } from "../terminal/event-printer.ts";
import { terminalPerson } from "../terminal/person.ts";
import type { SessionFlags } from "./session-options.ts";
import { withSession } from "./with-session.ts";

export interface RunFlags extends SessionFlags {
  json?: boolean;
  out?: string;
  answer?: string;
}

const exitCodes: Record<Outcome, number> = {
  finished: 0,
  answered: 0,
  needs_user: 1,
  gave_up: 1,
  turn_limit: 1,
  error: 1,
  stopped: 130,
};

/** `run "<instruction>"`: one episode without a browser. */
export const runInstruction = async (instruction: string, flags: RunFlags): Promise<void> => {
  if (instruction.trim() === "")
    throw new UserError('The instruction is empty; say what to do, e.g. run "pick up the red cube".', 2);
  const terminal = {
    person: terminalPerson(flags.answer, flags.json === true),
    print: flags.json ? jsonPrinter : new EventPrinter(process.stdout).print,
  };
  await withSession(
    flags,
    terminal,
    async (session) => exitCodes[(await session.instruct(instruction, flags.out ?? null)).outcome],
  );
};
