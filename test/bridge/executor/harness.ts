import { execFileSync } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { observationText } from "../../../bridge/agent/observation.ts";
import { createExecutor } from "../../../bridge/executor/executor.ts";
import { defaultLimits, type Limits } from "../../../bridge/executor/limits.ts";
import { removeWorkDir } from "../../../bridge/executor/remove-work-dir.ts";
import type {
  ActionOptions,
  ActionResult,
  CallHandler,
  Executor,
  ExecutorOptions,
} from "../../../bridge/executor/types.ts";
import { type EventBody, type EventType, type Pose, PrimitiveError } from "../../../bridge/protocol/index.ts";

export const python = execFileSync(
  process.env["CODEACT_PYTHON"] ?? "python3",
  ["-c", "import sys; print(sys.executable)"],
  {
    encoding: "utf8",
  },
).trim();

export const pose: Pose = { position: [0.4, 0.1, 0.3], orientation: [1, 0, 0, 0], frame_id: "base_link" };

/** A handler that answers a few primitives at once; `arm.home` moves until it is aborted. */
export const answerAtOnce: CallHandler = async (call, { signal }) => {
  switch (call.name) {
    case "arm.pose":
      return pose;
    case "wait":
      return call.params["seconds"];
    case "finish":
    case "give_up":
    case "user.say":
      return null;
    case "arm.home":
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      throw new PrimitiveError("Stopped", "arm.home was stopped half-way.");
    default:
      throw new PrimitiveError("NotSupported", `the test's robot has no ${call.name}`);
  }
};

export interface Bench {
  readonly executor: Executor;
  readonly workDir: string;
  readonly events: EventBody[];
  /** Runs code; 20 s unless told otherwise. */
  run(code: string, options?: Partial<ActionOptions>): Promise<ActionResult>;
  /** Resolves with the next event of a type, or one that was already emitted since the last action began. */
  event<T extends EventType>(
    type: T,
    fits?: (event: Extract<EventBody, { type: T }>) => boolean,
  ): Promise<Extract<EventBody, { type: T }>>;
  close(): Promise<void>;
}

export interface BenchOptions {
  /** The strictest that starts here unless a test is about what a stricter one forbids. */
  readonly sandbox?: ExecutorOptions["sandbox"];
  readonly limits?: Partial<Limits>;
}

/** A real executor with a real Python child in a fresh work folder. */
export const openBench = async (
  onCall: CallHandler = answerAtOnce,
  { sandbox = "auto", limits = {} }: BenchOptions = {},
): Promise<Bench> => {
  const workDir = await mkdtemp(join(tmpdir(), "codeact-test-"));
  const events: EventBody[] = [];
  const waiting = new Set<() => void>();
  const executor = await createExecutor({
    python,
    workDir,
    sandbox,
    limits: { ...defaultLimits, ...limits },
    onCall,
    emit: (event) => {
      events.push(event);
      for (const look of [...waiting]) look();
    },
  });
  return {
    executor,
    workDir,
    events,
    run: (code, options = {}) => executor.execute(code, { turn: 1, by: "person", timeoutS: 20, ...options }),
    event: (type, fits = () => true) =>
      new Promise((resolve) => {
        const look = () => {
          const start = events.findLastIndex((event) => event.type === "action_start");
          const found = events
            .slice(Math.max(start, 0))
            .find((event) => event.type === type && fits(event as never));
          if (!found) return;
          waiting.delete(look);
          resolve(found as never);
        };
        waiting.add(look);
        look();
      }),
    close: async () => {
      await executor.close();
      expect(await removeWorkDir(workDir)).toBeNull();
    },
  };
};

/** What the model is told of an action. */
export const observed = (result: ActionResult): string =>
  observationText(result, {
    turnsLeft: 3,
    othersNotRun: "",
    imagesShown: true,
    actionTimeoutS: 20,
    note: "",
  });

/** Whether a process runs (a zombie does not). */
export const isAlive = (pid: number): boolean => {
  try {
    const state = execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return state !== "" && !state.startsWith("Z");
  } catch {
    return false;
  }
};
