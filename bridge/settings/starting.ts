import type { SessionOptions } from "../main.ts";
import type { Settings } from "../protocol/index.ts";
import type { ModelKey } from "./model-key.ts";
import { optionsOf, settingsOf } from "./options.ts";

/** What a session starts with. */
export interface Start {
  /** As the command line and the environment say. */
  readonly given: SessionOptions;
  readonly options: SessionOptions;
  readonly settings: Settings;
  readonly key: ModelKey | null;
}

/** Flags that a person gave, by their names in commander. */
export type Given = ReadonlySet<string>;

const named = (given: Given, ...flags: string[]): boolean => flags.some((flag) => given.has(flag));

/**
 * Puts remembered settings under those of the command line and the environment, which win. The model's are in `given`
 * already.
 *
 * @param given what command line and environment say, with defaults where they are silent
 * @param flags which flags were really given
 */
export const startingWith = (
  given: SessionOptions,
  key: ModelKey | null,
  remembered: Settings | null,
  flags: Given,
): Start => {
  const own = settingsOf(given);
  if (!remembered) return { given, options: given, settings: own, key };
  const settings: Settings = {
    ...own,
    // The rule planner, which a start without a model has, acts by code only.
    mode: named(flags, "mode") || own.model.planner === "offline" ? own.mode : remembered.mode,
    price: named(flags, "price") ? own.price : remembered.price,
    robot: robotOf(own.robot, remembered.robot, flags),
    approve: named(flags, "approve") ? own.approve : remembered.approve,
  };
  return { given, options: optionsOf(settings, key, given), settings, key };
};

/** The model's endpoint that command line and environment leave open, from what is remembered. */
export const endpointFlags = <F extends { readonly model?: string; readonly baseUrl?: string }>(
  flags: F,
  remembered: Settings | null,
  env: NodeJS.ProcessEnv = process.env,
): F => {
  const name = flags.model ?? (env["CODEACT_MODEL"] || undefined);
  const baseUrl = flags.baseUrl ?? (env["OPENAI_BASE_URL"] || undefined);
  const whole = name !== undefined && (baseUrl !== undefined || Boolean(env["OPENAI_API_KEY"]));
  if (whole || remembered?.model.planner !== "model") return flags;
  return { ...flags, model: name ?? remembered.model.name, baseUrl: baseUrl ?? remembered.model.base_url };
};

const robotOf = (own: Settings["robot"], remembered: Settings["robot"], flags: Given): Settings["robot"] => {
  const fileGivenAgain = named(flags, "profile") && remembered.profile.from === "start";
  if (named(flags, "robot") || (named(flags, "profile") && !fileGivenAgain)) return own;
  if (own.kind !== "simulator") return own;
  // Whoever names a scene wants the simulator.
  if (remembered.kind !== "simulator") return named(flags, "scene", "seed", "clock") ? own : remembered;
  const scene = named(flags, "scene");
  return {
    kind: "simulator",
    scene: scene ? own.scene : remembered.scene,
    seed: named(flags, "seed") ? own.seed : remembered.seed,
    clock: named(flags, "clock") ? own.clock : remembered.clock,
    profile: scene ? own.profile : remembered.profile,
  };
};
