import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SandboxLevel, UserError } from "../../protocol/index.ts";
import { createExecutor } from "../executor.ts";
import { levelsOf, type UnavailableLevel } from "./levels.ts";

/** Starts Python once at each level, the strictest first, and tells which of them it started at, and why not else. */
export const probeLevels = async (
  python: string,
): Promise<{
  readonly available: readonly SandboxLevel[];
  readonly unavailable: readonly UnavailableLevel[];
}> => {
  const available: SandboxLevel[] = [];
  const unavailable: UnavailableLevel[] = [];
  const workDir = await mkdtemp(join(tmpdir(), "codeact-probe-"));
  try {
    for (const sandbox of levelsOf()) {
      try {
        const executor = await createExecutor({
          python,
          workDir,
          sandbox,
          onCall: async () => null,
          emit: () => {},
        });
        await executor.close();
        available.push(sandbox);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        unavailable.push({ level: sandbox, why: error.message });
      }
    }
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  return { available, unavailable };
};
