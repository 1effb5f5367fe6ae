import { motionPrimitives, type PrimitiveErrorBody } from "../protocol/index.ts";

/**
 * What became of a primitive call that was under way, or came, when its action was ended from outside.
 * `executed`: it had come to its own end. `cut_short`: it was ended on its way. `never_sent`: nothing went to the robot.
 */
export type Fate = "executed" | "cut_short" | "never_sent" | "unknown";

export interface CallFate {
  readonly name: string;
  readonly line: number | null;
  readonly fate: Fate;
  /** Whether such a call moves the robot. */
  readonly moves: boolean;
  /** Its receipt or its error, in words. */
  readonly text: string;
}

/** Refusals of these kinds come before anything is sent. */
const BEFORE_SENDING: readonly string[] = [
  "Unreachable",
  "CollisionAhead",
  "LimitExceeded",
  "NotFound",
  "Denied",
  "InvalidArgument",
  "NotSupported",
];

/** Calls to ROS interfaces may move it, too. */
const movesRobot = (name: string): boolean =>
  (motionPrimitives as ReadonlySet<string>).has(name) ||
  /^(base|ros)\.(?!pose$|topics$|read$|param$)/.test(name);

type Call = { readonly name: string; readonly line: number | null };

const about = ({ name, line }: Call) => ({ name, line, moves: movesRobot(name) });

/** From what a call came to. `receipt`: the last receipt that it left, in words; null for none. */
export const fateOf = (call: Call, error: PrimitiveErrorBody | null, receipt: string | null): CallFate => {
  const told = about(call);
  if (error === null) return { ...told, fate: "executed", text: receipt ?? "" };
  if (receipt !== null) return { ...told, fate: "cut_short", text: receipt };
  if (!told.moves) return { ...told, fate: "cut_short", text: error.message };
  // An arm that was stopped after its goal was sent always leaves a receipt.
  const before =
    BEFORE_SENDING.includes(error.code) || (error.code === "Stopped" && call.name.startsWith("arm."));
  return { ...told, fate: before ? "never_sent" : "unknown", text: error.message };
};

/** Of a call that was refused because its action is being ended. */
export const unsent = (call: Call): CallFate => ({ ...about(call), fate: "never_sent", text: "" });

/** Of a call that did not come to its end although it was told to. */
export const unsettled = (call: Call): CallFate => ({
  ...about(call),
  fate: "unknown",
  text: "it was told to stop and did not report its end",
});
