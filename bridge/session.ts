import { randomUUID } from "node:crypto";
import type { Agent } from "./agent/agent.ts";
import type { OfflinePlanner } from "./agent/offline-planner/server.ts";
import type { EventStream } from "./episode/event-stream.ts";
import { type EpisodeEnd, type EpisodeFacts, recordTask, type TaskResult } from "./episode/record-task.ts";
import { removeWorkDir } from "./executor/remove-work-dir.ts";
import type { ActionResult, Executor } from "./executor/types.ts";
import { planHome } from "./primitives/home.ts";
import { type Outcome, type SessionInfo, UserError } from "./protocol/index.ts";
import type { Robot } from "./robot/robot.ts";
import type { Approval } from "./safety/approval.ts";
import type { SafetyGate } from "./safety/gate.ts";
import { ManualControl } from "./safety/manual-control.ts";
import { manualLimits } from "./safety/manual-limits.ts";
import type { SessionOptions } from "./session-options.ts";
import { VERSION } from "./version.ts";

/** What a session is made of, started and wired together by main.ts. */
export interface SessionParts {
  readonly events: EventStream;
  /** The embedded simulator, when the robot is its. */
  readonly simulator: { close(): Promise<void> } | null;
  readonly robot: Robot;
  readonly gate: SafetyGate;
  readonly approval: Approval;
  readonly executor: Executor;
  readonly agent: Agent;
  readonly model: { readonly name: string; readonly offline: OfflinePlanner | null };
  readonly workDir: string;
}

/** One task: what is to be done, who plans it, and where it is recorded (null: nowhere). */
interface Task {
  readonly instruction: string;
  readonly planner: "offline" | "model" | "person";
  readonly model: string;
  readonly out: string | null;
}

/** A robot, an interpreter and an agent at work: tasks one at a time, stops, and what the page shows of it all. */
export class Session {
  readonly events: EventStream;
  readonly robot: Robot;
  readonly manual: ManualControl;
  readonly #options: SessionOptions;
  readonly #parts: SessionParts;
  #running: AbortController | null = null;
  /** Whether the task that runs has told its end. */
  #ended = false;
  #idle: Promise<unknown> = Promise.resolve();

  constructor(options: SessionOptions, parts: SessionParts) {
    this.#options = options;
    this.#parts = parts;
    this.events = parts.events;
    this.robot = parts.robot;
    const { robot, gate } = parts;
    this.manual = new ManualControl({
      robot,
      gate,
      emit: parts.events.emit,
      planHome: (from, signal) => planHome(robot.model, gate, robot.profile.arm.home, { from, signal }),
      busy: () => this.busy,
    });
    // Whoever latched it, a person or the robot's side: the motion is cancelled first, then the program is ended.
    parts.events.subscribe((event) => {
      if (event.type === "estop" && event.latched) queueMicrotask(() => this.#endTask("emergency stop"));
      if (event.type === "episode_end") this.#ended = true;
    });
  }

  get busy(): boolean {
    return this.#running !== null && !this.#ended;
  }

  info(): SessionInfo {
    const { robot, model } = this.#parts;
    return {
      version: VERSION,
      planner: model.offline ? "offline" : "model",
      model: model.name,
      mode: this.#options.mode,
      robot: robot.profile.name,
      robot_url: robot.url,
      scene: robot.scene,
      seed: robot.seed,
      clock: robot.clock,
      sandbox: this.#parts.executor.sandbox,
      approve: this.#parts.approval.mode,
      estop: this.#parts.gate.latchedBy,
      connection: robot.connection,
      manual: manualLimits(robot),
      busy: this.busy,
    };
  }

  /** Lets the agent carry out an instruction; one episode. `out`: where to record it, null for nowhere. */
  instruct(instruction: string, out: string | null, signal?: AbortSignal): Promise<EpisodeEnd> {
    const { agent, model } = this.#parts;
    const planner = model.offline ? "offline" : "model";
    return this.#episode({ instruction, planner, model: model.name, out }, signal, (abort) =>
      agent.runEpisode(instruction, { signal: abort }),
    );
  }

  /** Runs a person's Python; one episode with a single action. */
  async exec(code: string, out: string | null, signal?: AbortSignal): Promise<ActionResult> {
    let result: ActionResult | undefined;
    const instruction = code.trim().split("\n", 1)[0] ?? "";
    await this.#episode({ instruction, planner: "person", model: "person", out }, signal, async (abort) => {
      result = await this.#parts.executor.execute(code, {
        turn: 0,
        by: "person",
        timeoutS: this.#options.actionTimeoutS,
        signal: abort,
      });
      return {
        outcome: personOutcome(result),
        turns: 1,
        actions: 1,
        primitive_calls: result.calls,
        summary: "",
      };
    });
    if (!result) throw new UserError("The action did not run; see the message before this one.");
    return result;
  }

  /** Stops the robot, then the program and the agent. Resolves when joint velocities were measured near zero. */
  async stop(by: string): Promise<void> {
    const standing = this.#parts.gate.stop(by);
    this.#endTask(by);
    await standing;
  }

  /** As stop(), and latched: until a person resets it, every motion is refused. */
  async estop(by: string): Promise<void> {
    await this.#parts.gate.estop(by);
  }

  /** Lets motions begin again. @throws UserError in one line when the robot is not seen to stand */
  async resetEstop(by: string): Promise<void> {
    await this.#parts.gate.resetEstop(by);
  }

  #endTask(by: string): void {
    this.#running?.abort(by);
    this.#parts.executor.interrupt(by);
  }

  async #episode(
    task: Task,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<TaskResult>,
  ): Promise<EpisodeEnd> {
    // A task that has told its end is only being written to its file.
    while (this.#running && this.#ended) await this.#idle;
    if (this.#running) throw new UserError("Busy with another task. Wait for its end, or press Stop first.");
    if (this.manual.active)
      throw new UserError("The robot is being moved by hand. Release the button, then begin the task.");
    const running = new AbortController();
    this.#running = running;
    this.#ended = false;
    const abort = signal ? AbortSignal.any([signal, running.signal]) : running.signal;
    const episode = recordTask(this.#parts, this.#facts(task), task.out, () => work(abort)).finally(() => {
      this.#running = null;
    });
    this.#idle = episode.catch(() => {});
    return episode;
  }

  #facts(task: Task): EpisodeFacts {
    const { robot, executor } = this.#parts;
    return {
      episode_id: randomUUID(),
      instruction: task.instruction,
      planner: task.planner,
      model: task.model,
      mode: this.#options.mode,
      robot: robot.profile.name,
      robot_url: robot.url,
      scene: robot.scene,
      seed: robot.seed,
      clock: robot.clock,
      sandbox: executor.sandbox,
      version: VERSION,
    };
  }

  /** Ends everything, leaving a standing robot. */
  async close(): Promise<void> {
    if (this.busy || this.manual.active) await this.stop("shutdown").catch(() => {});
    await this.#idle;
    await closeParts(this.#parts);
  }
}

const personOutcome = (result: ActionResult): Outcome => {
  if (result.ended?.by === "give_up") return "gave_up";
  if (result.ended_by === "interrupted") return "stopped";
  return result.ok ? "finished" : "error";
};

const closeParts = async (parts: SessionParts): Promise<void> => {
  await parts.executor.close();
  await parts.robot.close();
  await parts.simulator?.close();
  await parts.model.offline?.close();
  await removeWorkDir(parts.workDir);
};
