import { z } from "zod";

/** The kinds of failure that a primitive raises; each is a Python exception of the same name. */
export const PrimitiveErrorCode = z.enum([
  "Unreachable",
  "CollisionAhead",
  "LimitExceeded",
  "GraspFailed",
  "NotFound",
  "Timeout",
  "Stale",
  "Stopped",
  "Denied",
  "Disconnected",
  "InvalidArgument",
  "NotSupported",
]);
export type PrimitiveErrorCode = z.infer<typeof PrimitiveErrorCode>;

/** A failure as it crosses to Python and into events. `message` names what was asked, the limit, and what to try. */
export const PrimitiveErrorBody = z
  .strictObject({
    code: PrimitiveErrorCode,
    message: z.string(),
    /** What is known of the motion that was under way (a MotionResult or GripperResult), if one was. */
    receipt: z.unknown().optional(),
  })
  .meta({ id: "PrimitiveErrorBody" });
export type PrimitiveErrorBody = z.infer<typeof PrimitiveErrorBody>;

/** Thrown by primitive handlers, the gate and the robot; arrives in Python as the exception named by `code`. */
export class PrimitiveError extends Error {
  override readonly name = "PrimitiveError";
  readonly code: PrimitiveErrorCode;
  readonly receipt: unknown;
  constructor(code: PrimitiveErrorCode, message: string, receipt?: unknown) {
    super(message);
    this.code = code;
    this.receipt = receipt;
  }
  toBody(): PrimitiveErrorBody {
    return this.receipt === undefined
      ? { code: this.code, message: this.message }
      : { code: this.code, message: this.message, receipt: this.receipt };
  }
}

/** A failure that ends the program with one readable line. `exitCode` 1: the work failed; 2: wrong use. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly exitCode: 1 | 2;
  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
