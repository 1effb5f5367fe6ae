import {
  type Definition,
  type Field,
  messageDefinition,
  messageTypeOf,
  withContained,
} from "./definitions.ts";

const SEPARATOR = "=".repeat(80);
const texts = new Map<string, string>();

const sizeOf = ({ isArray, arrayLength, arrayUpperBound }: Field): string =>
  isArray !== true
    ? ""
    : arrayLength !== undefined
      ? `[${arrayLength}]`
      : arrayUpperBound !== undefined
        ? `[<=${arrayUpperBound}]`
        : "[]";

const valueText = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? Number(inner) : inner));

const line = (field: Field): string => {
  if (field.isConstant === true)
    return `${field.type} ${field.name}=${field.valueText ?? valueText(field.value)}`;
  const bound = field.upperBound === undefined ? "" : `<=${field.upperBound}`;
  const initial = field.defaultValue === undefined ? "" : ` ${valueText(field.defaultValue)}`;
  return `${messageTypeOf(field) ?? field.type}${bound}${sizeOf(field)} ${field.name}${initial}`;
};

const bodyOf = (definition: Definition): string => definition.fields.map(line).join("\n");

/** A message type's definition with those of all types in it, as `gendeps --cat` and bag files have it; null if unknown. */
export const fullText = (type: string): string | null => {
  const known = texts.get(type);
  if (known !== undefined) return known;
  const root = messageDefinition(type);
  if (!root) return null;
  const [first, ...others] = withContained(root);
  const text = [
    bodyOf(first ?? root),
    ...others.map((one) => `${SEPARATOR}\nMSG: ${one.name}\n${bodyOf(one)}`),
  ].join("\n");
  texts.set(type, text);
  return text;
};
