import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import type { Agent } from "./agent/agent.ts";
import type { OfflinePlanner } from "./agent/offline-planner/server.ts";
import { episodeIdOf } from "./episode/episode-id.ts";
import type { EventStream } from "./episode/event-stream.ts";
import {
  type EpisodeEnd,
  type EpisodeFacts,
  type Recording,
  recordTask,
  type TaskResult,
} from "./episode/record-task.ts";
import { bringBack, type ForkPoint } from "./episode/rerun/fork.ts";
import type { RerunParts } from "./episode/rerun/parts.ts";
import type { CallRoute } from "./executor/call-route.ts";
import { removeWorkDir } from "./executor/remove-work-dir.ts";
import type { ActionResult, Executor } from "./executor/types.ts";
import type { Memory } from "./memory/memory.ts";
import { planHome } from "./primitives/home.ts";
import { planPose, reachPose } from "./primitives/pose-plan.ts";
import {
  armOf,
  type Event,
  type ManualEntry,
  type Outcome,
  type ReachAnswer,
  type SafetyLimits,
  type SessionInfo,
  UserError,
} from "./protocol/index.ts";
import type { Rehearsals } from "./rehearsal/rehearsals.ts";
import type { Placement } from "./robot/kinematics/types.ts";
import type { Robot } from "./robot/robot.ts";
import type { Approval } from "./safety/approval.ts";
import type { SafetyGate } from "./safety/gate.ts";
import { ManualControl } from "./safety/manual-control.ts";
import { manualLimits } from "./safety/manual-limits.ts";
import { safetyLimits } from "./safety/safety-limits.ts";
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
  readonly route: CallRoute;
  readonly agent: Agent;
  /** Tries code in a twin of the embedded simulator; null on another robot. */
  readonly rehearsals: Rehearsals | null;
  /** What outlives an episode. */
  readonly memory: Memory;
  readonly model: { readonly name: string; readonly offline: OfflinePlanner | null };
  /** What the Python library says of its names that this robot has. */
  readonly manual: readonly ManualEntry[];
  readonly workDir: string;
  /** Version of the Python that programs run in. */
  readonly python: string;
}

/** Where to go on from, and how. */
export interface ForkRequest {
  /** File of the recorded episode. */
  readonly file: string;
  /** The turn that is done anew; 0 for an episode without turns. */
  readonly turn: number;
  /** What runs in that turn in place of a reply of the model; null asks the model. */
  readonly code: string | null;
  /** What the person says at this point; in the first turn it takes the place of the instruction. */
  readonly instruction: string | null;
  /** Who asks: "page", "terminal", … */
  readonly by: string;
  /** Where to record what comes of it, null for nowhere. */
  readonly out: string | null;
}

/** One task: what is to be done, who plans it, and where it is recorded (null: nowhere). */
interface Task {
  readonly instruction: string;
  readonly planner: "offline" | "model" | "person";
  readonly model: string;
  readonly out: string | null;
  readonly forkedFrom?: ForkPoint["from"];
}

/** A robot, an interpreter and an agent at work: tasks one at a time, stops, and what the page shows of it all. */
export class Session {
  readonly events: EventStream;
  readonly robot: Robot;
  readonly manual: ManualControl;
  readonly #options: SessionOptions;
  readonly #parts: SessionParts;
  /** Of profile and URDF, which stay as they are. */
  readonly #safety: SafetyLimits;
  #running: AbortController | null = null;
  /** The episode whose variables the interpreter has; null where that is in no file. */
  #previous: string | null = null;
  /** Whether the task that runs has told its end. */
  #ended = false;
  #idle: Promise<unknown> = Promise.resolve();
  /** The last stop: it tells what it did, then the task that it ended tells its end. */
  #standing: Promise<unknown> = Promise.resolve();

  constructor(options: SessionOptions, parts: SessionParts) {
    this.#options = options;
    this.#parts = parts;
    this.events = parts.events;
    this.robot = parts.robot;
    const { robot, gate } = parts;
    this.#safety = safetyLimits(robot);
    this.manual = new ManualControl({
      robot,
      gate,
      emit: parts.events.emit,
      planHome: (from, signal) =>
        planHome(robot.model, gate, armOf(robot.profile).arm.home, { from, signal }),
      planPose: (pose, from, signal) => planPose(robot, gate, pose, { from, signal }),
      busy: () => this.busy,
    });
    // Whoever latched it, a person or the robot's side: the motion is cancelled first, then the program is ended.
    parts.events.subscribe((event) => {
      if (event.type === "estop" && event.latched) queueMicrotask(() => this.#endTask("emergency stop"));
      if (event.type === "episode_end") this.#ended = true;
    });
  }

  /** Null where code cannot be tried before it runs. */
  get rehearsals(): Rehearsals | null {
    return this.#parts.rehearsals;
  }

  get busy(): boolean {
    return this.#running !== null && !this.#ended;
  }

  /** The names that programs have here, with their signatures and docs. */
  get primitives(): readonly ManualEntry[] {
    return this.#parts.manual;
  }

  info(): SessionInfo {
    const { robot, model } = this.#parts;
    return {
      version: VERSION,
      planner: model.offline ? "offline" : "model",
      model: model.name,
      mode: this.#options.mode,
      ...robotFacts(robot),
      sandbox: this.#parts.executor.sandbox,
      approve: this.#parts.approval.mode,
      estop: this.#parts.gate.latchedBy,
      connection: robot.connection,
      manual: manualLimits(robot),
      can_fork: robot.clock !== null,
      can_rehearse: this.rehearsals !== null,
      safety: this.#safety,
      cameras: Object.keys(robot.profile.cameras),
      price: model.offline ? null : (this.#options.price ?? null),
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
    const runs: ActionResult[] = [];
    const instruction = code.trim().split("\n", 1)[0] ?? "";
    const task: Task = { instruction, planner: "person", model: "person", out };
    await this.#episode(task, signal, (abort) => this.#runProgram(code, abort, runs));
    const [result] = runs;
    if (!result) throw new UserError("The action did not run; see the message before this one.");
    return result;
  }

  /**
   * Goes on from a turn of a recorded episode: simulator, interpreter and conversation are as they were when it began.
   *
   * @throws UserError with the reason when they cannot be brought back, and when nothing is said to go on with
   */
  async fork(request: ForkRequest, signal?: AbortSignal): Promise<EpisodeEnd> {
    const { file, turn, code, instruction, by, out } = request;
    const { agent, model, events } = this.#parts;
    if (turn === 0 && code === null && instruction === null)
      throw new UserError("This episode has no turns: say what to run, or what to do, from its start.", 2);
    const point = await this.rerun((parts) => bringBack(parts, file, turn));
    this.rehearsals?.interpreterReplaced(point.actions);
    const planner = model.offline ? "offline" : "model";
    const program = turn === 0 && instruction === null ? code : null;
    const task: Task = {
      instruction: instruction ?? point.title,
      out,
      forkedFrom: point.from,
      ...(program === null ? { planner, model: model.name } : { planner: "person", model: "person" }),
    };
    return this.#episode(task, signal, (abort) => {
      const text = `Gone on from turn ${turn} of episode ${point.from.id}, asked by ${by}.`;
      for (const note of [text, ...point.notes]) events.emit({ type: "notice", level: "info", text: note });
      if (program !== null) return this.#runProgram(program, abort, []);
      const { earlier, own } = point.past;
      agent.takeUp([...earlier, ...(turn <= 1 && instruction !== null ? withoutLastWords(own) : own)]);
      return agent.runEpisode(instruction, { signal: abort, firstTurn: Math.max(1, turn), code });
    });
  }

  async #runProgram(code: string, signal: AbortSignal, runs: ActionResult[]): Promise<TaskResult> {
    const timeoutS = this.#options.actionTimeoutS;
    const result = await this.#parts.executor.execute(code, { turn: 0, by: "person", timeoutS, signal });
    runs.push(result);
    const { calls } = result;
    return { outcome: personOutcome(result), turns: 1, actions: 1, primitive_calls: calls, summary: "" };
  }

  /** Lends out what recorded actions are executed again with; the session is busy meanwhile. */
  async rerun<T>(work: (parts: RerunParts, signal: AbortSignal) => Promise<T>): Promise<T> {
    const running = await this.#begin();
    this.rehearsals?.cancel("recorded actions are executed again");
    const done = work(this.#parts, running.signal).finally(() => {
      this.rehearsals?.interpreterReplaced([]);
      this.#previous = null;
      this.#running = null;
    });
    this.#idle = done.catch(() => {});
    return done;
  }

  /** Whether the tool can be brought to a pose in the base frame, and by which joints; why not, when it cannot. */
  async reach(pose: Placement, signal: AbortSignal): Promise<Pick<ReachAnswer, "joints" | "reason">> {
    const { robot, gate } = this.#parts;
    // A task plans on the same thread, and nobody moves the robot by hand meanwhile.
    if (this.busy) return { joints: null, reason: "a task has the robot" };
    const { q, reason } = await reachPose({ robot, gate }, pose, signal);
    return { joints: q && { joint_names: [...robot.model.jointNames], positions: [...q] }, reason };
  }

  /** Stops the robot, then the program and the agent. Resolves when joint velocities were measured near zero. */
  async stop(by: string): Promise<void> {
    const standing = this.#parts.gate.stop(by);
    this.rehearsals?.cancel("the robot was stopped");
    this.#standing = standing;
    this.#endTask(by);
    await standing;
  }

  /** As stop(), and latched: until a person resets it, every motion is refused. */
  async estop(by: string): Promise<void> {
    const standing = this.#parts.gate.estop(by);
    this.rehearsals?.cancel("the robot was stopped");
    this.#standing = standing;
    await standing;
  }

  /** Lets motions begin again. @throws UserError in one line when the robot is not seen to stand */
  async resetEstop(by: string): Promise<void> {
    await this.#parts.gate.resetEstop(by);
  }

  #endTask(by: string): void {
    this.#running?.abort(by);
    this.#parts.executor.interrupt(by);
  }

  /** Takes the robot for one task. @throws UserError when something else has it */
  async #begin(): Promise<AbortController> {
    // A task that has told its end is only being written to its file.
    while (this.#running && this.#ended) await this.#idle;
    if (this.#running) throw new UserError("Busy with another task. Wait for its end, or press Stop first.");
    if (this.manual.active)
      throw new UserError("The robot is being moved by hand. Release the button, then begin the task.");
    const running = new AbortController();
    this.#running = running;
    this.#ended = false;
    return running;
  }

  async #episode(
    task: Task,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<TaskResult>,
  ): Promise<EpisodeEnd> {
    const running = await this.#begin();
    const abort = signal ? AbortSignal.any([signal, running.signal]) : running.signal;
    const episode = recordTask(this.#parts, this.#facts(task), this.#recording(task), () =>
      work(abort).finally(() => this.#standing),
    )
      .then((end) => {
        this.#previous = end.episode && episodeIdOf(basename(end.episode));
        return end;
      })
      .finally(() => {
        this.#running = null;
      });
    this.#idle = episode.catch(() => {});
    return episode;
  }

  #recording({ out, planner, forkedFrom }: Task): Recording {
    const stop = (by: string): Promise<void> => this.stop(by);
    const { python, agent } = this.#parts;
    const prompt = planner === "person" ? undefined : agent.systemPrompt;
    return {
      out,
      python,
      prompt,
      forkedFrom,
      follows: this.#previous,
      stop: this.#options.onRecordingFailure === "stop" ? stop : undefined,
    };
  }

  #facts(task: Task): EpisodeFacts {
    const { robot, executor } = this.#parts;
    return {
      episode_id: randomUUID(),
      instruction: task.instruction,
      planner: task.planner,
      model: task.model,
      mode: this.#options.mode,
      ...robotFacts(robot),
      sandbox: executor.sandbox,
      version: VERSION,
      ...(task.forkedFrom ? { forked_from: task.forkedFrom } : {}),
    };
  }

  /** Ends everything, leaving a standing robot. */
  async close(): Promise<void> {
    if (this.busy || this.manual.active) await this.stop("shutdown").catch(() => {});
    await this.#idle;
    await closeParts(this.#parts);
  }
}

/** What a robot is called, and what world it is in. */
const robotFacts = (robot: Robot) => ({
  robot: robot.profile.name,
  robot_url: robot.url,
  scene: robot.scene,
  seed: robot.seed,
  clock: robot.clock,
});

const personOutcome = (result: ActionResult): Outcome => {
  if (result.ended?.by === "give_up") return "gave_up";
  if (result.ended_by === "interrupted") return "stopped";
  return result.ok ? "finished" : "error";
};

/** Without the instruction that another takes the place of. */
const withoutLastWords = (past: readonly Event[]): Event[] => {
  const last = past.findLastIndex(({ type }) => type === "user_message");
  return past.filter((_, index) => index !== last);
};

const closeParts = async (parts: SessionParts): Promise<void> => {
  await parts.rehearsals?.close();
  await parts.executor.close();
  await parts.robot.close();
  await parts.simulator?.close();
  await parts.model.offline?.close();
  await removeWorkDir(parts.workDir);
};
