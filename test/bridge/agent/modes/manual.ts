import { loadManual } from "../../../../bridge/agent/prompt.ts";
import type { ManualEntry } from "../../../../bridge/protocol/index.ts";

let manual: Promise<ManualEntry[]> | null = null;

/** The library's own manual, read once a test file. */
export const ownManual = (): Promise<ManualEntry[]> => {
  manual ??= loadManual("python3");
  return manual;
};
