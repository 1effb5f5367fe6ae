import type { Stamp } from "../../../bridge/protocol/index.ts";
import { type Definition, type Field, messageDefinition, messageTypeOf } from "./definitions.ts";
import { FieldMismatch, shown } from "./field-mismatch.ts";
import { plainCheck, type ValueCheck } from "./plain-values.ts";

/** How a value gets into the shape of its type. */
export interface Shape {
  /**
   * Checks a value parsed from JSON and fills in what it leaves out, in place.
   *
   * @returns the value, or what takes its place
   * @throws FieldMismatch naming the field that does not fit
   */
  readonly check: ValueCheck;
  /** A new value with every field at its default. */
  readonly make: () => unknown;
}

/** What a header without a stamp gets; set by the graph, which knows the robot's clock. */
export type Now = () => Stamp;

/** The first field that the last check filled in, null for none; set to null by who wants to know. */
export const leftOut: { field: string | null } = { field: null };

const HEADER = "std_msgs/Header";
const TIME = "builtin_interfaces/Time";
const DURATION = "builtin_interfaces/Duration";

/** Builds shapes from definitions, each once. */
export class Shapes {
  readonly #now: Now;
  readonly #messages = new Map<string, Shape>();

  constructor(now: Now) {
    this.#now = now;
  }

  /** The shape of a message type by package/Name; undefined when a definition is missing. */
  message(name: string): Shape | undefined {
    const known = this.#messages.get(name);
    if (known) return known;
    const definition = messageDefinition(name);
    if (!definition) return undefined;
    // Entered before its fields are built: a message may be asked for while it is being built.
    const shape = { check: (value: unknown) => value, make: (): unknown => ({}) };
    this.#messages.set(name, shape);
    const { check, make } = this.of(definition);
    shape.make = name === HEADER ? () => ({ stamp: { sec: 0, nanosec: 0 }, frame_id: "" }) : make;
    shape.check =
      name === HEADER
        ? this.#stamped(check)
        : name === TIME || name === DURATION
          ? rosTime(check, this.#now)
          : check;
    return shape;
  }

  /** The shape of a definition, be it a message or a section of a service or action. */
  of(definition: Definition): Shape {
    const fields = definition.fields
      .filter((field) => field.isConstant !== true)
      .map((field) => ({ name: field.name, ...this.#field(field) }));
    const known = new Set(fields.map(({ name }) => name));
    const make = (): Record<string, unknown> => {
      const value: Record<string, unknown> = {};
      for (const field of fields) value[field.name] = field.make();
      return value;
    };
    const check = (value: unknown): unknown => {
      if (typeof value !== "object" || value === null || Array.isArray(value))
        throw new FieldMismatch(`expects an object of ${definition.name}, got ${shown(value)}`);
      const message = value as Record<string, unknown>;
      let given = 0;
      let current = "";
      try {
        for (const field of fields) {
          const own = message[field.name];
          if (own === undefined) {
            message[field.name] = field.make();
            leftOut.field ??= field.name;
            continue;
          }
          current = field.name;
          given += 1;
          const checked = field.check(own);
          if (checked !== own) message[current] = checked;
        }
      } catch (error) {
        throw error instanceof FieldMismatch ? error.within(current) : error;
      }
      let present = 0;
      for (const _ in message) present += 1;
      if (present !== fields.length) throw unknownField(message, known, definition.name);
      return message;
    };
    return { check, make };
  }

  #field(field: Field): Shape {
    const type = messageTypeOf(field);
    if (type === null) return plainCheck(field);
    const element = this.message(type);
    if (!element) return { check: (value) => value, make: () => (field.isArray ? [] : {}) };
    if (field.isArray !== true) return { check: (value) => element.check(value), make: () => element.make() };
    const { arrayLength, arrayUpperBound } = field;
    const check = (value: unknown): unknown => {
      if (!Array.isArray(value)) throw new FieldMismatch(`expects an array of ${type}, got ${shown(value)}`);
      if (arrayLength !== undefined && value.length !== arrayLength)
        throw new FieldMismatch(`expects ${arrayLength} elements, got ${value.length}`);
      if (arrayUpperBound !== undefined && value.length > arrayUpperBound)
        throw new FieldMismatch(`expects at most ${arrayUpperBound} elements, got ${value.length}`);
      for (let index = 0; index < value.length; index++) {
        try {
          value[index] = element.check(value[index]);
        } catch (error) {
          throw error instanceof FieldMismatch ? error.within(index) : error;
        }
      }
      return value;
    };
    return { check, make: () => Array.from({ length: arrayLength ?? 0 }, () => element.make()) };
  }

  /** A header that is there without a stamp gets the time of now, as rosbridge does. */
  #stamped(check: ValueCheck): ValueCheck {
    return (value) => {
      const header = value as { stamp?: unknown } | null;
      if (typeof header === "object" && header !== null && header.stamp === undefined)
        header.stamp = this.#now();
      return check(value);
    };
  }
}

/** rosbridge takes ROS 1's secs and nsecs too, and "now" for a time. */
const rosTime =
  (check: ValueCheck, now: Now): ValueCheck =>
  (value) => {
    if (value === "now") return now();
    const old = value as { secs?: unknown; nsecs?: unknown } | null;
    if (typeof old === "object" && old !== null && (old.secs !== undefined || old.nsecs !== undefined))
      return check({ sec: old.secs, nanosec: old.nsecs });
    return check(value);
  };

const unknownField = (message: object, known: ReadonlySet<string>, type: string): FieldMismatch => {
  const unknown = Object.keys(message).find((name) => !known.has(name)) ?? "";
  const valid = known.size > 0 ? `its fields are ${[...known].join(", ")}` : "it has no fields";
  return new FieldMismatch(`is no field of ${type}; ${valid}`).within(unknown.slice(0, 60));
};
