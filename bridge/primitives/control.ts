import type { Handlers, PrimitiveDeps } from "./handler.ts";

/** Waiting, and ending the task; the interpreter itself ends the action after finish and give_up. */
export const controlHandlers = ({ robot }: PrimitiveDeps): Handlers<"wait" | "finish" | "give_up"> => ({
  wait: ({ seconds }, context) => robot.advance(seconds, context.signal),
  finish: () => null,
  give_up: () => null,
});
