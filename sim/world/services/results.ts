import type { z } from "zod";

/** simulation_interfaces/msg/Result */
export interface Result {
  readonly result: number;
  readonly error_message: string;
}

export const ResultCode = {
  FEATURE_UNSUPPORTED: 0,
  OK: 1,
  NOT_FOUND: 2,
  INCORRECT_STATE: 3,
  OPERATION_FAILED: 4,
} as const;

export const ok: Result = { result: ResultCode.OK, error_message: "" };
export const failed = (code: number, error_message: string): Result => ({ result: code, error_message });

/** A request that was understood, or what to answer to one that was not. */
export const readRequest = <T>(
  schema: z.ZodType<T>,
  request: unknown,
): { readonly value: T; readonly refusal: null } | { readonly value: null; readonly refusal: Result } => {
  const parsed = schema.safeParse(request ?? {});
  if (parsed.success) return { value: parsed.data, refusal: null };
  const issue = parsed.error.issues[0];
  const where = issue?.path.join(".") || "request";
  const text = `${where}: ${issue?.message ?? "unreadable"}. Numbers must be finite and fields as in simulation_interfaces.`;
  return { value: null, refusal: failed(ResultCode.OPERATION_FAILED, text) };
};
