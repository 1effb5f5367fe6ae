import type { Person } from "../agent/agent.ts";
import { openSession } from "../main.ts";
import type { Event } from "../protocol/index.ts";
import type { Session } from "../session.ts";
import { progressLine } from "../terminal/progress.ts";
import { type SessionFlags, sessionOptions } from "./session-options.ts";
import { untilInterrupted } from "./signals.ts";

/**
 * Opens a session, prints its events while `work` runs, and closes it. Sets the exit code to what `work` gives, or
 * to 130 when Ctrl-C stopped it.
 */
export const withSession = async (
  flags: SessionFlags,
  terminal: { person: Person; print: (event: Event) => void },
  work: (session: Session) => Promise<number>,
): Promise<void> => {
  const session = await openSession(sessionOptions(flags), {
    progress: progressLine,
    person: terminal.person,
  });
  for (const event of session.events.history()) terminal.print(event);
  const quiet = session.events.subscribe(terminal.print);
  const interrupted = untilInterrupted(() => session.stop("terminal"));
  try {
    const exitCode = await work(session);
    process.exitCode = interrupted() ? 130 : exitCode;
  } finally {
    quiet(); // the end of the episode is the last word; closing the connections is no news
    await session.close();
  }
};
