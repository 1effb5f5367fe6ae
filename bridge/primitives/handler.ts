import type { CallContext, PrimitiveCall } from "../executor/types.ts";
import type { Memory } from "../memory/memory.ts";
import type { PrimitiveName, PrimitiveParams, PrimitiveResult } from "../protocol/index.ts";
import type { Robot } from "../robot/robot.ts";
import type { SafetyGate } from "../safety/gate.ts";

/** What primitives work with. */
export interface PrimitiveDeps {
  readonly robot: Robot;
  readonly gate: SafetyGate;
  /** Puts a question to the person; null when nobody can answer. */
  readonly ask: (
    question: string,
    options: readonly string[] | null,
    signal: AbortSignal,
  ) => Promise<string | null>;
  readonly say: (text: string) => void;
  readonly memory: Memory;
}

/** Serves one primitive; its parameters were validated. */
export type Handler<N extends PrimitiveName> = (
  params: PrimitiveParams<N>,
  context: CallContext,
  call: PrimitiveCall,
) => Promise<PrimitiveResult<N>> | PrimitiveResult<N>;

export type Handlers<P extends string> = { [N in Extract<PrimitiveName, P>]: Handler<N> };
