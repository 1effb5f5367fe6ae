import type { SessionOptions } from "../../bridge/main.ts";

/** A session on the embedded simulator without a model, with what a test cares about. */
export const simulatedSession = (given: Partial<SessionOptions> = {}): SessionOptions => ({
  robot: "sim",
  profile: "simulated_arm",
  scene: "table",
  seed: 1,
  clock: "realtime",
  mode: "code",
  model: null,
  modelTimeoutS: 10,
  contextTokens: undefined,
  maxTurns: 1,
  actionTimeoutS: 30,
  sandbox: "auto",
  ...given,
});
