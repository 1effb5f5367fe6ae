import { z } from "zod";
import { isPrimitiveName, type ManualParameter, primitives } from "../../protocol/index.ts";

/**
 * What a call in JSON or text can give for a parameter: by the schema of the primitive where Python passes a plain
 * value on, else by Python's annotation.
 *
 * @returns null for a parameter that takes nothing but functions
 */
export const parameterSchema = (callable: string, { name, type }: ManualParameter): z.ZodType | null => {
  const parts = alternatives(type);
  if (parts.every((part) => SCALARS.has(part)) && isPrimitiveName(callable)) {
    const shape: Record<string, z.ZodType> = primitives[callable].params.shape;
    const wire = shape[name];
    if (wire) return wire;
  }
  return union(parts);
};

const SCALARS = new Set(["str", "float", "int", "bool", "None"]);
const position = z.array(z.number()).length(3).describe("[x, y, z], metres");
const quaternion = z.array(z.number()).length(4).describe("[x, y, z, w]");

const BY_NAME: Record<string, z.ZodType> = {
  str: z.string(),
  float: z.number(),
  int: z.int(),
  bool: z.boolean(),
  None: z.null(),
  Any: z.unknown(),
  PositionLike: position,
  OrientationLike: z.union([quaternion, z.null()]),
  Waypoint: z.union([position, z.tuple([position, quaternion])]),
};

/** Objects that only Python has. */
const NO_LITERAL = /^(Detection|Pose|Image|Callable\b.*)$/;

const union = (parts: readonly string[]): z.ZodType | null => {
  const given = parts.filter((part) => !NO_LITERAL.test(part));
  if (given.length < parts.length && given.every((part) => part === "None")) return null;
  const [first = z.unknown(), ...others] = given.map(one);
  return others.length === 0 ? first : z.union([first, ...others]);
};

const one = (type: string): z.ZodType => {
  const known = BY_NAME[type];
  if (known) return known;
  const list = /^(?:Sequence|Iterable|list|tuple)\[(.*?)(?:, \.\.\.)?\]$/.exec(type);
  if (list) return z.array(union(alternatives(list[1] ?? "")) ?? z.unknown());
  const fields = /^(?:Mapping|dict)\[str, (.*)\]$/.exec(type);
  if (fields) return z.record(z.string(), union(alternatives(fields[1] ?? "")) ?? z.unknown());
  return z.unknown();
};

/** The parts of `a | b[c | d]` that no bracket holds together. */
const alternatives = (type: string): string[] => {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const [at, char] of [...type].entries()) {
    if (char === "[") depth += 1;
    else if (char === "]") depth -= 1;
    else if (char === "|" && depth === 0) {
      parts.push(type.slice(from, at).trim());
      from = at + 1;
    }
  }
  return [...parts, type.slice(from).trim()];
};
