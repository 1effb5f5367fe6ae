import { PrimitiveError } from "../protocol/index.ts";
import type { Handlers, PrimitiveDeps } from "./handler.ts";

export const userHandlers = ({ ask, say }: PrimitiveDeps): Handlers<`user.${string}`> => ({
  "user.ask": async ({ question, options }, context) => {
    const answer = await ask(question, options, context.signal);
    if (answer !== null) return answer;
    if (context.signal.aborted)
      throw new PrimitiveError("Stopped", "The action was interrupted before the question was answered.");
    throw new PrimitiveError(
      "NotSupported",
      `Nobody is there to answer "${question}". Decide without, or give up and say what is missing.`,
    );
  },
  "user.say": ({ text }) => {
    say(text);
    return null;
  },
});
