import { randomUUID } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Simulator, sceneNames, startSimulator } from "../sim/simulator.ts";
import { Agent } from "./agent/agent.ts";
import { createModelClient } from "./agent/model-client.ts";
import { type OfflinePlanner, startOfflinePlanner } from "./agent/offline-planner/server.ts";
import { buildSystemPrompt, loadManual } from "./agent/prompt.ts";
import { EventStream } from "./episode/event-stream.ts";
import { type EpisodeEnd, type EpisodeFacts, recordTask, type TaskResult } from "./episode/record-task.ts";
import { createExecutor } from "./executor/executor.ts";
import { preparePython } from "./executor/python-env.ts";
import { removeWorkDir } from "./executor/remove-work-dir.ts";
import type { ActionResult, Executor } from "./executor/types.ts";
import { createCallHandler } from "./primitives/handlers.ts";
import { planHome } from "./primitives/home.ts";
import { type Outcome, type Profile, type SessionInfo, UserError } from "./protocol/index.ts";
import { loadProfile } from "./robot/profiles.ts";
import { connectRobot, type Robot } from "./robot/robot.ts";
import { shownUrl } from "./robot/shown-url.ts";
import { APPROVE_TIMEOUT_S, Approval } from "./safety/approval.ts";
import { SafetyGate } from "./safety/gate.ts";
import { ManualControl } from "./safety/manual-control.ts";
import { manualLimits } from "./safety/manual-limits.ts";
import { checkSandbox } from "./safety/sandbox-check.ts";
import type { SessionHooks, SessionOptions } from "./session-options.ts";
import { VERSION } from "./version.ts";

export type { SessionHooks, SessionOptions } from "./session-options.ts";

/** One task: what is to be done, who plans it, and where it is recorded (null: nowhere). */
interface Task {
  readonly instruction: string;
  readonly planner: "offline" | "model" | "person";
  readonly model: string;
  readonly out: string | null;
}

/** A robot, an interpreter and an agent, wired together; the only place that knows all of them. */
export class Session {
  readonly events: EventStream;
  readonly robot: Robot;
  readonly manual: ManualControl;
  readonly #options: SessionOptions;
  readonly #parts: Parts;
  #running: AbortController | null = null;
  /** Whether the task that runs has told its end. */
  #ended = false;
  #idle: Promise<unknown> = Promise.resolve();

  private constructor(options: SessionOptions, parts: Parts) {
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

  /**
   * Starts everything that the options ask for.
   *
   * @throws UserError in one readable line when a part cannot start
   */
  static async open(options: SessionOptions, hooks: SessionHooks): Promise<Session> {
    return new Session(options, await startParts(options, hooks));
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

/** The rule planner reads the whole conversation; nothing of it needs to be condensed. */
const OFFLINE_CONTEXT_TOKENS = 200_000;

interface Parts {
  readonly events: EventStream;
  readonly simulator: Simulator | null;
  readonly robot: Robot;
  readonly gate: SafetyGate;
  readonly approval: Approval;
  readonly executor: Executor;
  readonly agent: Agent;
  readonly model: { readonly name: string; readonly offline: OfflinePlanner | null };
  readonly workDir: string;
}

const startParts = async (options: SessionOptions, hooks: SessionHooks): Promise<Parts> => {
  const profile = loadProfile(options.profile);
  let robot: Robot | undefined;
  const events = new EventStream(() => robot?.now() ?? null);
  const undo: (() => Promise<unknown>)[] = [];
  try {
    // The slow starts run side by side; each needs nothing of the others.
    const starts = await Promise.allSettled([
      startRobot(options, profile, events, hooks).then((started) => {
        undo.push(
          () => started.robot.close(),
          async () => started.simulator?.close(),
        );
        return started;
      }),
      preparePython({ progress: hooks.progress }),
      options.model
        ? Promise.resolve(null)
        : startOfflinePlanner().then((planner) => {
            undo.push(() => planner.close());
            return planner;
          }),
    ]);
    const failed = starts.find((start) => start.status === "rejected");
    if (failed) throw failed.reason;
    const [robotStart, pythonStart, plannerStart] = starts;
    if (
      robotStart.status !== "fulfilled" ||
      pythonStart.status !== "fulfilled" ||
      plannerStart.status !== "fulfilled"
    )
      throw new Error("unreachable: every start was checked above");
    const started = robotStart.value;
    robot = started.robot;
    const python = pythonStart.value;
    const offline = plannerStart.value;
    if (python.notice) events.emit({ type: "notice", level: "warning", text: python.notice });

    const later: { agent?: Agent; executor?: Executor } = {};
    const approval = new Approval({
      mode: options.approve ?? (robot.clock === null ? "motion" : "never"),
      person: hooks.person,
      emit: events.emit,
      timeoutS: options.approveTimeoutS ?? APPROVE_TIMEOUT_S,
      hold: () => later.executor?.hold() ?? (() => {}),
    });
    events.subscribe((event) => approval.watch(event));
    const gate = new SafetyGate({ robot, emit: events.emit, approval });
    const workDir = await mkdtemp(join(tmpdir(), "codeact-"));
    undo.push(() => removeWorkDir(workDir));
    const handler = createCallHandler({
      robot,
      gate,
      ask: (question, choices, signal) => {
        if (!later.agent) throw new Error("no agent is there yet");
        return later.agent.ask(question, choices, signal);
      },
      say: (text) => void events.emit({ type: "say", text }),
    });
    const [executor, manual] = await Promise.all([
      createExecutor({
        python: python.python,
        workDir,
        sandbox: options.sandbox,
        limits: options.limits,
        onCall: handler,
        emit: events.emit,
      }),
      loadManual(python.python),
    ]);
    later.executor = executor;
    undo.push(() => executor.close());
    if (options.sandbox !== "none") checkSandbox(executor, robot, events.emit);
    const model = offline
      ? { baseUrl: offline.baseUrl, apiKey: "offline", model: offline.model }
      : {
          baseUrl: options.model?.baseUrl,
          apiKey: options.model?.apiKey ?? "none",
          model: options.model?.name ?? "",
        };
    const agent = new Agent({
      executor,
      model: createModelClient({ ...model, timeoutS: options.modelTimeoutS }),
      emit: events.emit,
      systemPrompt: buildSystemPrompt({ manual, profile, mode: options.mode }),
      compactSystemPrompt: buildSystemPrompt({ manual, profile, mode: options.mode, compact: true }),
      person: hooks.person,
      review: (code, action, signal) => approval.review(code, action, signal),
      maxTurns: options.maxTurns,
      actionTimeoutS: options.actionTimeoutS,
      contextTokens: offline ? OFFLINE_CONTEXT_TOKENS : options.contextTokens,
      showImages: !offline,
    });
    later.agent = agent;
    return {
      events,
      simulator: started.simulator,
      robot,
      gate,
      approval,
      executor,
      agent,
      model: { name: model.model, offline },
      workDir,
    };
  } catch (error) {
    for (const step of undo.toReversed()) await step().catch(() => {});
    throw error;
  }
};

const startRobot = async (
  options: SessionOptions,
  profile: Profile,
  events: EventStream,
  hooks: SessionHooks,
): Promise<{ robot: Robot; simulator: Simulator | null }> => {
  if (options.robot !== "sim") {
    hooks.progress(`connecting to ${shownUrl(options.robot)}`);
    return { robot: await connectRobot({ url: options.robot, profile, emit: events.emit }), simulator: null };
  }
  const simulator = await startSimulator({ scene: options.scene, seed: options.seed, clock: options.clock });
  try {
    return { robot: await connectRobot({ url: simulator.url, profile, emit: events.emit }), simulator };
  } catch (error) {
    await simulator.close();
    throw error;
  }
};

const closeParts = async (parts: Parts): Promise<void> => {
  await parts.executor.close();
  await parts.robot.close();
  await parts.simulator?.close();
  await parts.model.offline?.close();
  await removeWorkDir(parts.workDir);
};

export { sceneNames, startSimulator };
