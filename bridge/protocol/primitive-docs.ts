import { z } from "zod";

/** A parameter of a function of the Python library. */
export const ManualParameter = z.object({
  name: z.string().min(1),
  type: z.string().describe("its annotation, as it is written in the source"),
  required: z.boolean(),
  keyword_only: z.boolean(),
});
export type ManualParameter = z.infer<typeof ManualParameter>;

/** One name of the Python library, as Python itself describes it. */
export const ManualEntry = z.object({
  name: z.string().min(1),
  signature: z.string(),
  doc: z.string(),
  summary: z.string(),
  parameters: z.array(ManualParameter).optional().describe("of a function"),
});
export type ManualEntry = z.infer<typeof ManualEntry>;

/** What is answered to GET /api/primitives: the names that programs for this robot have, in a good order to read. */
export const PrimitiveDocs = z.strictObject({ primitives: z.array(ManualEntry) });
export type PrimitiveDocs = z.infer<typeof PrimitiveDocs>;
