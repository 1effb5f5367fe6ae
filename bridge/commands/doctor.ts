import { createServer } from "node:net";
import { preparePython } from "../executor/python-env.ts";
import { findBubblewrap } from "../executor/sandbox/bubblewrap.ts";
import { INSTALL_COMMAND, installBubblewrap } from "../executor/sandbox/install.ts";
import { meaningOf } from "../executor/sandbox/levels.ts";
import { probeLevels } from "../executor/sandbox/probe.ts";
import { startSimulator } from "../main.ts";
import { UserError } from "../protocol/index.ts";
import { discover } from "../robot/discover.ts";
import { progressLine } from "../terminal/progress.ts";
import { modelFromFlags } from "./session-options.ts";

interface Check {
  readonly what: string;
  readonly state: "ok" | "warning" | "failed";
  readonly found: string;
  /** What to do about it; empty when all is well. */
  readonly fix: string;
}

interface DoctorFlags {
  robot?: string;
  model?: string;
  baseUrl?: string;
  port: number;
  fix?: boolean;
  json?: boolean;
}

const ok = (what: string, found: string): Check => ({ what, state: "ok", found, fix: "" });
const failed = (what: string, error: unknown, fix = ""): Check => ({
  what,
  state: "failed",
  found: (error as Error).message,
  fix,
});

const checkNode = (): Check => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > 20 || (major === 20 && minor >= 19)
    ? ok("node", process.versions.node)
    : { what: "node", state: "failed", found: process.versions.node, fix: "Install Node 20.19 or newer." };
};

const checkPython = async (): Promise<{ check: Check; python: string | null }> => {
  try {
    const python = await preparePython({ progress: progressLine });
    const found = `${python.version}${python.managed ? ", with numpy, pillow, matplotlib" : ""} (${python.python})`;
    const check: Check = python.notice
      ? { what: "python", state: "warning", found, fix: python.notice }
      : ok("python", found);
    return { check, python: python.python };
  } catch (error) {
    return { check: failed("python", error), python: null };
  }
};

const checkSandbox = async (python: string, fix: boolean): Promise<Check> => {
  try {
    const notInstalled = fix
      ? await installBubblewrap(progressLine).then(
          () => "",
          (error: Error) => ` ${error.message}`,
        )
      : ` \`codeact-ros doctor --fix\` installs bubblewrap (${INSTALL_COMMAND}).`;
    const { available, unavailable } = await probeLevels(python);
    const [best = "none"] = available;
    const found = `${best}: ${meaningOf[best]}`;
    const [missing] = unavailable;
    if (!missing) return ok("sandbox", found);
    const fixText = `${missing.level} does not start: ${missing.why}${findBubblewrap() ? "" : notInstalled}`;
    return { what: "sandbox", state: "warning", found, fix: fixText };
  } catch (error) {
    return failed("sandbox", error);
  }
};

const checkPort = (port: number): Promise<Check> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) =>
      resolve(failed("port", error, `Port ${port} is taken: start with another --port.`)),
    );
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(ok("port", `${port} is free`))));
  });

const checkSimulator = async (): Promise<Check> => {
  try {
    const simulator = await startSimulator({ clock: "fast" });
    try {
      const found = await discover(simulator.url);
      return ok(
        "simulator",
        `${found.topics.length} topics, ${found.actions.length} actions at a rosbridge of its own`,
      );
    } finally {
      await simulator.close();
    }
  } catch (error) {
    return failed("simulator", error);
  }
};

const checkModel = async (flags: DoctorFlags): Promise<Check> => {
  try {
    const model = modelFromFlags(flags);
    if (!model)
      return {
        what: "model",
        state: "warning",
        found: "none; the offline rule planner serves",
        fix: "For a model set OPENAI_API_KEY and CODEACT_MODEL, or --base-url and --model.",
      };
    const base = (model.baseUrl ?? "https://api.openai.com/v1").replace(/\/$/, "");
    const response = await fetch(`${base}/models`, {
      headers: model.apiKey ? { authorization: `Bearer ${model.apiKey}` } : {},
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status === 401 || response.status === 403)
      return failed(
        "model",
        new Error(`${base} refused the key (${response.status})`),
        "Set OPENAI_API_KEY to a valid key.",
      );
    if (!response.ok)
      return failed("model", new Error(`${base}/models answered ${response.status}`), "Check --base-url.");
    const body = (await response.json()) as { data?: { id?: string }[] };
    const names = body.data?.map((entry) => entry.id ?? "") ?? [];
    if (names.length > 0 && !names.includes(model.name))
      return failed(
        "model",
        new Error(`${base} has no model ${model.name}`),
        `Models there: ${names.slice(0, 10).join(", ")}.`,
      );
    return ok("model", `${model.name} at ${base}`);
  } catch (error) {
    if (error instanceof UserError) return failed("model", error);
    const reason = ((error as Error).cause as Error | undefined)?.message ?? (error as Error).message;
    return failed(
      "model",
      new Error(`the endpoint does not answer: ${reason}`),
      "Check --base-url and that the server runs.",
    );
  }
};

const checkRobot = async (url: string): Promise<Check> => {
  try {
    const found = await discover(url);
    return ok("robot", `${url}: ${found.topics.length} topics, ${found.actions.length} actions`);
  } catch (error) {
    return failed("robot", error);
  }
};

/** `doctor`: each check with what was found and how to mend it. Exit 1 when one failed. */
export const runDoctor = async (flags: DoctorFlags): Promise<void> => {
  const checks: Check[] = [];
  const report = (check: Check): void => {
    checks.push(check);
    if (flags.json) return;
    const mark = { ok: "✓", warning: "!", failed: "✗" }[check.state];
    process.stdout.write(
      `${mark} ${check.what.padEnd(10)} ${check.found}\n${check.fix ? `  ${" ".repeat(10)} ${check.fix}\n` : ""}`,
    );
  };
  report(checkNode());
  const { check, python } = await checkPython();
  report(check);
  if (python) report(await checkSandbox(python, flags.fix === true));
  report(await checkPort(flags.port));
  report(await checkSimulator());
  report(await checkModel(flags));
  if (flags.robot) report(await checkRobot(flags.robot));
  if (flags.json) process.stdout.write(`${JSON.stringify({ checks })}\n`);
  process.exitCode = checks.some((check) => check.state === "failed") ? 1 : 0;
};
