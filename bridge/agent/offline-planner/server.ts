import { type PlannerServer, startPlannerServer } from "../planner-server.ts";
import { nextReply } from "./planner.ts";

export type OfflinePlanner = PlannerServer<"offline-planner">;

/** Starts the rule planner as an OpenAI-compatible server on a free loopback port. */
export const startOfflinePlanner = (): Promise<OfflinePlanner> =>
  startPlannerServer({ model: "offline-planner", nextReply });
