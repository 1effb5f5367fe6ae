import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pythonOf } from "../../../../bridge/executor/venv-layout.ts";
import { packageRoot } from "../../../../bridge/package-root.ts";
import { pathOf } from "./table.ts";

/** Someone to be while attacking. */
export interface TestUser {
  readonly name: "root" | "user";
  readonly uid: number;
  /** What comes before a command to run it as this user. */
  readonly as: readonly string[];
  readonly python: string;
  /** Starts runner.ts, of a copy of the package where this user cannot read the package itself. */
  readonly runner: readonly string[];
}

const NOBODY = 65534;
// Through env, since setpriv itself still has root's rights while it looks for the program.
const asNobody = ["setpriv", "--reuid", String(NOBODY), "--regid", String(NOBODY), "--clear-groups", "env"];

const succeeds = (command: readonly string[]): boolean => {
  const [file = "", ...args] = command;
  return spawnSync(file, args, { stdio: "ignore", env: { PATH: process.env["PATH"] } }).status === 0;
};

/** The first Python that this user can run; the one with numpy where possible. */
const pythonFor = (as: readonly string[]): string | null => {
  const environment = join(packageRoot(), ".venv");
  const found = [
    ...(existsSync(environment) ? [pythonOf(environment)] : []),
    ...[process.env["CODEACT_PYTHON"] ?? "python3", "/usr/bin/python3", "/usr/local/bin/python3"].flatMap(
      (name) => {
        const { stdout } = spawnSync(name, ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" });
        return stdout ? [stdout.trim()] : [];
      },
    ),
  ];
  return found.find((python) => succeeds([...as, python, "-I", "-c", "import ctypes"])) ?? null;
};

/** Names of packages and all that they need, as they lie in node_modules. */
const withDependencies = (names: readonly string[]): Set<string> => {
  const all = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const file = join(packageRoot(), "node_modules", name, "package.json");
    if (all.has(name) || !existsSync(file)) continue;
    all.add(name);
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(file, "utf8")) as {
      dependencies?: Record<string, string>;
      optionalDependencies?: Record<string, string>;
    };
    waiting.push(...Object.keys(dependencies), ...Object.keys(optionalDependencies));
  }
  return all;
};

/** A copy of what the runner needs, where everyone can read it. */
const copyPackage = (folder: string): void => {
  const root = packageRoot();
  const parts = ["package.json", "tsconfig.json", "bridge", "python-primitives/src", "test/bridge/executor"];
  const packages = [...withDependencies(["execa", "zod", "tsx"])].map((name) => `node_modules/${name}`);
  for (const part of [...parts, ...packages])
    cpSync(join(root, part), join(folder, part), { recursive: true, dereference: true });
};

const nodeFor = (as: readonly string[], folder: string): string => {
  if (succeeds([...as, process.execPath, "--version"])) return process.execPath;
  const copy = join(folder, "node");
  cpSync(process.execPath, copy, { dereference: true });
  return copy;
};

const runnerFor = (as: readonly string[], spare: string): string[] => {
  const runner = pathOf("runner.ts");
  const node = nodeFor(as, spare);
  const tsx = (root: string) => ["--import", `file://${join(root, "node_modules/tsx/dist/loader.mjs")}`];
  if (succeeds([...as, node, ...tsx(packageRoot()), runner, "--can-you-start"]))
    return [node, ...tsx(packageRoot()), runner];
  copyPackage(spare);
  return [node, ...tsx(spare), join(spare, relative(packageRoot(), runner))];
};

/**
 * Root and an ordinary user when the test is root, else whoever runs it.
 *
 * @param spare an empty folder that everyone can read, for copies of what an ordinary user cannot reach
 */
export const usersHere = (spare: string): { readonly users: TestUser[]; readonly missing: string[] } => {
  const uid = process.getuid?.() ?? 0;
  const users: TestUser[] = [];
  const missing: string[] = [];
  const add = (name: TestUser["name"], uid: number, as: readonly string[]): void => {
    const python = pythonFor(as);
    if (python === null) missing.push(`${name}: there is no Python that uid ${uid} can run`);
    else users.push({ name, uid, as, python, runner: runnerFor(as, spare) });
  };
  add(uid === 0 ? "root" : "user", uid, []);
  if (uid !== 0) missing.push("root: the test is not run by root");
  else if (succeeds([...asNobody, "true"])) add("user", NOBODY, asNobody);
  else missing.push("user: setpriv (util-linux) does not start as another user");
  return { users, missing };
};
