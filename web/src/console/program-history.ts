const KEY = "codeact-programs";
const MAX_PROGRAMS = 100;

/** The programs that a person ran, kept in the browser; one steps through them as in a shell. */
export class ProgramHistory {
  readonly #storage: Pick<Storage, "getItem" | "setItem">;
  #programs: string[];
  /** Where in the list the editor stands; the list's length means the program that is being written. */
  #at: number;
  #unfinished = "";

  constructor(storage: Pick<Storage, "getItem" | "setItem">) {
    this.#storage = storage;
    this.#programs = read(storage);
    this.#at = this.#programs.length;
  }

  add(program: string): void {
    this.#programs = [...this.#programs.filter((one) => one !== program), program].slice(-MAX_PROGRAMS);
    this.#at = this.#programs.length;
    this.#unfinished = "";
    try {
      this.#storage.setItem(KEY, JSON.stringify(this.#programs));
    } catch {
      // A full or forbidden storage costs the history of the next visit, no more.
    }
  }

  /** The program one step back (-1) or forth (1) from `shown`; null at either end. */
  step(direction: -1 | 1, shown: string): string | null {
    const next = this.#at + direction;
    if (next < 0 || next > this.#programs.length) return null;
    if (this.#at === this.#programs.length) this.#unfinished = shown;
    this.#at = next;
    return next === this.#programs.length ? this.#unfinished : (this.#programs[next] ?? "");
  }
}

const read = (storage: Pick<Storage, "getItem">): string[] => {
  try {
    const stored: unknown = JSON.parse(storage.getItem(KEY) ?? "[]");
    return Array.isArray(stored)
      ? stored.filter((program) => typeof program === "string").slice(-MAX_PROGRAMS)
      : [];
  } catch {
    return [];
  }
};
