import { z } from "zod";

/** How a grammar spells what JSON and Python spell differently. */
export type Spelling = "json" | "python";

interface Schema {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
}

/** What a schema takes, in words: "a number above 0 or null". */
export const schemaWords = (schema: z.ZodType, spelling: Spelling): string =>
  words(z.toJSONSchema(schema, { io: "input" }) as Schema, spelling);

const words = (schema: Schema, spelling: Spelling): string => {
  const { type } = schema;
  if (schema.anyOf) return schema.anyOf.map((each) => words(each, spelling)).join(" or ");
  if (typeof type === "object")
    return type.map((each) => words({ ...schema, type: each }, spelling)).join(" or ");
  switch (type) {
    case "number":
      return `a number${bounds(schema)}`;
    case "integer":
      return `a whole number${bounds(schema)}`;
    case "string":
      return schema.minLength ? "a string that is not empty" : "a string";
    case "boolean":
      return spelling === "json" ? "true or false" : "True or False";
    case "null":
      return spelling === "json" ? "null" : "None";
    case "array":
      return list(schema, spelling);
    case "object":
      return spelling === "json" ? "an object" : "a dict";
    default:
      return "any value";
  }
};

const bounds = ({ minimum, exclusiveMinimum, maximum }: Schema): string => {
  const above = exclusiveMinimum === undefined ? "" : ` above ${exclusiveMinimum}`;
  // Whole numbers have a lower bound that says nothing.
  const from = minimum === undefined || minimum < -1e15 ? "" : ` from ${minimum} up`;
  const to = maximum === undefined || maximum > 1e15 ? "" : ` to ${maximum}`;
  return above + (from && to ? ` from ${minimum}${to}` : from + (to && ` and up${to}`));
};

const list = ({ items, prefixItems, minItems, maxItems }: Schema, spelling: Spelling): string => {
  if (prefixItems) return `a list of ${prefixItems.map((each) => words(each, spelling)).join(", ")}`;
  const count = minItems !== undefined && minItems === maxItems ? `${minItems} ` : "";
  const item = items ? words(items, spelling) : "any value";
  return `a list of ${count}${plural(item)}`;
};

/** "a number" → "numbers". */
const plural = (item: string): string => {
  const one = /^an? ([a-z]+)$/.exec(item)?.[1];
  return one ? `${one}s` : `values, each ${item}`;
};
