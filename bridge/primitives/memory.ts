import type { Handlers, PrimitiveDeps } from "./handler.ts";

/** What outlives the episode: remembered values, and functions kept for later. */
export const memoryHandlers = ({
  memory,
}: Pick<PrimitiveDeps, "memory">): Handlers<`memory.${string}` | `skills.${string}`> => ({
  "memory.remember": async ({ key, value }) => {
    await memory.remember(key, value);
    return null;
  },
  "memory.recall": ({ key }) => memory.recall(key),
  "memory.keys": () => memory.keys(),
  "skills.save": async (skill) => {
    await memory.saveSkill(skill);
    return null;
  },
  "skills.search": ({ text }) => memory.searchSkills(text),
  "skills.load": ({ name }) => memory.loadSkill(name),
});
