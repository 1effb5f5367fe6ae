import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Files of attacks in the order in which they run; `bridge` is last since it fills the work folder. */
const groups = ["files", "process_files", "network", "processes", "kernel", "bridge"] as const;

export interface Attack {
  readonly group: string;
  /** Name of the Python function. */
  readonly name: string;
  /** What it tries, in words: the function's docstring. */
  readonly title: string;
}

const source = (file: string): string => readFileSync(new URL(`${file}.py`, import.meta.url), "utf8");

/** Public functions without parameters, with their docstrings. */
const functions = /^def ([a-z]\w*)\(\):\n {4}"""(.+)"""$/gm;

export const attacks: readonly Attack[] = groups.flatMap((group) =>
  [...source(group).matchAll(functions)].map(([, name = "", title = ""]) => ({ group, name, title })),
);

/** Python that defines every attack, to run once in each fresh interpreter. */
export const definitions = (bait: Record<string, unknown>): string =>
  [
    source("prelude"),
    `import json\nbait = json.loads(${JSON.stringify(JSON.stringify(bait))})`,
    ...groups.map(source),
  ].join("\n\n");

export const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
