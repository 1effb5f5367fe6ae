/** Writes typed arrays of the simulator's nodes as rosbridge does: bytes in base64, numbers as a list. */
const plain = (_field: string, value: unknown): unknown => {
  if (typeof value === "bigint") return Number(value);
  if (!ArrayBuffer.isView(value)) return value;
  if (value instanceof Uint8Array || value instanceof Uint8ClampedArray)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
  return Array.from(value as unknown as ArrayLike<number | bigint>);
};

/** JSON of what came as JSON, which has nothing that JSON lacks. */
export const writeParsed = (value: unknown): string => JSON.stringify(value) ?? "null";

/** JSON of what came from a node, typed arrays and 64-bit integers among it. */
export const writeNative = (value: unknown): string => JSON.stringify(value, plain) ?? "null";

/** A copy of a value without what JSON lacks; plain lists stay the same. */
export const withBase64 = (value: unknown): unknown => {
  const replaced = plain("", value);
  if (replaced !== value || typeof value !== "object" || value === null) return replaced;
  if (Array.isArray(value))
    return value.some((one) => typeof one === "object" || typeof one === "bigint")
      ? value.map(withBase64)
      : value;
  return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, withBase64(one)]));
};
