import { z } from "zod";
import { PrimitiveErrorBody } from "./errors.ts";

/*
 * Frames between the bridge and the Python worker: one JSON object a line, to Python on fd 3, from Python on fd 4.
 * Both ends validate what arrives. A frame is at most MAX_FRAME_BYTES long.
 */
export const MAX_FRAME_BYTES = 8 * 1024 * 1024;
export const MAX_FRAME_DEPTH = 64;

/** An exception that a Python action ended with. */
export const PythonError = z
  .strictObject({
    type: z.string().describe("class name, e.g. 'ZeroDivisionError'"),
    message: z.string(),
    traceback: z.string().describe("user frames only, with source lines"),
  })
  .meta({ id: "PythonError" });
export type PythonError = z.infer<typeof PythonError>;

export const ToPython = z
  .discriminatedUnion("t", [
    z.strictObject({
      t: z.literal("exec"),
      n: z.int().positive(),
      code: z.string(),
      value_characters: z.int().positive().optional().describe("how much of the value is echoed"),
      frame_bytes: z.int().positive().optional().describe("longest frame that the bridge takes"),
    }),
    z.strictObject({ t: z.literal("return"), id: z.int().positive(), value: z.unknown() }),
    z.strictObject({ t: z.literal("raise"), id: z.int().positive(), error: PrimitiveErrorBody }),
    z
      .strictObject({ t: z.literal("feedback"), id: z.int().positive(), value: z.unknown() })
      .describe("of a call under way; the next one waits for `heard`"),
    z.strictObject({ t: z.literal("quit") }),
  ])
  .meta({ id: "ToPython" });
export type ToPython = z.infer<typeof ToPython>;

export const FromPython = z
  .discriminatedUnion("t", [
    z.strictObject({
      t: z.literal("ready"),
      pid: z.int().positive(),
      python: z.string(),
      has_numpy: z.boolean(),
      confined: z.boolean().describe("whether it locked itself in as CODEACT_SANDBOX asked"),
    }),
    z.strictObject({
      t: z.literal("call"),
      id: z.int().positive(),
      name: z.string().max(100),
      params: z.record(z.string(), z.unknown()),
      line: z.int().positive().nullable().describe("line of the running action that made the call"),
    }),
    z
      .strictObject({
        t: z.literal("heard"),
        id: z.int().positive(),
        more: z.boolean().describe("false: the call is given up, and ends as when it is interrupted"),
      })
      .describe("a feedback message was handled"),
    z.strictObject({
      t: z.literal("figure"),
      png_file: z.string().max(200).describe("file name inside the work folder"),
    }),
    z.strictObject({
      t: z.literal("done"),
      n: z.int().positive(),
      ok: z.boolean(),
      value: z.string().nullable().describe("repr of the last expression"),
      error: PythonError.nullable(),
      ended: z
        .enum(["finish", "give_up"])
        .nullable()
        .describe("set when finish() or give_up() ended the action"),
      interrupted_line: z
        .int()
        .positive()
        .nullable()
        .optional()
        .describe("line of the action at which its first interrupt arrived"),
      duration_s: z.number(),
    }),
  ])
  .meta({ id: "FromPython" });
export type FromPython = z.infer<typeof FromPython>;
