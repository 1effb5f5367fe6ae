import { mkdtemp, readFile, rmdir, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/** The person's editor, as the shell would split it; null where none is set. */
export const editorCommand = (): readonly [string, ...string[]] | null => {
  const [file, ...args] = (process.env["VISUAL"] || process.env["EDITOR"] || "").split(/\s+/).filter(Boolean);
  return file === undefined ? null : [file, ...args];
};

/**
 * Opens code in the person's editor and waits for its end.
 *
 * @returns the code as it was saved; null when the editor failed, was ended by the signal, or nothing is left of it
 */
export const editCode = async (
  [file, ...args]: readonly [string, ...string[]],
  code: string,
  signal: AbortSignal,
): Promise<string | null> => {
  const folder = await mkdtemp(join(tmpdir(), "codeact-edit-"));
  const path = join(folder, "action.py");
  try {
    await writeFile(path, code, { mode: 0o600 });
    const result = await execa(file, [...args, path], {
      stdio: "inherit",
      reject: false,
      cancelSignal: signal,
    });
    if (result.failed) return null;
    const edited = await readFile(path, "utf8");
    return edited.trim() === "" ? null : edited;
  } finally {
    await unlink(path).catch(() => {});
    await rmdir(folder).catch(() => {}); // an editor that leaves files of its own keeps its folder
  }
};
