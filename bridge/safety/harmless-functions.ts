import { commandsInCode } from "./commands-in-code.ts";
import { dynamicNames } from "./known-python.ts";
import { namesInCode } from "./names-in-code.ts";
import { lexPython } from "./python-lexer.ts";

/**
 * The functions that programs left in the interpreter and that command nothing, so that nobody is asked about their
 * calls. A judgement by their text, as commandsInCode is; the gate does not rely on it.
 */
export class HarmlessFunctions {
  readonly #names = new Set<string>();

  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** Takes in a program that runs now. */
  ran(code: string): void {
    const commands = commandsInCode(code, this.#names);
    const { defined, assigned } = namesInCode(lexPython(code));
    // What reaches any name may have given any of them another meaning.
    if (commands.some(({ name }) => dynamicNames.has(name))) this.#names.clear();
    for (const name of [...defined, ...assigned]) this.#names.delete(name);
    if (commands.length > 0) return;
    for (const name of defined) if (!assigned.has(name)) this.#names.add(name);
  }
}
