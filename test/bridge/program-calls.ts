import { createCallHandler } from "../../bridge/primitives/handlers.ts";
import type { PrimitiveName, PrimitiveResult } from "../../bridge/protocol/index.ts";
import type { Robot } from "../../bridge/robot/robot.ts";
import type { SafetyGate } from "../../bridge/safety/gate.ts";

export type Call = <N extends PrimitiveName>(
  name: N,
  params?: Record<string, unknown>,
  signal?: AbortSignal,
) => Promise<PrimitiveResult<N>>;

/** Calls primitives as a program does, with nobody to answer its questions. */
export const programCalls = (options: {
  readonly robot: Robot;
  readonly gate: SafetyGate;
  readonly workDir: string;
  readonly onReceipt: (receipt: Record<string, unknown>, text: string) => void;
}): Call => {
  const { robot, gate, workDir, onReceipt } = options;
  const handler = createCallHandler({ robot, gate, ask: async () => null, say: () => {} });
  let calls = 0;
  return (name, params = {}, signal = new AbortController().signal) => {
    const context = {
      signal,
      workDir,
      attachImage: () => {},
      feedback: () => {},
      addReceipt: (receipt: object, text: string) => onReceipt(receipt as Record<string, unknown>, text),
    };
    calls += 1;
    return handler({ action: 1, call: calls, name, params, line: null }, context) as never;
  };
};
