import type { AppState } from "../state/app-state.ts";

/** Why the session cannot go on from a recorded turn now, in words; null when it can. */
export const whyNotFork = ({ link, session, conversation }: AppState): string | null => {
  if (link.phase !== "open" || !session) return "There is no connection to the bridge.";
  if (session.connection !== "connected") return "The bridge has no connection to the simulator.";
  if (session.estop !== null) return "The emergency stop is latched. Reset it first.";
  if (session.busy || conversation.episodeRunning)
    return "A task is running. Wait for its end, or press Stop.";
  return null;
};
