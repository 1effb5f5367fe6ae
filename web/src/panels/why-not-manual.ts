import type { AppState } from "../state/app-state.ts";

/** Why nothing can be moved by hand now, in words; null when it can. */
export const whyNotManual = ({ link, session, conversation }: AppState): string | null => {
  if (link.phase === "replay") return "This is a replay; go back to the live page to move the robot.";
  if (link.phase !== "open") return "There is no connection to the bridge.";
  if (!session) return "The bridge has not told what it is connected to yet.";
  if (session.connection !== "connected") return "The bridge has no connection to the robot.";
  if (session.estop !== null) return "The emergency stop is latched. Reset it above, then move by hand.";
  if (session.busy || conversation.episodeRunning)
    return "A task has the robot. Wait for its end, or press Stop, then move by hand.";
  if (!session.manual) return "This robot cannot be moved by hand.";
  return null;
};
