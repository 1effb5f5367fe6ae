import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { preparePython } from "../../../bridge/executor/python-env.ts";
import { venvState } from "../../../bridge/executor/python-venv.ts";
import { UserError } from "../../../bridge/protocol/index.ts";
import { python } from "./harness.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "codeact-test-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Wheels that hold nothing but the names of the packages. */
const emptyWheels = async (): Promise<string> => {
  const folder = join(root, "wheels");
  await mkdir(folder);
  const code = `
import sys, zipfile
for name in ("numpy", "pillow", "matplotlib"):
    info = f"{name}-1.0.dist-info/"
    with zipfile.ZipFile(f"{sys.argv[1]}/{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", "")
        wheel.writestr(info + "METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
`;
  execFileSync(python, ["-c", code, folder]);
  return folder;
};

const plain = {
  PATH: process.env["PATH"],
  HOME: process.env["HOME"],
  PIP_CONFIG_FILE: "/dev/null",
  PIP_NO_INDEX: "1",
};

const prepare = async (folder: string, environment: NodeJS.ProcessEnv) => {
  const lines: string[] = [];
  const prepared = await preparePython({ folder, environment, progress: (line) => lines.push(line) });
  return { ...prepared, lines };
};

describe("with a package index", () => {
  it("two starts at once, over a half-made environment of a start that was killed, make one", async () => {
    const environment = { ...plain, PIP_FIND_LINKS: await emptyWheels() };
    const folder = join(root, "good");
    await mkdir(join(folder, ".venv"), { recursive: true });
    await writeFile(join(folder, ".venv", "codeact-venv.json"), '{"state":"making"}');
    await writeFile(join(folder, ".venv.lock"), "999999999");
    const both = await Promise.all([prepare(folder, environment), prepare(folder, environment)]);
    for (const { managed, notice, python: made, version } of both) {
      expect({ managed, notice }).toEqual({ managed: true, notice: null });
      expect(made.startsWith(folder)).toBe(true);
      expect(version).toMatch(/^3\.\d+\.\d+$/);
    }
    const lines = both.flatMap((one) => one.lines);
    expect(lines.filter((line) => line.startsWith("making"))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith("waiting"))).toHaveLength(1);
    expect(lines.some((line) => line.includes("Successfully installed"))).toBe(true);
    expect(existsSync(join(folder, ".venv.lock"))).toBe(false);
    execFileSync(both[0].python, ["-I", "-c", "import numpy, matplotlib"]);

    const again = await prepare(folder, environment);
    expect(again).toMatchObject({ managed: true, notice: null, lines: [] });

    // The Python that it was made from goes away: the environment is made anew, not trusted.
    await rm(join(folder, ".venv", "bin", "python"));
    expect((await prepare(folder, environment)).lines[0]).toMatch(/^making/);
  });
});

describe("without a package index", () => {
  it("serves the bare interpreter with a notice, leaves nothing half made, and does not try again at once", async () => {
    const folder = join(root, "bad");
    const first = await prepare(folder, plain);
    expect(first.managed).toBe(false);
    expect(first.notice).toContain("without numpy, pillow, matplotlib");
    expect(existsSync(join(folder, ".venv"))).toBe(false);
    const second = await prepare(folder, plain);
    expect(second).toMatchObject({ managed: false, notice: first.notice, lines: [] });

    const file = join(folder, ".venv-failed.json");
    const failure = JSON.parse(readFileSync(file, "utf8"));
    await writeFile(file, JSON.stringify({ ...failure, at_ms: failure.at_ms - 2 * 60 * 60 * 1000 }));
    expect((await prepare(folder, plain)).lines[0]).toMatch(/^making/);
  });

  it("leaves an environment of someone else alone", async () => {
    const folder = join(root, "foreign");
    await mkdir(join(folder, "bin"), { recursive: true });
    expect(await venvState(folder)).toBe("foreign");
    expect(await venvState(join(root, "nothing"))).toBe("missing");
  });
});

describe("the Python itself", () => {
  const failure = (environment: NodeJS.ProcessEnv) =>
    prepare(join(root, "none"), environment).then(
      () => null,
      (error: unknown) => error as UserError,
    );

  it("is the one that CODEACT_PYTHON names, as it is", async () => {
    expect(await prepare(root, { ...plain, CODEACT_PYTHON: python })).toMatchObject({
      python,
      managed: false,
      notice: null,
      lines: [],
    });
  });

  it("that is missing or too old gives one line that says what to do", async () => {
    const old = join(root, "python-old");
    await writeFile(old, "#!/bin/sh\necho /usr/bin/python-old\necho 3.6.15\n");
    await chmod(old, 0o755);
    for (const [environment, words] of [
      [{ ...plain, PATH: root }, "No Python was found: Python 3.9 or newer is needed; install it"],
      [{ ...plain, CODEACT_PYTHON: "/nowhere/python3" }, "does not run as a Python"],
      [{ ...plain, CODEACT_PYTHON: old }, "is 3.6.15"],
    ] as const) {
      const error = await failure(environment);
      expect(error).toBeInstanceOf(UserError);
      expect(error?.message).toContain(words);
      expect(error?.message).not.toContain("\n");
      expect(error?.exitCode).toBe(1);
    }
  });
});
