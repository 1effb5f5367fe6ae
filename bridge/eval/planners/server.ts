import { type PlannerServer, startPlannerServer } from "../../agent/planner-server.ts";
import type { ScriptedPlanner } from "./scripts.ts";

/**
 * Starts a scripted planner as a model behind an endpoint, so that it goes the way of any model.
 *
 * @param replies one a turn
 * @param afterwards what it replies from then on
 */
export const startScriptedPlanner = (
  planner: ScriptedPlanner,
  replies: readonly string[],
  afterwards: string,
): Promise<PlannerServer<ScriptedPlanner>> =>
  startPlannerServer({
    model: planner,
    // The window is large enough for the whole conversation, so that the replies so far tell the turn.
    nextReply: (messages) =>
      replies[messages.filter(({ role }) => role === "assistant").length] ?? afterwards,
  });
