import { execa } from "execa";

const QUESTION = `
import json, os, sys, sysconfig
paths = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, os.path.dirname(sys.executable)}
paths |= {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
paths |= {os.path.realpath(path) for path in paths} | {os.path.dirname(os.path.realpath(sys.executable))}
print(json.dumps(sorted(path for path in paths if os.path.isdir(path))))
`;

const asked = new Map<string, Promise<string[]>>();

/** The folders that an interpreter and its installed packages live in. Empty when it does not run. */
export const pythonPaths = (python: string): Promise<string[]> => {
  const known = asked.get(python);
  if (known) return known;
  const answer = execa(python, ["-I", "-c", QUESTION], { stdin: "ignore", reject: false }).then(
    ({ stdout, failed }) => (failed ? [] : (JSON.parse(stdout) as string[])),
  );
  asked.set(python, answer);
  return answer;
};

/** Folders without those that lie in another of them. */
export const outermost = (folders: readonly string[]): string[] =>
  folders.filter((folder) => !folders.some((other) => other !== folder && folder.startsWith(`${other}/`)));
