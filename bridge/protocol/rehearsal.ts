import { z } from "zod";
import { Quat, Vec3 } from "./geometry.ts";

/** What code would do, as a twin of the simulator did it from the robot's present state. */
export const Rehearsal = z.strictObject({
  id: z.string().describe("of the request"),
  sha256: z.string().describe("of the code, UTF-8, in hex: what is approved is exactly what was rehearsed"),
  state: z.enum(["running", "done", "failed"]).describe("failed: it could not be rehearsed; see text"),
  text: z.string().describe("how it went, in one line"),
  joint_names: z.array(z.string()),
  path: z
    .array(z.strictObject({ t_s: z.number(), positions: z.array(z.number()) }))
    .describe("joint states of the twin, seconds of its clock since it began, in the order of joint_names"),
  tool: z
    .array(Vec3)
    .describe("the tool at each of `path`, frame of the base, metres; of a robot without an arm, its base"),
  calls: z.array(
    z.strictObject({
      name: z.string(),
      line: z.int().positive().nullable(),
      ok: z.boolean(),
      text: z.string().describe("its receipt or its error, in plain words"),
      violation: z
        .boolean()
        .describe(
          "the gate refused it, or it ended otherwise than meant: by a contact, at a limit, off its path",
        ),
    }),
  ),
  objects: z
    .array(
      z.strictObject({ name: z.string(), from: Vec3, to: Vec3, orientation: Quat.describe("afterwards") }),
    )
    .describe("what was somewhere else afterwards, frame of the base, metres"),
  output: z.string().describe("what it printed"),
  ended_by: z.string().describe("as action_end tells it; empty while it runs"),
});
export type Rehearsal = z.infer<typeof Rehearsal>;
