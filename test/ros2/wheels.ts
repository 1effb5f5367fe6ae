import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/* ROS 2 Jazzy and a rosbridge server from wheels alone, in a virtual environment of CPython 3.12 beside the project. */

/** The wheels are built against each other: these versions go together. */
export const WHEELS = [
  "ros-rclpy==7.1.6",
  "ros-rmw-fastrtps-cpp==8.4.3",
  "ros-common-interfaces==5.3.6",
  "ros-test-msgs==2.0.3",
  "rosbridge-server-rs==0.1.6",
];
const PROBE_MS = 10_000;
const AGAIN_MS = 1_500;
const INSTALL_MS = 300_000;

/** The virtual environment; git ignores it. */
export const VENV = fileURLToPath(new URL("../../.venv-ros2", import.meta.url));
/** Written last: what it says is installed. */
const MARKER = join(VENV, "wheels.txt");

/** Whether the environment is there and whole. */
export const hasWheels = (): boolean =>
  existsSync(MARKER) && readFileSync(MARKER, "utf8").trim() === WHEELS.join(" ");

const pyenvPythons = (): string[] => {
  const versions = join(process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv"), "versions");
  if (!existsSync(versions)) return [];
  return readdirSync(versions)
    .filter((name) => name.startsWith("3.12"))
    .map((name) => join(versions, name, "bin", "python3.12"));
};

const IS_RIGHT =
  "import sys, sysconfig, venv, ensurepip; v = sys.implementation.name, *sys.version_info[:2]; assert v == ('cpython', 3, 12); print(sys.executable)";

/** A CPython 3.12 of this machine that can make environments; null where there is none. */
const findPython = (): string | null => {
  const named = process.env["CODEACT_ROS2_PYTHON"];
  for (const python of named ? [named] : ["python3.12", "python3", ...pyenvPythons()]) {
    const found = spawnSync(python, ["-c", IS_RIGHT], { encoding: "utf8", timeout: PROBE_MS });
    if (found.status === 0) return found.stdout.trim();
  }
  return null;
};

/** Why no package index gives the wheels; null when one does. A quick no is asked again, for a network may stumble. */
const indexIsSilent = (python: string): string | null => {
  const pip = ["-m", "pip", "--retries", "0", "--timeout", "2", "--disable-pip-version-check"];
  const began = performance.now();
  for (;;) {
    const answer = spawnSync(python, [...pip, "index", "versions", "ros-rclpy"], {
      encoding: "utf8",
      timeout: PROBE_MS,
    });
    if (answer.status === 0) return null;
    if (performance.now() - began < AGAIN_MS) continue;
    const why = (answer.stderr ?? "").split("\n").find((line) => line.startsWith("ERROR"));
    return why?.replace("ERROR: ", "") ?? "it did not answer";
  }
};

const run = (command: string, args: string[]): void => {
  const done = spawnSync(command, args, { encoding: "utf8", timeout: INSTALL_MS });
  if (done.status !== 0)
    throw new Error(
      `${command} ${args.join(" ")} failed:\n${(done.stderr || done.stdout || "").slice(-2000)}`,
    );
};

/** What became of the preparation: the environment is ready, or why ROS 2 cannot be had on this machine. */
export type Prepared = { readonly ready: true } | { readonly ready: false; readonly reason: string };

/**
 * Makes the environment where it can be had.
 *
 * @throws Error when a CPython 3.12 and a package index are there, and it could not be made all the same
 */
export const prepareWheels = (progress: (line: string) => void): Prepared => {
  if (process.platform !== "linux") return { ready: false, reason: "the ROS 2 wheels are for Linux" };
  if (hasWheels()) return { ready: true };
  const python = findPython();
  if (python === null)
    return { ready: false, reason: "no CPython 3.12 was found (CODEACT_ROS2_PYTHON names one)" };
  const silent = indexIsSilent(python);
  if (silent !== null) return { ready: false, reason: `no package index gives ROS 2 wheels: ${silent}` };
  progress(`installing ROS 2 Jazzy wheels in ${VENV} (278 MB)`);
  rmSync(VENV, { recursive: true, force: true });
  run(python, ["-m", "venv", VENV]);
  run(join(VENV, "bin", "python"), ["-m", "pip", "install", "-q", "--disable-pip-version-check", ...WHEELS]);
  // The wheels bring one middleware and no library that chooses between several.
  symlinkSync("librmw_fastrtps_cpp.so", join(VENV, "lib", "librmw_implementation.so"));
  chmodSync(serverProgram(), 0o755);
  writeFileSync(MARKER, `${WHEELS.join(" ")}\n`);
  return { ready: true };
};

const packages = (): string => join(VENV, "lib", "python3.12", "site-packages");

/** The rosbridge server among the wheels. */
export const serverProgram = (): string =>
  join(packages(), "rosbridge_server_rs", "rosbridge_server_rs_jazzy");

/** What the wheels need to find each other. @param domain ROS_DOMAIN_ID, 0 to 101 */
export const rosEnvironment = (domain: number): NodeJS.ProcessEnv => {
  const libraries = readdirSync(packages())
    .filter((name) => name.startsWith("ros_") && name.endsWith(".libs"))
    .map((name) => join(packages(), name));
  return {
    ...process.env,
    ROS_DISTRO: "jazzy",
    ROS_VERSION: "2",
    RMW_IMPLEMENTATION: "rmw_fastrtps_cpp",
    ROS_AUTOMATIC_DISCOVERY_RANGE: "LOCALHOST",
    ROS_DOMAIN_ID: String(domain),
    AMENT_PREFIX_PATH: VENV,
    LD_LIBRARY_PATH: [join(VENV, "lib"), ...libraries].join(":"),
    _ROS_WHEELS_BOOTSTRAP_COMPLETE: "1",
    ROS_LOG_DIR: join(VENV, "log"),
    PATH: `${join(VENV, "bin")}:${process.env["PATH"] ?? ""}`,
  };
};
