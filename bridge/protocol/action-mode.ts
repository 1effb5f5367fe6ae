import { z } from "zod";

/**
 * How the agent acts: by Python; by Python without control flow; by one call as a JSON object; by several of them; by
 * one call as text. All over the same primitives, and all run by the same executor.
 */
export const ActionModeName = z.enum(["code", "code-flat", "json", "json-parallel", "text"]);
export type ActionModeName = z.infer<typeof ActionModeName>;
