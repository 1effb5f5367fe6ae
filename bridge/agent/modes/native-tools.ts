import { z } from "zod";
import type { NativeTool } from "../model-client.ts";
import type { Catalogue, Parameter } from "./catalogue.ts";

/** The catalogue for native function calling, one function each; the system prompt has the manual in full. */
export const nativeTools = ({ callables }: Catalogue): NativeTool[] =>
  callables.map(({ name, summary, parameters }) => ({
    name: name.replaceAll(".", "_"),
    description: summary,
    parameters: objectSchema(parameters),
  }));

const objectSchema = (parameters: readonly Parameter[]): Record<string, unknown> => {
  const entries = parameters.flatMap(({ name, required, schema }) =>
    schema ? [[name, required ? schema : schema.optional()] as const] : [],
  );
  const { $schema: _, ...schema } = z.toJSONSchema(z.strictObject(Object.fromEntries(entries)), {
    io: "input",
  });
  return schema;
};
