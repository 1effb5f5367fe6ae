import common from "@foxglove/rosmsg-msgs-common";

/** rosapi_msgs/msg/TypeDef */
interface TypeDef {
  type: string;
  fieldnames: string[];
  fieldtypes: string[];
  fieldarraylen: number[];
  examples: string[];
  constnames: string[];
  constvalues: string[];
}

type Definition = (typeof common.ros2jazzy)[keyof typeof common.ros2jazzy];
const definitions = common.ros2jazzy as Record<string, Definition | undefined>;

/** The key of the definitions: package/Name, without the msg part. */
const key = (type: string): string => type.replace("/msg/", "/");

/** -1: no array; 0: of any length; n: of that length. */
const arrayLength = (field: Definition["definitions"][number]): number =>
  field.isArray ? (field.arrayLength ?? 0) : -1;

/**
 * The fields of a message type and of the types within it, the type itself first.
 *
 * @throws Error for a type that is not among the standard packages
 */
export const messageDetails = (type: string): TypeDef[] => {
  const found = new Map<string, TypeDef>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    const definition = definitions[name];
    if (!definition) {
      if (found.size === 0) throw new Error(`The definition of ${type} is not known here.`);
      return;
    }
    const fields = definition.definitions.filter((field) => field.isConstant !== true);
    const constants = definition.definitions.filter((field) => field.isConstant === true);
    found.set(name, {
      type: name,
      fieldnames: fields.map((field) => field.name),
      fieldtypes: fields.map((field) => field.type),
      fieldarraylen: fields.map(arrayLength),
      examples: fields.map((field) => (field.isArray ? "[]" : field.isComplex ? "{}" : "")),
      constnames: constants.map((field) => field.name),
      constvalues: constants.map((field) => String(field.value)),
    });
    for (const field of fields) if (field.isComplex) visit(key(field.type));
  };
  visit(key(type));
  return [...found.values()];
};
