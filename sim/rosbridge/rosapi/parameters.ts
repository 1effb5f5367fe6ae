import { type RosapiServices, text } from "./request.ts";

/** "/node:name", as rosapi of ROS 2 spells parameters. */
const NAME = /^\/?[A-Za-z_][A-Za-z0-9_/]*:[A-Za-z_][A-Za-z0-9_./-]*$/;
const MAX_OWN = 1000;
const MAX_VALUE_CHARACTERS = 64 * 1024;

const FAILED = (reason: string): { successful: boolean; reason: string } => ({ successful: false, reason });
const DONE = { successful: true, reason: "" } as const;

/**
 * Parameters by "/node:name". Those of the simulator are read-only here, as nothing would come of setting them;
 * clients may keep others of their own, which are forgotten when the server closes.
 */
export class Parameters {
  readonly #declared: ReadonlyMap<string, unknown>;
  readonly #own = new Map<string, unknown>();

  constructor(declared: ReadonlyMap<string, unknown>) {
    this.#declared = declared;
  }

  names(): string[] {
    return [...this.#declared.keys(), ...this.#own.keys()];
  }

  has(name: string): boolean {
    return this.#declared.has(name) || this.#own.has(name);
  }

  get(name: string): unknown {
    return this.#declared.has(name) ? this.#declared.get(name) : this.#own.get(name);
  }

  set(name: string, json: string): { successful: boolean; reason: string } {
    if (this.#declared.has(name)) return FAILED(`Parameter ${name} is read-only.`);
    if (!NAME.test(name))
      return FAILED(`"${name.slice(0, 100)}" is no parameter name; write it as /node:name.`);
    if (json.length > MAX_VALUE_CHARACTERS)
      return FAILED(
        `A value of ${json.length} characters is too long; ${MAX_VALUE_CHARACTERS} is the limit.`,
      );
    if (!this.#own.has(name) && this.#own.size >= MAX_OWN)
      return FAILED(`There are ${MAX_OWN} parameters already. Delete some first.`);
    try {
      this.#own.set(name, JSON.parse(json));
    } catch {
      return FAILED(`The value of ${name} is no JSON; strings need quotes.`);
    }
    return DONE;
  }

  delete(name: string): { successful: boolean; reason: string } {
    if (this.#declared.has(name))
      return FAILED(`Parameter ${name} is declared by its node and cannot be deleted.`);
    return this.#own.delete(name)
      ? DONE
      : FAILED(`There is no parameter ${name}; /rosapi/get_param_names lists those there are.`);
  }
}

/** Values cross as JSON text, as rosapi does. */
export const parameterServices = (parameters: Parameters): RosapiServices => ({
  get_param: [
    "GetParam",
    (request) => {
      const name = text(request, "name");
      if (parameters.has(name)) return { value: JSON.stringify(parameters.get(name)) ?? "null", ...DONE };
      const fallback = text(request, "default_value");
      if (fallback !== "") return { value: fallback, ...DONE };
      return {
        value: "null",
        ...FAILED(`There is no parameter ${name}; /rosapi/get_param_names lists those there are.`),
      };
    },
  ],
  set_param: ["SetParam", (request) => parameters.set(text(request, "name"), text(request, "value"))],
  has_param: ["HasParam", (request) => ({ exists: parameters.has(text(request, "name")) })],
  delete_param: ["DeleteParam", (request) => parameters.delete(text(request, "name"))],
  get_param_names: ["GetParamNames", () => ({ names: parameters.names() })],
});
