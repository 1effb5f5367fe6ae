import { execa } from "execa";
import { UserError } from "../protocol/index.ts";

export interface FoundPython {
  /** The interpreter itself, not a shim that leads to it. */
  readonly python: string;
  /** "3.11.2" */
  readonly version: string;
}

const OLDEST = [3, 9] as const;
const ANSWER_TIMEOUT_MS = 20_000;
const QUESTION = "import sys; print(sys.executable); print('.'.join(map(str, sys.version_info[:3])))";

/** What an interpreter says of itself; null when it is none. */
export const askPython = async (python: string, env: NodeJS.ProcessEnv): Promise<FoundPython | null> => {
  const options = {
    reject: false,
    timeout: ANSWER_TIMEOUT_MS,
    stdin: "ignore",
    env,
    extendEnv: false,
  } as const;
  const answer = await execa(python, ["-I", "-c", QUESTION], options);
  const [executable, version] = answer.stdout.split("\n").map((line) => line.trim());
  return answer.failed || !executable || !version ? null : { python: executable, version };
};

const isNewEnough = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
};

const WANTED = `Python ${OLDEST.join(".")} or newer`;
const HOW =
  "install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python), or set CODEACT_PYTHON to one that is there";

/**
 * The Python to start from: CODEACT_PYTHON when set, else python3 or python of the path.
 *
 * @throws UserError when there is none, or none that is new enough
 */
export const findPython = async (environment: NodeJS.ProcessEnv = process.env): Promise<FoundPython> => {
  const chosen = environment["CODEACT_PYTHON"];
  const tooOld: string[] = [];
  for (const name of chosen ? [chosen] : ["python3", "python"]) {
    const found = await askPython(name, environment);
    if (found && isNewEnough(found.version)) return found;
    if (found) tooOld.push(`${name} is ${found.version}`);
  }
  if (tooOld.length > 0) throw new UserError(`${WANTED} is needed, but ${tooOld.join(" and ")}: ${HOW}.`);
  throw new UserError(
    chosen
      ? `CODEACT_PYTHON is ${JSON.stringify(chosen)}, which does not run as a Python. Set it to the path of ${WANTED}, or unset it.`
      : `No Python was found: ${WANTED} is needed; ${HOW}.`,
  );
};
