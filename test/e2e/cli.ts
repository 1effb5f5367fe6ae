import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa, type ResultPromise } from "execa";
import { WebSocket } from "ws";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cli = join(root, "dist/bridge/cli.js");
/** What `node` runs as the command line. */
export const cliCommand: readonly string[] = [cli];

/** An environment without a model and without remembered settings, whatever the machine's own says. */
const plainEnv = (): Record<string, string | undefined> => ({
  ...process.env,
  OPENAI_API_KEY: undefined,
  OPENAI_BASE_URL: undefined,
  CODEACT_MODEL: undefined,
  XDG_CONFIG_HOME: join(root, "no such folder"),
});

export interface CliResult {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** What --json printed. */
  events: { type: string; [field: string]: unknown }[];
}

/** Runs the command line to its end. */
export const runCli = async (
  args: string[],
  options: { env?: Record<string, string>; input?: string; timeoutMs?: number } = {},
): Promise<CliResult> => {
  const result = await execa(process.execPath, [cli, ...args], {
    reject: false,
    env: { ...plainEnv(), ...options.env },
    extendEnv: false,
    input: options.input ?? "",
    timeout: options.timeoutMs ?? 120_000,
  });
  const events = args.includes("--json")
    ? result.stdout
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line))
    : [];
  return { exitCode: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr, events };
};

export interface RunningCli {
  process: ResultPromise;
  /** What the awaited line matched. */
  match: RegExpExecArray;
  /** Ends it as Ctrl-C would and gives its exit code. */
  stop(): Promise<number>;
}

/** Starts a command that stays, and waits until it printed a line that matches. */
export const startCli = async (
  args: string[],
  ready: RegExp,
  env: Record<string, string> = {},
): Promise<RunningCli> => {
  const child = execa(process.execPath, [cli, ...args], {
    reject: false,
    env: { ...plainEnv(), ...env },
    extendEnv: false,
    stdin: "ignore",
    buffer: false,
  });
  let seen = "";
  const match = await new Promise<RegExpExecArray>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      seen += chunk.toString();
      const found = ready.exec(seen);
      if (found) resolve(found);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    void child.then((result) =>
      reject(new Error(`${args[0]} ended with ${result.exitCode} before it was ready:\n${seen}`)),
    );
  });
  return {
    process: child,
    match,
    stop: async () => {
      child.kill("SIGINT");
      return (await child).exitCode ?? -1;
    },
  };
};

/** One service call over a plain WebSocket: no code of ours between the test and the simulator. */
export const callService = async <T>(url: string, service: string, args: unknown = {}): Promise<T> => {
  const socket = new WebSocket(url);
  await once(socket, "open");
  try {
    socket.send(JSON.stringify({ op: "call_service", id: "test", service, args }));
    const [data] = (await once(socket, "message")) as [Buffer];
    const answer = JSON.parse(data.toString());
    if (answer.result !== true) throw new Error(`${service} failed: ${data.toString()}`);
    return answer.values as T;
  } finally {
    socket.close();
  }
};

interface EntityState {
  state: { pose: { position: { x: number; y: number; z: number } } };
}

/** Where the simulator itself says an object is: [x, y, z] of its centre, metres. */
export const entityPosition = async (url: string, entity: string): Promise<[number, number, number]> => {
  const { state } = await callService<EntityState>(url, "/get_entity_state", { entity });
  const { x, y, z } = state.pose.position;
  return [x, y, z];
};
