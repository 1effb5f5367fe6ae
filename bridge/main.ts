import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  isScene,
  type Simulator,
  sceneNames,
  sceneProfile,
  startSimulator,
  taskFacts,
  taskIds,
  taskScene,
} from "../sim/simulator.ts";
import { Agent } from "./agent/agent.ts";
import { createModelClient } from "./agent/model-client.ts";
import { createMode } from "./agent/modes/create-mode.ts";
import { startOfflinePlanner } from "./agent/offline-planner/server.ts";
import { buildSystemPrompt, loadManual, manualFor } from "./agent/prompt.ts";
import { EventStream } from "./episode/event-stream.ts";
import type { EvalWorld } from "./eval/eval-world.ts";
import { CallRoute } from "./executor/call-route.ts";
import { createExecutor } from "./executor/executor.ts";
import { preparePython } from "./executor/python-env.ts";
import { removeWorkDir } from "./executor/remove-work-dir.ts";
import type { Executor } from "./executor/types.ts";
import { Memory } from "./memory/memory.ts";
import { createCallHandler } from "./primitives/handlers.ts";
import { type Profile, UserError } from "./protocol/index.ts";
import { Rehearsals } from "./rehearsal/rehearsals.ts";
import type { RehearsalLimits } from "./rehearsal/rehearse.ts";
import { Twin } from "./rehearsal/twin.ts";
import { profileAt } from "./robot/profile-at.ts";
import { loadProfile } from "./robot/profiles.ts";
import { connectRobot, type Robot } from "./robot/robot.ts";
import { shownUrl } from "./robot/shown-url.ts";
import { APPROVE_TIMEOUT_S, Approval } from "./safety/approval.ts";
import { SafetyGate } from "./safety/gate.ts";
import { checkSandbox } from "./safety/sandbox-check.ts";
import { Session, type SessionParts } from "./session.ts";
import type { SessionHooks, SessionOptions } from "./session-options.ts";

export type { SessionHooks, SessionOptions } from "./session-options.ts";

/** The rule planner reads the whole conversation; nothing of it needs to be condensed. */
const OFFLINE_CONTEXT_TOKENS = 200_000;

/**
 * Starts everything that the options ask for and wires it together; the only place that knows all parts.
 *
 * @throws UserError in one readable line when a part cannot start
 */
export const openSession = async (options: SessionOptions, hooks: SessionHooks): Promise<Session> =>
  new Session(options, await startParts(options, hooks));

const startParts = async (options: SessionOptions, hooks: SessionHooks): Promise<SessionParts> => {
  if (!options.model && options.mode !== "code")
    throw new UserError(
      `Mode ${options.mode} needs a model: the offline rule planner acts by code only. Give --model and --base-url (or OPENAI_API_KEY), or leave --mode out.`,
      2,
    );
  const given = options.profile ?? (await fittingProfile(options));
  const profile = typeof given === "string" ? loadProfile(given) : given;
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
    const kept = new Memory(options.memory ?? null);
    const memory = options.forgets ? new Memory(null, kept) : kept;
    const handler = createCallHandler({
      robot,
      gate,
      memory,
      ask: (question, choices, signal) => {
        if (!later.agent) throw new Error("no agent is there yet");
        return later.agent.ask(question, choices, signal);
      },
      say: (text) => void events.emit({ type: "say", text }),
    });
    const route = new CallRoute(handler, events.emit);
    const [executor, manual, skills] = await Promise.all([
      createExecutor({
        python: python.python,
        workDir,
        sandbox: options.sandbox,
        limits: options.limits,
        onCall: route.onCall,
        emit: route.emit,
      }),
      loadManual(python.python),
      memory.skills().catch((error: Error) => {
        events.emit({ type: "notice", level: "warning", text: error.message });
        return [];
      }),
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
    const mode = createMode(options.mode, manualFor(profile, manual));
    const agent = new Agent({
      executor,
      model: createModelClient({ ...model, timeoutS: options.modelTimeoutS }),
      emit: events.emit,
      mode,
      systemPrompt: buildSystemPrompt({ manual, profile, mode, skills }),
      compactSystemPrompt: buildSystemPrompt({ manual, profile, mode, skills, compact: true }),
      person: hooks.person,
      review: (code, action, signal) => approval.review(code, action, signal),
      maxTurns: options.maxTurns,
      actionTimeoutS: options.actionTimeoutS,
      contextTokens: offline ? OFFLINE_CONTEXT_TOKENS : options.contextTokens,
      showImages: !offline && options.showImages !== false,
    });
    later.agent = agent;
    const { scene, seed, limits } = options;
    const rehearsals =
      started.simulator &&
      new Rehearsals({
        robot,
        gate,
        events,
        limits: rehearsalLimits(options),
        startTwin: () =>
          Twin.start({
            startSimulator: () => startSimulator({ scene, seed, clock: "fast", perturbed: false }),
            profile,
            python: python.python,
            sandbox: executor.sandbox,
            limits,
            // What is only tried is kept nowhere.
            memory: new Memory(null, memory),
          }),
      });
    return {
      events,
      simulator: started.simulator,
      robot,
      gate,
      approval,
      executor,
      route,
      agent,
      rehearsals,
      memory,
      model: { name: model.model, offline },
      manual: manualFor(profile, manual),
      workDir,
      python: python.version,
    };
  } catch (error) {
    for (const step of undo.toReversed()) await step().catch(() => {});
    throw error;
  }
};

/** On a clock that follows the wall the real run would be ended by its time limit; on the other a motion takes none of it. */
const rehearsalLimits = ({ clock, actionTimeoutS }: SessionOptions): RehearsalLimits => ({
  robot_s: clock === "realtime" ? actionTimeoutS : 10 * actionTimeoutS,
  wall_s: Math.max(60, actionTimeoutS),
});

/** Name of the profile of a robot for which nobody named one. */
const fittingProfile = async ({ robot, scene }: SessionOptions): Promise<string> =>
  robot === "sim" ? sceneProfile(scene) : profileAt(robot);

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

/** The benchmark's tasks, each a world of the simulator with a judge in it. */
export const evalWorld: EvalWorld = {
  taskIds,
  taskFacts,
  startTask: async (id, seed, { perturbed }) => {
    const scene = taskScene(id);
    const { url, verdict, close } = await startSimulator({ scene, seed, clock: "fast", perturbed });
    return { url, scene, profile: sceneProfile(scene), verdict, close };
  },
  manual: async () => loadManual((await preparePython({ progress: () => {} })).python),
  openSession,
};

export { isScene, sceneNames, sceneProfile, startSimulator };
