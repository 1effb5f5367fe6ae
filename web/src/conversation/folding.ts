import type { Entry } from "../state/conversation.ts";

/** Programs at the end of a conversation that are shown whole; older ones are folded to a line. */
export const SHOWN_WHOLE = 12;

/** The first entry that is not folded: before it are all but the newest programs. */
export const foldBefore = (entries: readonly Entry[], shown = SHOWN_WHOLE): number => {
  let programs = 0;
  for (let i = entries.length - 1; i >= 0; i -= 1) {
    const entry = entries[i];
    if (entry?.kind === "step" && entry.code !== null && ++programs > shown) return i + 1;
  }
  return 0;
};
