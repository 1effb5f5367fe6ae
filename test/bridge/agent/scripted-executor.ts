import type { ActionOptions, ActionResult, Executor } from "../../../bridge/executor/types.ts";

/** An action's outcome, with what a test cares about. */
export const actionResult = (given: Partial<ActionResult> = {}): ActionResult => ({
  action: 1,
  ok: true,
  ended_by: "done",
  reason: "",
  interrupted_at: null,
  fates: [],
  output: "",
  value: null,
  error: null,
  ended: null,
  state_kept: true,
  duration_s: 0.01,
  calls: 0,
  receipts: [],
  images: [],
  ...given,
});

export interface ScriptedExecutor extends Executor {
  readonly ran: string[];
}

/** Stands in for Python where a test is about the loop around it. */
export const scriptedExecutor = (
  run: (code: string, options: ActionOptions) => Partial<ActionResult> | Promise<Partial<ActionResult>>,
): ScriptedExecutor => {
  const ran: string[] = [];
  return {
    ran,
    alive: true,
    sandbox: "none",
    unavailable: [],
    execute: async (code, options) => {
      ran.push(code);
      return actionResult({ action: ran.length, ...(await run(code, options)) });
    },
    interrupt: () => {},
    hold: () => () => {},
    restart: async () => {},
    close: async () => {},
  };
};
