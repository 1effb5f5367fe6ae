import { Session } from "../main.ts";
import { type Outcome, UserError } from "../protocol/index.ts";
import { EventPrinter, jsonPrinter } from "../terminal/event-printer.ts";
import { terminalPerson } from "../terminal/person.ts";
import { progressLine } from "../terminal/progress.ts";
import { type SessionFlags, sessionOptions } from "./session-options.ts";
import { untilInterrupted } from "./signals.ts";

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
  const session = await Session.open(sessionOptions(flags), {
    progress: progressLine,
    person: terminalPerson(flags.answer, flags.json === true),
  });
  const print = flags.json ? jsonPrinter : new EventPrinter(process.stdout).print;
  for (const event of session.events.history()) print(event);
  const quiet = session.events.subscribe(print);
  const interrupted = untilInterrupted(() => session.stop("terminal"));
  try {
    const end = await session.instruct(instruction, flags.out ?? null);
    process.exitCode = interrupted() ? 130 : exitCodes[end.outcome];
  } finally {
    quiet(); // the end of the episode is the last word; closing the connections is no news
    await session.close();
  }
};
