import { readFileSync, writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import {
  BasePose,
  BaseResult,
  Detection,
  FromPython,
  GoalResult,
  GripperResult,
  JointState,
  MAX_FRAME_BYTES,
  MAX_FRAME_DEPTH,
  MotionResult,
  Pose,
  PublishResult,
  primitives,
  Reach,
  SavedSkill,
  ToPython,
  TopicInfo,
  Wrench,
} from "../bridge/protocol/index.ts";

/*
 * Writes the Python twins of bridge/protocol: `_schema.json` (what the worker validates with) and `_types.py` (the
 * result classes). Both are checked in; test/bridge/executor/generated.test.ts compares. Run: npx tsx generate.ts
 */
interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly $defs?: Record<string, JsonSchema>;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Record<string, JsonSchema>;
  readonly items?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
}

/** Results that Python programs hold in their hands, in the order that Python must define them. */
const resultClasses = {
  Pose,
  MotionResult,
  GripperResult,
  BasePose,
  BaseResult,
  JointState,
  Reach,
  Detection,
  Wrench,
  TopicInfo,
  PublishResult,
  GoalResult,
  SavedSkill,
};
/** Hand-written conveniences of a class, from `_record.py`. */
const mixins: Record<string, string> = { Pose: "HasPosition", Detection: "HasPose" };

/** Puts every shared definition of `schema` into `defs` and returns the rest. */
const hoist = (schema: z.ZodType, defs: Record<string, JsonSchema>): JsonSchema => {
  const { $schema: _, $defs: own = {}, ...rest } = z.toJSONSchema(schema, { io: "input" }) as JsonSchema;
  for (const [name, definition] of Object.entries(own)) {
    const known = defs[name];
    if (known && JSON.stringify(known) !== JSON.stringify(definition))
      throw new Error(`two different schemas share the id ${name}; give one of them another .meta({ id })`);
    defs[name] = definition;
  }
  return rest;
};

const schemaDocument = () => {
  const defs: Record<string, JsonSchema> = {};
  const frames = { to_python: hoist(ToPython, defs), from_python: hoist(FromPython, defs) };
  const calls = Object.fromEntries(
    Object.entries(primitives).map(([name, { params, result }]) => [
      name,
      { params: hoist(params, defs), result: hoist(result, defs) },
    ]),
  );
  for (const schema of Object.values(resultClasses)) hoist(schema, defs);
  return {
    max_frame_bytes: MAX_FRAME_BYTES,
    max_frame_depth: MAX_FRAME_DEPTH,
    $defs: defs,
    frames,
    primitives: calls,
  };
};

interface PythonType {
  readonly annotation: string;
  /** Python expression that makes the value from the parsed JSON in `wire`. */
  readonly convert: (wire: string) => string;
}

const plain = (annotation: string): PythonType => ({ annotation, convert: (wire) => wire });
const number: PythonType = { annotation: "float", convert: (wire) => `float(${wire})` };

/** The Python type of a JSON Schema of the subset that results use. */
const pythonType = (schema: JsonSchema, defs: Record<string, JsonSchema>): PythonType => {
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    if (Object.hasOwn(resultClasses, name))
      return { annotation: name, convert: (wire) => `${name}.from_wire(${wire})` };
    const target = defs[name];
    if (!target) throw new Error(`no definition ${name}`);
    return pythonType(target, defs);
  }
  if (schema.anyOf) {
    const some = schema.anyOf.filter((option) => option.type !== "null");
    if (some.length !== 1 || !some[0])
      throw new Error(`only "X or null" unions have a Python type: ${JSON.stringify(schema)}`);
    const inner = pythonType(some[0], defs);
    return {
      annotation: `${inner.annotation} | None`,
      convert: (wire) => `None if ${wire} is None else ${inner.convert(wire)}`,
    };
  }
  if (schema.prefixItems) {
    const items = schema.prefixItems.map((item) => pythonType(item, defs));
    return {
      annotation: `tuple[${items.map((item) => item.annotation).join(", ")}]`,
      convert: (wire) => `(${items.map((item, i) => item.convert(`${wire}[${i}]`)).join(", ")})`,
    };
  }
  if (schema.type === "array" && typeof schema.items === "object") {
    const item = pythonType(schema.items, defs);
    const each = item.convert("item");
    return {
      annotation: `list[${item.annotation}]`,
      convert: (wire) => (each === "item" ? `list(${wire})` : `[${each} for item in ${wire}]`),
    };
  }
  if (schema.type === "number") return number;
  if (schema.type === "string") return plain("str");
  if (schema.type === "boolean") return plain("bool");
  if (schema.type === "integer") return plain("int");
  if (Object.keys(schema).every((keyword) => keyword === "description")) return plain("Any");
  throw new Error(`no Python type for ${JSON.stringify(schema)}`);
};

/** What a list that may be left out is then. */
const OPTIONAL = " = field(default_factory=list, hash=False)";

const fieldDoc = (schema: JsonSchema, defs: Record<string, JsonSchema>): string => {
  const target = schema.$ref ? defs[schema.$ref.split("/").at(-1) ?? ""] : schema;
  const words = target?.enum ? `${target.enum.map((value) => `'${value}'`).join(", ")}` : "";
  return [schema.description ?? "", words && `one of ${words}`].filter(Boolean).join("; ");
};

const pythonClass = (name: string, defs: Record<string, JsonSchema>): string => {
  const schema = defs[name];
  if (!schema?.properties) throw new Error(`no object schema ${name}`);
  const fields = Object.entries(schema.properties);
  const types = fields.map(([, field]) => pythonType(field, defs));
  const isOptional = (field: string): boolean => !(schema.required ?? []).includes(field);
  const wrong = fields.find(([field, { type }]) => isOptional(field) && type !== "array");
  if (wrong) throw new Error(`${name}.${wrong[0]} may be left out; only lists have a default in Python`);
  const docs = fields
    .map(([field, body]) => [field, fieldDoc(body, defs)] as const)
    .map(([field, doc]) => (doc ? `    ${field}: ${doc}` : `    ${field}`));
  const bases = [mixins[name], "Record"].filter(Boolean).join(", ");
  return [
    "@dataclass(frozen=True, repr=False)",
    `class ${name}(${bases}):`,
    `    """${schema.description ?? name}`,
    "",
    ...docs,
    '    """',
    "",
    ...fields.map(
      ([field], i) => `    ${field}: ${types[i]?.annotation}${isOptional(field) ? OPTIONAL : ""}`,
    ),
    "",
    "    @classmethod",
    `    def from_wire(cls, wire: Wire) -> ${name}:`,
    '        """Makes the object from the parsed JSON of a frame."""',
    "        return cls(",
    ...fields.map(
      ([field], i) =>
        `            ${field}=${types[i]?.convert(isOptional(field) ? `wire.get("${field}", [])` : `wire["${field}"]`)},`,
    ),
    "        )",
  ].join("\n");
};

const pythonTypes = (defs: Record<string, JsonSchema>): string => {
  const names = Object.keys(resultClasses);
  return `${[
    '"""Result classes of the primitives. Generated from bridge/protocol by generate.ts: do not edit."""',
    "# ruff: noqa: E501",
    "from __future__ import annotations",
    "",
    "from dataclasses import dataclass, field",
    "",
    "from ._record import HasPose, HasPosition, Record",
    "",
    "TYPE_CHECKING = False  # typing's own costs start-up time",
    "if TYPE_CHECKING:",
    "    from typing import Any, Dict",
    "",
    "    Wire = Dict[str, Any]",
    "",
    `__all__ = [${names.map((name) => `"${name}"`).join(", ")}]`,
  ].join("\n")}\n\n\n${names.map((name) => pythonClass(name, defs)).join("\n\n\n")}\n`;
};

/** The generated files: path relative to the package's source folder, and text. */
export const generatedFiles = (): Record<string, string> => {
  const document = schemaDocument();
  return {
    "_schema.json": `${JSON.stringify(document, null, 1)}\n`,
    "_types.py": pythonTypes(document.$defs),
  };
};

/** Folder of the Python package that the files belong to. */
export const packageFolder = new URL("./src/codeact_primitives/", import.meta.url);

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(generatedFiles())) {
    const file = new URL(name, packageFolder);
    const before = (() => {
      try {
        return readFileSync(file, "utf8");
      } catch {
        return "";
      }
    })();
    writeFileSync(file, text);
    process.stdout.write(`${before === text ? "unchanged" : "written"}  ${fileURLToPath(file)}\n`);
  }
}
