/** A value that does not fit its field. Grows its path while it is thrown outwards. */
export class FieldMismatch extends Error {
  override readonly name = "FieldMismatch";
  readonly #reason: string;
  readonly #path: (string | number)[] = [];

  constructor(reason: string) {
    super();
    this.#reason = reason;
  }

  within(field: string | number): this {
    this.#path.unshift(field);
    return this;
  }

  override get message(): string {
    const path = this.#path.reduce<string>(
      (before, part) =>
        typeof part === "number" ? `${before}[${part}]` : before === "" ? part : `${before}.${part}`,
      "",
    );
    return path === "" ? this.#reason : `field ${path} ${this.#reason}`;
  }
}

/** A value in a few words, for an error. */
export const shown = (value: unknown): string => {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "string")
    return value.length > 40 ? `a string of ${value.length} characters` : JSON.stringify(value);
  return String(value);
};
