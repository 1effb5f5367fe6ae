import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CallRoute } from "../executor/call-route.ts";
import { createExecutor } from "../executor/executor.ts";
import type { Limits } from "../executor/limits.ts";
import { removeWorkDir } from "../executor/remove-work-dir.ts";
import type { Executor } from "../executor/types.ts";
import type { Memory } from "../memory/memory.ts";
import { createCallHandler } from "../primitives/handlers.ts";
import type { Profile, SandboxLevel, UserError } from "../protocol/index.ts";
import { connectRobot, type Robot } from "../robot/robot.ts";
import { SafetyGate } from "../safety/gate.ts";

/** What a twin is made of; the same as its session is. */
export interface TwinParts {
  /** A simulator of the session's scene and seed, on the clock `fast`. */
  readonly startSimulator: () => Promise<TwinSimulator>;
  readonly profile: Profile;
  /** Path of the Python interpreter. */
  readonly python: string;
  readonly sandbox: SandboxLevel;
  readonly limits?: Limits | undefined;
  readonly memory?: Memory;
}

export interface TwinSimulator {
  readonly url: string;
  /** Resolves with the reason when it died. */
  readonly failed: Promise<UserError>;
  close(): Promise<void>;
}

const nothing = (): void => {};

/**
 * A second robot beside the session's: its own simulator, connection, safety gate and interpreter. It has no way to the
 * session's robot, and nothing that happens in it is told to the session's events.
 */
export class Twin {
  readonly robot: Robot;
  readonly gate: SafetyGate;
  readonly executor: Executor;
  readonly route: CallRoute;
  readonly #simulator: TwinSimulator;
  readonly #workDir: string;
  #broken = false;

  private constructor(
    parts: Pick<Twin, "robot" | "gate" | "executor" | "route"> & {
      readonly simulator: TwinSimulator;
      readonly workDir: string;
    },
  ) {
    this.robot = parts.robot;
    this.gate = parts.gate;
    this.executor = parts.executor;
    this.route = parts.route;
    this.#simulator = parts.simulator;
    this.#workDir = parts.workDir;
    void this.#simulator.failed.then(() => {
      this.#broken = true;
    });
  }

  /** @throws UserError in one line when a part does not start; nothing is left of it then */
  static async start({ startSimulator, profile, python, sandbox, limits, memory }: TwinParts): Promise<Twin> {
    const undo: (() => Promise<unknown>)[] = [];
    try {
      const workDir = await mkdtemp(join(tmpdir(), "codeact-twin-"));
      undo.push(() => removeWorkDir(workDir));
      const simulator = await startSimulator();
      undo.push(() => simulator.close());
      const robot = await connectRobot({ url: simulator.url, profile, emit: nothing });
      undo.push(() => robot.close());
      const gate = new SafetyGate({ robot, emit: nothing });
      const handler = createCallHandler({ robot, gate, memory, ask: async () => null, say: nothing });
      const route = new CallRoute(handler, nothing);
      const executor = await createExecutor({
        python,
        workDir,
        sandbox,
        ...(limits ? { limits } : {}),
        onCall: route.onCall,
        emit: route.emit,
      });
      undo.push(() => executor.close());
      return new Twin({ robot, gate, executor, route, simulator, workDir });
    } catch (error) {
      for (const step of undo.toReversed()) await step().catch(nothing);
      throw error;
    }
  }

  /** Whether it can be used again: its simulator lives, and its robot obeys. */
  get usable(): boolean {
    return !this.#broken && this.gate.latchedBy === null && this.robot.connection === "connected";
  }

  async close(): Promise<void> {
    await this.executor.close();
    await this.robot.close();
    await this.#simulator.close();
    await removeWorkDir(this.#workDir);
  }
}
