import type { ManualEntry, PrimitiveDocs } from "../../../bridge/protocol/index.ts";
import type { Bridge } from "../connection/bridge.ts";

let loading: Promise<readonly ManualEntry[]> | null = null;

/** The names that programs have here, as the Python library describes them. Rejects where the bridge does not tell. */
export const loadPrimitiveDocs = (bridge: Bridge): Promise<readonly ManualEntry[]> => {
  loading ??= fetchDocs(bridge).catch((error: unknown) => {
    loading = null; // the next who asks tries again
    throw error;
  });
  return loading;
};

/** Call when the robot is another one: it may have other names. */
export const forgetPrimitiveDocs = (): void => {
  loading = null;
};

const fetchDocs = async (bridge: Bridge): Promise<readonly ManualEntry[]> => {
  const response = await bridge.fetch("/api/primitives");
  if (!response.ok) throw new Error(`The bridge answered ${response.status}.`);
  return ((await response.json()) as PrimitiveDocs).primitives;
};

/** Exceptions are told from records by the class they extend. */
const isError = ({ signature }: ManualEntry): boolean => /\((\w*Error|\w*Exception)\)$/.test(signature);

/** Which part of the library a name belongs to, as a heading. */
export const groupOf = (entry: ManualEntry): string => {
  if (isError(entry)) return "What they raise";
  if (/^[A-Z]/.test(entry.name)) return "What they return";
  const [module, member] = entry.name.split(".");
  if (member !== undefined) return module ?? "";
  return ["wait", "finish", "give_up"].includes(entry.name) ? "The task" : "Skills";
};

/** The lines of an entry's docs that show it at work; where there are none, a bare call of it. */
export const exampleOf = ({ name, signature, doc }: ManualEntry): string | null => {
  const [, inline = "", block = ""] = /^Example: *(.*)\n?((?:^[ \t]+.*\n?)*)/m.exec(doc) ?? [];
  const lines = inline.trim() !== "" ? inline : dedent(block);
  if (lines.trim() !== "") return lines.trimEnd();
  if (/^[A-Z]/.test(name)) return null;
  return /\(\)/.test(signature) ? `${name}()` : `${name}(`;
};

const dedent = (block: string): string => {
  const lines = block.split("\n");
  const indents = lines
    .filter((line) => line.trim() !== "")
    .map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const least = Math.min(...indents);
  return lines.map((line) => line.slice(Number.isFinite(least) ? least : 0)).join("\n");
};

/** The docs without the lines that `exampleOf` gives. */
export const proseOf = ({ doc }: ManualEntry): string =>
  doc.replace(/^Example: *.*\n?((?:^[ \t]+.*\n?)*)/m, "").trimEnd();

/** What comes back from a call, by its signature: "Detection" of "-> Detection"; null where nothing is told. */
export const returnTypeOf = ({ signature }: ManualEntry): string | null =>
  /-> (?:list\[)?(\w+)\]?$/.exec(signature)?.[1] ?? null;

/** Names of the parameters, in order, each with its default where it has one; of a record: its fields. */
export const parametersOf = ({ signature }: ManualEntry): string[] => {
  const inner = /\((.*)\)(?: ->|$)/.exec(signature)?.[1] ?? "";
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const char of inner) {
    if ("([{".includes(char)) depth += 1;
    if (")]}".includes(char)) depth -= 1;
    if (char === "," && depth === 0) {
      parts.push(part);
      part = "";
    } else part += char;
  }
  return [...parts, part].map((text) => text.trim()).filter((text) => text !== "" && text !== "*");
};
