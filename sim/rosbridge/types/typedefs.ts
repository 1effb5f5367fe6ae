import { type Definition, type Field, messageTypeOf, withContained } from "./definitions.ts";

/** rosapi_msgs/msg/TypeDef */
export interface TypeDef {
  readonly type: string;
  readonly fieldnames: string[];
  readonly fieldtypes: string[];
  /** -1: no array; 0: of any length; n: of that length. */
  readonly fieldarraylen: number[];
  readonly examples: string[];
  readonly constnames: string[];
  readonly constvalues: string[];
}

/** Plain types as rosapi of ROS 2 spells them, which are those of IDL. */
const IDL: Readonly<Record<string, string>> = {
  float64: "double",
  float32: "float",
  bool: "boolean",
  byte: "octet",
  char: "uint8",
};

const typeName = (field: Field): string => messageTypeOf(field) ?? IDL[field.type] ?? field.type;

const example = (field: Field): string => {
  if (field.isArray === true) return "[]";
  if (messageTypeOf(field) !== null) return "{}";
  if (field.type === "bool") return field.defaultValue === true ? "True" : "False";
  const value = field.defaultValue ?? (field.type.includes("string") ? "" : 0);
  return field.type.startsWith("float") && Number.isInteger(value) ? `${value}.0` : String(value);
};

const typedef = ({ name, fields: all }: Definition): TypeDef => {
  const fields = all.filter(({ isConstant }) => isConstant !== true);
  const constants = all.filter(({ isConstant }) => isConstant === true);
  return {
    type: name,
    fieldnames: fields.map((field) => field.name),
    fieldtypes: fields.map(typeName),
    fieldarraylen: fields.map((field) => (field.isArray === true ? (field.arrayLength ?? 0) : -1)),
    examples: fields.map(example),
    constnames: constants.map((field) => field.name),
    constvalues: constants.map((field) => String(field.value)),
  };
};

/** The fields of a definition and of all types in it, the definition itself first. */
export const typedefsOf = (root: Definition): TypeDef[] => withContained(root).map(typedef);
