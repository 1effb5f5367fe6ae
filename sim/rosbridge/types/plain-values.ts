import type { Field } from "./definitions.ts";
import { FieldMismatch, shown } from "./field-mismatch.ts";

export type ValueCheck = (value: unknown) => unknown;
interface PlainShape {
  readonly check: ValueCheck;
  readonly make: () => unknown;
}

const INTEGERS: Readonly<Record<string, readonly [min: number, max: number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  byte: [0, 255],
  char: [0, 255],
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
  int32: [-2_147_483_648, 2_147_483_647],
  uint32: [0, 4_294_967_295],
  int64: [-(2 ** 63), 2 ** 63],
  uint64: [0, 2 ** 64],
};
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

const number: ValueCheck = (value) => {
  if (typeof value !== "number" || !Number.isFinite(value))
    throw new FieldMismatch(`expects a finite number, got ${shown(value)}`);
  return value;
};

const integer =
  (type: string, min: number, max: number): ValueCheck =>
  (value) => {
    if (!Number.isInteger(value) || (value as number) < min || (value as number) > max)
      throw new FieldMismatch(`expects an integer of ${type} (${min} to ${max}), got ${shown(value)}`);
    return value;
  };

const ofType =
  (type: "boolean" | "string"): ValueCheck =>
  (value) => {
    if (typeof value !== type) throw new FieldMismatch(`expects a ${type}, got ${shown(value)}`);
    return value;
  };

const scalar = (type: string): { check: ValueCheck; zero: unknown } => {
  const range = INTEGERS[type];
  if (range) return { check: integer(type, ...range), zero: 0 };
  if (type === "bool") return { check: ofType("boolean"), zero: false };
  if (type === "float32" || type === "float64") return { check: number, zero: 0 };
  return { check: ofType("string"), zero: "" };
};

/** Bytes cross JSON as base64; an array of numbers is taken too, and becomes base64, as rosbridge does. */
const bytes = (check: ValueCheck): ValueCheck => {
  const array = elements(check);
  return (value) => {
    if (typeof value !== "string") return Buffer.from(array(value) as number[]).toString("base64");
    if (!BASE64.test(value))
      throw new FieldMismatch(`expects bytes as base64 or as an array, got ${shown(value)}`);
    return value;
  };
};

const elements =
  (check: ValueCheck): ValueCheck =>
  (value) => {
    if (!Array.isArray(value)) throw new FieldMismatch(`expects an array, got ${shown(value)}`);
    let index = 0;
    try {
      for (; index < value.length; index++) check(value[index]);
    } catch (error) {
      throw error instanceof FieldMismatch ? error.within(index) : error;
    }
    return value;
  };

const lengthOf = (value: unknown): number =>
  typeof value === "string" ? Buffer.byteLength(value, "base64") : (value as unknown[]).length;

const bounded = (check: ValueCheck, { arrayLength, arrayUpperBound }: Field): ValueCheck => {
  if (arrayLength === undefined && arrayUpperBound === undefined) return check;
  return (given) => {
    const value = check(given);
    const length = lengthOf(value);
    if (arrayLength !== undefined && length !== arrayLength)
      throw new FieldMismatch(`expects ${arrayLength} elements, got ${length}`);
    if (arrayUpperBound !== undefined && length > arrayUpperBound)
      throw new FieldMismatch(`expects at most ${arrayUpperBound} elements, got ${length}`);
    return value;
  };
};

/** Whether a field holds bytes, which JSON carries as base64. */
export const isByteArray = (field: Field): boolean =>
  field.isArray === true && (field.type === "uint8" || field.type === "byte" || field.type === "char");

/** The check and the default of a field that holds no message: numbers, strings, truth values and arrays of them. */
export const plainCheck = (field: Field): PlainShape => {
  const { check, zero } = scalar(field.type);
  const given = field.defaultValue;
  if (field.isArray !== true) {
    const initial = typeof given === "bigint" ? Number(given) : (given ?? zero);
    return { check, make: () => initial };
  }
  if (isByteArray(field)) {
    const initial = Buffer.alloc(field.arrayLength ?? 0).toString("base64");
    return { check: bounded(bytes(check), field), make: () => initial };
  }
  const initial: unknown[] = Array.isArray(given)
    ? given.map((value) => (typeof value === "bigint" ? Number(value) : value))
    : Array.from({ length: field.arrayLength ?? 0 }, () => zero);
  return { check: bounded(elements(check), field), make: () => [...initial] };
};
