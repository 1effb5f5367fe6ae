import type { Literal } from "./python-literal.ts";

/** A call of a primitive or skill as a model wrote it, not yet checked. */
export interface Call {
  readonly name: string;
  readonly positional: readonly Literal[];
  readonly named: readonly (readonly [name: string, value: Literal])[];
}

/** Why a call cannot be read, in words to the model. */
export class UnreadableCall extends Error {}
