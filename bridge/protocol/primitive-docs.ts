import { z } from "zod";

/** One name of the Python library, as Python itself describes it. */
export const ManualEntry = z.object({
  name: z.string().min(1),
  signature: z.string(),
  doc: z.string(),
  summary: z.string(),
});
export type ManualEntry = z.infer<typeof ManualEntry>;

/** What is answered to GET /api/primitives: the names that programs for this robot have, in a good order to read. */
export const PrimitiveDocs = z.strictObject({ primitives: z.array(ManualEntry) });
export type PrimitiveDocs = z.infer<typeof PrimitiveDocs>;
