import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rosEnvironment, serverProgram, VENV } from "./wheels.ts";

/** A robot behind a rosbridge server. */
export interface Graph {
  readonly url: string;
  close(): Promise<void>;
}

const START_MS = 60_000;
/** Domains above need ports that a system may give to others. */
const MOST_DOMAINS = 101;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** A process of the graph, whose last words are told when it ends too early. */
class Node {
  readonly #process: ChildProcess;
  #said = "";

  constructor(command: string, args: string[], env: NodeJS.ProcessEnv) {
    this.#process = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on("data", (data: Buffer) => {
        this.#said = (this.#said + data.toString()).slice(-2000);
      });
  }

  get over(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }
  get said(): string {
    return this.#said;
  }

  async end(): Promise<void> {
    if (this.over) return;
    const closed = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    const hard = setTimeout(() => this.#process.kill("SIGKILL"), 3000);
    await closed;
    clearTimeout(hard);
  }
}

const answers = async (port: number): Promise<boolean> => {
  const socket = connect(port, "127.0.0.1");
  const came = await Promise.race([
    once(socket, "connect").then(() => true),
    new Promise<false>((resolve) => socket.once("error", () => resolve(false))),
  ]).catch(() => false);
  socket.destroy();
  return came;
};

/**
 * Starts arm.py on a ROS 2 graph of its own and a rosbridge server on a port of its own, without rosapi, whose message
 * package is not to be had as a wheel.
 *
 * @throws Error with what the processes said when they do not come up
 */
export const startRosGraph = async (urdfFile: string): Promise<Graph> => {
  const port = await freePort();
  const environment = rosEnvironment(1 + ((process.pid * 7 + port) % MOST_DOMAINS));
  const python = join(VENV, "bin", "python");
  const library = spawnSync(
    python,
    ["-c", "import sysconfig as s; print(s.get_config_var('LIBDIR') + '/' + s.get_config_var('INSTSONAME'))"],
    { encoding: "utf8" },
  ).stdout.trim();
  // The server is no Python program, but a ROS library that it loads wants Python's symbols.
  const preload = library.includes(".so") ? { LD_PRELOAD: library } : {};
  const server = new Node(serverProgram(), ["--bind", `127.0.0.1:${port}`, "--no-rosapi"], {
    ...environment,
    ...preload,
  });
  const script = fileURLToPath(new URL("arm.py", import.meta.url));
  const arm = new Node(python, [script, urdfFile], environment);
  const close = async (): Promise<void> => {
    await Promise.all([server.end(), arm.end()]);
  };
  const end = Date.now() + START_MS;
  while (!(await answers(port))) {
    if (!server.over && !arm.over && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    await close();
    throw new Error(`ROS 2 did not come up.\nserver: ${server.said}\narm: ${arm.said}`);
  }
  return { url: `ws://127.0.0.1:${port}`, close };
};
