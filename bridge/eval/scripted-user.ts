import type { Person } from "../agent/agent.ts";
import type { ScriptedUser } from "../protocol/index.ts";

/** A person who knows what is wanted: the same answer to every question. Nothing waits for an approval here. */
export const scriptedUser = ({ answer }: ScriptedUser): Person => ({
  ask: async () => answer,
  approve: async () => null,
});
