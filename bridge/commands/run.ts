import type { EpisodeEnd } from "../episode/record-task.ts";
import { claimFile } from "../episode/recorder.ts";
import { type Outcome, UserError } from "../protocol/index.ts";
import type { Session } from "../session.ts";
import { EventPrinter, jsonPrinter } from "../terminal/event-printer.ts";
import { terminalPerson } from "../terminal/person.ts";
import { type ForkFlags, forkedFlags } from "./fork.ts";
import { parsePrice, type SessionFlags } from "./session-options.ts";
import { withSession } from "./with-session.ts";

export interface RunFlags extends SessionFlags, ForkFlags {
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

/** `run "<instruction>"`: one episode without a browser; with --fork it goes on from a turn of another. */
export const runInstruction = async (instruction: string | undefined, given: RunFlags): Promise<void> => {
  const said = instruction?.trim() ? instruction : null;
  const { fork } = given;
  if (fork === undefined && (given.turn !== undefined || given.code !== undefined))
    throw new UserError("--turn and --code belong to --fork FILE, which says what to go on from.", 2);
  if (said === null && fork === undefined)
    throw new UserError('The instruction is empty; say what to do, e.g. run "pick up the red cube".', 2);
  const forked = fork === undefined ? null : await forkedFlags(fork, given);
  const flags = forked?.flags ?? given;
  if (flags.out !== undefined) claimFile(flags.out);
  const out = flags.out ?? null;
  const terminal = {
    person: terminalPerson(flags.answer, flags.json === true),
    print: flags.json
      ? jsonPrinter
      : new EventPrinter(process.stdout, flags.price === undefined ? null : parsePrice(flags.price)).print,
  };
  const task = (session: Session): Promise<EpisodeEnd> =>
    forked && fork !== undefined
      ? session.fork({ ...forked, file: fork, instruction: said, by: "terminal", out })
      : session.instruct(said ?? "", out);
  await withSession(flags, terminal, async (session) => exitCodes[(await task(session)).outcome]);
};
