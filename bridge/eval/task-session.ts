import type { EvalJob, TaskFacts } from "../protocol/index.ts";
import { ActionModeName } from "../protocol/index.ts";
import type { Session } from "../session.ts";
import type { EpisodeSettings } from "./episode-settings.ts";
import type { EvalWorld, TaskWorld } from "./eval-world.ts";
import type { Endpoint } from "./planners/endpoint.ts";
import { scriptedUser } from "./scripted-user.ts";

export interface TaskSession {
  readonly facts: TaskFacts;
  readonly mode: EvalJob["mode"];
  readonly turns: number;
  /** Who plans. */
  readonly endpoint: Pick<Endpoint, "model" | "contextTokens" | "showImages">;
  /** Whether what is to go wrong on purpose does. */
  readonly perturbed: boolean;
}

/** Starts a task's world and a session on its robot, lends them out, and ends them. */
export const inTaskSession = async <T>(
  world: EvalWorld,
  settings: EpisodeSettings,
  { facts, mode, turns, endpoint, perturbed }: TaskSession,
  work: (session: Session, task: TaskWorld) => Promise<T>,
): Promise<T> => {
  const task = await world.startTask(facts.id, facts.seed, { perturbed });
  try {
    const session = await world.openSession(
      {
        robot: task.url,
        profile: task.profile,
        scene: task.scene,
        seed: facts.seed,
        clock: "fast",
        mode: ActionModeName.parse(mode),
        model: endpoint.model,
        showImages: endpoint.showImages,
        price: settings.price,
        modelTimeoutS: settings.model_timeout_s,
        contextTokens: endpoint.contextTokens,
        maxTurns: turns,
        actionTimeoutS: settings.action_timeout_s,
        sandbox: settings.sandbox,
        approve: "never",
        memory: settings.memory,
        forgets: true,
      },
      { progress: () => {}, person: scriptedUser(facts.user) },
    );
    try {
      return await work(session, task);
    } finally {
      await session.close();
    }
  } finally {
    await task.close();
  }
};
