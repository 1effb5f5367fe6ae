import type { z } from "zod";
import { closest } from "../../primitives/closest.ts";
import type { ManualEntry } from "../../protocol/index.ts";
import { type Call, UnreadableCall } from "./calls.ts";
import { parameterSchema } from "./parameter-types.ts";
import { type Literal, pythonLiteral } from "./python-literal.ts";
import { type Spelling, schemaWords } from "./schema-words.ts";

export interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly keywordOnly: boolean;
  /** Null for what takes a Python function, which no call can give. */
  readonly schema: z.ZodType | null;
}

/** Something that a program can call by name, and so a call alone can. */
export interface Callable {
  readonly name: string;
  readonly signature: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
}

/** The primitives and skills that calls without a program can name, and how such a call becomes Python. */
export class Catalogue {
  readonly callables: readonly Callable[];
  /** Names of functions that a call alone can do nothing with: they take functions, or give one. */
  readonly withheld: ReadonlySet<string>;
  readonly #spelling: Spelling;
  readonly #byName: ReadonlyMap<string, Callable>;

  /** @param spelling how the mode writes values: that is how it is told of them */
  constructor(manual: readonly ManualEntry[], spelling: Spelling) {
    this.#spelling = spelling;
    this.callables = manual.flatMap((entry) => {
      if (!entry.parameters) return [];
      const parameters = entry.parameters.map((each) => ({
        name: each.name,
        required: each.required,
        keywordOnly: each.keyword_only,
        schema: parameterSchema(entry.name, each),
      }));
      const { name, signature, summary } = entry;
      const needsProgram =
        parameters.some(({ required, schema }) => required && !schema) || /-> Callable\b/.test(signature);
      return needsProgram ? [] : [{ name, signature, summary, parameters }];
    });
    const there = new Set(this.callables.map(({ name }) => name));
    this.withheld = new Set(
      manual.flatMap(({ name, parameters }) => (parameters && !there.has(name) ? [name] : [])),
    );
    // Function calling allows no dots in names, and models carry its spelling over into text.
    const spellings = (name: string): string[] => [
      name.replaceAll(".", "_"),
      name.replaceAll(".", "__"),
      name,
    ];
    this.#byName = new Map(
      this.callables.flatMap((each) => spellings(each.name).map((name) => [name, each])),
    );
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /**
   * A call as one Python expression: what must be given by position, the rest by name.
   *
   * @throws UnreadableCall in words to the model: what is wrong, what was given, and what is right
   */
  python(call: Call): string {
    const callable = this.#byName.get(call.name.replace(/^functions?\./, ""));
    if (!callable) throw new UnreadableCall(this.#unknown(call.name));
    const given = this.#bound(callable, call);
    const parts: string[] = [];
    let byPosition = true;
    for (const parameter of callable.parameters) {
      byPosition &&= parameter.required && !parameter.keywordOnly;
      const value = given.get(parameter.name);
      if (value === undefined) continue;
      const text = this.#literal(callable, parameter, value);
      parts.push(byPosition ? text : `${parameter.name}=${text}`);
    }
    return `${callable.name}(${parts.join(", ")})`;
  }

  #unknown(name: string): string {
    const names = this.callables.map((each) => each.name);
    const near = closest(name, names);
    return `There is no ${shown(name, this.#spelling)}${near ? `; did you mean ${near}?` : "."} There are: ${names.join(", ")}.`;
  }

  /** The arguments by the names of their parameters. */
  #bound(callable: Callable, { positional, named }: Call): Map<string, Literal> {
    const { parameters } = callable;
    const given = new Map<string, Literal>();
    const places = parameters.filter(({ keywordOnly }) => !keywordOnly);
    if (positional.length > places.length)
      throw this.#wrong(
        callable,
        `takes ${places.length === 0 ? "no arguments" : `at most ${places.length}`} without a name; got ${positional.length}`,
      );
    for (const [at, value] of positional.entries()) given.set(places[at]?.name ?? "", value);
    for (const [name, value] of named) {
      const parameter = parameters.find((each) => each.name === name);
      if (!parameter) {
        const names = parameters.flatMap((each) => (each.schema ? [each.name] : []));
        const there = names.length === 0 ? "it takes none" : `it takes ${names.join(", ")}`;
        throw this.#wrong(callable, `has no parameter ${shown(name, this.#spelling)}; ${there}`);
      }
      if (given.has(name)) throw this.#wrong(callable, `got ${name} twice`);
      given.set(name, value);
    }
    const missing = parameters.filter(({ name, required }) => required && !given.has(name));
    if (missing.length > 0)
      throw this.#wrong(callable, `needs ${missing.map(({ name }) => name).join(" and ")}, not given`);
    return given;
  }

  #literal(callable: Callable, { name, schema }: Parameter, value: Literal): string {
    const got = `got ${shown(value, this.#spelling)}`;
    if (!schema)
      throw this.#wrong(callable, `takes a Python function as ${name}, which no call can give; leave it out`);
    if (!schema.safeParse(value).success)
      throw this.#wrong(callable, `takes ${schemaWords(schema, this.#spelling)} as ${name}; ${got}`);
    try {
      return pythonLiteral(value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw this.#wrong(callable, `cannot take this ${name}: it ${error.message}`);
    }
  }

  #wrong({ name, signature }: Callable, what: string): UnreadableCall {
    return new UnreadableCall(
      `${name} ${what}. It is ${signature.startsWith(name) ? signature : name + signature}.`,
    );
  }
}

/** A value as the mode spells it, not too long. */
const shown = (value: Literal, spelling: Spelling): string => {
  let text: string;
  try {
    text = spelling === "json" ? JSON.stringify(value) : pythonLiteral(value);
  } catch {
    text = "something nested too deep";
  }
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
};
