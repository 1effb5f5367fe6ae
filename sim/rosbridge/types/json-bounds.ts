import { FieldMismatch } from "./field-mismatch.ts";

const MAX_DEPTH = 64;

/**
 * Bounds a value of a type that is not known here: writing JSON and cloning recurse, so depth must not be the sender's
 * choice.
 *
 * @throws FieldMismatch when it nests too deep or has a field `__proto__`
 */
export const checkBounds = (value: unknown, depth = 0): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) throw new FieldMismatch(`nests deeper than ${MAX_DEPTH} levels; send it flatter`);
  if (Array.isArray(value)) {
    for (const element of value) if (typeof element === "object") checkBounds(element, depth + 1);
    return value;
  }
  for (const field in value) {
    if (field === "__proto__") throw new FieldMismatch("is no name for a field").within(field);
    const inner = (value as Record<string, unknown>)[field];
    if (typeof inner === "object") checkBounds(inner, depth + 1);
  }
  return value;
};
