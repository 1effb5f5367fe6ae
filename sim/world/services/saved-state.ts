import { z } from "zod";
import type { RosNode } from "../ros-node.ts";
import { restoreState, type StateParts, StateRefused, saveState } from "../saved-state.ts";

const RestoreRequest = z.object({ state: z.string().default("") });

/** What `work` gives, or the words with which it refused. */
const attempt = (work: () => object): object => {
  try {
    return { success: true, message: "", ...work() };
  } catch (error) {
    if (error instanceof StateRefused) return { success: false, message: error.message };
    throw error;
  }
};

/** /codeact_sim/save_state and /codeact_sim/restore_state of codeact_interfaces. */
export const serveSavedState = (node: RosNode, parts: StateParts): void => {
  node.serve("/codeact_sim/save_state", "codeact_interfaces/srv/SaveState", () => ({
    state: "",
    ...attempt(() => ({ state: saveState(parts) })),
  }));
  node.serve("/codeact_sim/restore_state", "codeact_interfaces/srv/RestoreState", (request) =>
    attempt(() => {
      const parsed = RestoreRequest.safeParse(request ?? {});
      if (!parsed.success)
        throw new StateRefused("state is a string. Pass what /codeact_sim/save_state gave.");
      restoreState(parts, parsed.data.state);
      return {};
    }),
  );
};
