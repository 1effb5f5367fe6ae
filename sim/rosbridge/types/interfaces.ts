import { messageDefinition, type Section, sectionDefinition } from "./definitions.ts";
import { checkBounds } from "./json-bounds.ts";
import type { ValueCheck } from "./plain-values.ts";
import { type Now, type Shape, Shapes } from "./shapes.ts";

/**
 * Checks that bring what clients send into the shape of its ROS type, with what they left out filled in. Values of
 * types that are not known here pass as they are, within bounds.
 */
export class Interfaces {
  readonly #now: Now;
  readonly #shapes: Shapes;
  readonly #checks = new Map<string, ValueCheck>();

  constructor(now: Now) {
    this.#now = now;
    this.#shapes = new Shapes(now);
  }

  /** For messages on a topic; as the protocol says, a message without its header gets one with the time of now. */
  published(type: string): ValueCheck {
    return this.#cached(type, () => {
      const definition = messageDefinition(type);
      const shape = definition && this.#shapes.message(definition.name);
      if (!shape) return undefined;
      const header = definition.fields.find(
        ({ name, type: of }) => name === "header" && of === "std_msgs/Header",
      );
      return header ? withHeader(shape, this.#now) : shape.check;
    });
  }

  /** For a section of a service or action. An array is taken as the values of the fields in order, none as defaults. */
  section(type: string, section: Section): ValueCheck {
    return this.#cached(`${type} ${section}`, () => {
      const definition = sectionDefinition(type, section);
      if (!definition) return undefined;
      const names = definition.fields.filter(({ isConstant }) => isConstant !== true).map(({ name }) => name);
      const { check } = this.#shapes.of(definition);
      return (value) => {
        if (value === undefined || value === null) return check({});
        if (!Array.isArray(value)) return check(value);
        return check(
          Object.fromEntries(value.slice(0, names.length).map((one, index) => [names[index], one])),
        );
      };
    });
  }

  #cached(key: string, make: () => ValueCheck | undefined): ValueCheck {
    const known = this.#checks.get(key);
    if (known) return known;
    const check = make();
    // Types that clients bring are not kept: their names are the sender's choice, and would pile up.
    if (!check) return unknownType;
    this.#checks.set(key, check);
    return check;
  }
}

const unknownType: ValueCheck = (value) => checkBounds(value ?? {});

const withHeader =
  ({ check }: Shape, now: Now): ValueCheck =>
  (value) => {
    const message = value as { header?: unknown } | null;
    if (
      typeof message === "object" &&
      message !== null &&
      message.header === undefined &&
      !Array.isArray(message)
    )
      message.header = { stamp: now(), frame_id: "" };
    return check(value);
  };
