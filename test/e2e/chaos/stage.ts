import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Line } from "../../bridge/safety/rig.ts";
import { type RunningCli, startCli } from "../cli.ts";
import { Observer } from "./observer.ts";
import { PageClient } from "./page-client.ts";

const startSim = (port: string): Promise<RunningCli> =>
  startCli(["sim", "--port", port, "--clock", "realtime"], /rosbridge ws:\/\/127\.0\.0\.1:(\d+)/);

/** A simulator as a process of its own, with someone who watches it. */
export class SimProcess {
  #running: RunningCli;
  readonly port: number;
  observer: Observer;

  private constructor(running: RunningCli, port: number, observer: Observer) {
    this.#running = running;
    this.port = port;
    this.observer = observer;
  }

  static async start(): Promise<SimProcess> {
    const running = await startSim("0");
    const port = Number(running.match[1]);
    return new SimProcess(running, port, await Observer.connect(`ws://127.0.0.1:${port}`));
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  async kill(): Promise<void> {
    this.#running.process.kill("SIGKILL");
    await this.#running.process;
    this.observer.close();
  }

  /** Another one at the same address. */
  async restart(): Promise<void> {
    this.#running = await startSim(String(this.port));
    this.observer = await Observer.connect(this.url);
  }

  async close(): Promise<void> {
    this.observer.close();
    await this.#running.stop();
  }
}

/** A simulator, a line to it that can be cut, a bridge with its page server, and a page. */
export class Stage {
  readonly sim: SimProcess;
  readonly line: Line;
  readonly bridgePid: number;
  page: PageClient;
  readonly #bridge: RunningCli;
  readonly #episodes: string;

  private constructor(parts: {
    sim: SimProcess;
    line: Line;
    bridge: RunningCli;
    page: PageClient;
    episodes: string;
  }) {
    this.sim = parts.sim;
    this.line = parts.line;
    this.#bridge = parts.bridge;
    this.bridgePid = parts.bridge.process.pid ?? 0;
    this.page = parts.page;
    this.#episodes = parts.episodes;
  }

  static async open(): Promise<Stage> {
    const sim = await SimProcess.start();
    const line = await Line.to(sim.port);
    const episodes = await mkdtemp(join(tmpdir(), "codeact-chaos-"));
    const args = ["start", "--port", "0", "--no-open", "--robot", line.url, "--episodes", episodes];
    const bridge = await startCli(args, /page (http:\S+)/);
    const page = await PageClient.connect(bridge.match[1] ?? "");
    return new Stage({ sim, line, bridge, page, episodes });
  }

  get observer(): Observer {
    return this.sim.observer;
  }

  async newPage(): Promise<void> {
    this.page = await PageClient.connect(this.#bridge.match[1] ?? "");
  }

  async close(): Promise<void> {
    this.page.kill();
    await this.#bridge.stop();
    this.line.close();
    await this.sim.close();
    await rm(this.#episodes, { recursive: true, force: true });
  }
}
