import type { SessionOptions } from "../main.ts";
import { type Profile, type ProfileChoice, type Settings, UserError } from "../protocol/index.ts";
import { readProfile, shippedProfiles } from "../robot/profiles.ts";
import { keyFor, type ModelKey, OPENAI_URL, serverOf } from "./model-key.ts";

/** Whether a name of `--profile` is that of a file. */
export const isProfileFile = (profile: SessionOptions["profile"]): profile is string =>
  typeof profile === "string" && !shippedProfiles().includes(profile);

const profileChoice = (profile: SessionOptions["profile"]): ProfileChoice => {
  if (typeof profile !== "string") return { from: "fitting" };
  return isProfileFile(profile) ? { from: "start" } : { from: "shipped", name: profile };
};

/** The settings that the options of a start stand for. */
export const settingsOf = (options: SessionOptions): Settings => {
  const { model, mode, price, robot, scene, seed, clock, approve } = options;
  const profile = profileChoice(options.profile);
  return {
    model: model
      ? { planner: "model", base_url: model.baseUrl ?? OPENAI_URL, name: model.name }
      : { planner: "offline" },
    mode,
    price: price ?? null,
    robot:
      robot === "sim"
        ? { kind: "simulator", scene, seed, clock, profile }
        : { kind: "rosbridge", url: robot, profile },
    approve: approve ?? "fitting",
  };
};

/**
 * The options of a session with these settings; what cannot be set is as it was at the start.
 *
 * @throws UserError in one line for an address that is none and a draft that is no profile
 */
export const optionsOf = (
  { model, mode, price, robot, approve }: Settings,
  key: ModelKey | null,
  start: SessionOptions,
): SessionOptions => {
  const { approve: _, ...fixed } = start;
  const common: SessionOptions = {
    ...fixed,
    mode,
    price,
    model: null,
    profile: chosenProfile(robot.profile, start),
    ...(approve === "fitting" ? {} : { approve }),
  };
  const simulated =
    robot.kind === "simulator"
      ? { robot: "sim", scene: robot.scene, seed: robot.seed, clock: robot.clock }
      : { robot: checkedUrl(robot.url) };
  if (model.planner === "offline") return { ...common, ...simulated };
  serverOf(model.base_url);
  const apiKey = keyFor(key, model.base_url);
  return {
    ...common,
    ...simulated,
    model: { baseUrl: model.base_url, name: model.name, ...(apiKey ? { apiKey } : {}) },
  };
};

/** @throws UserError for what is no WebSocket address */
export const checkedUrl = (url: string): string => {
  if (/^wss?:\/\/[^\s/]+/.test(url) && URL.canParse(url)) return url;
  throw new UserError(`${url} is no WebSocket address; give one such as ws://192.168.1.10:9090.`, 2);
};

const chosenProfile = (choice: ProfileChoice, start: SessionOptions): string | Profile | undefined => {
  switch (choice.from) {
    case "fitting":
      return undefined;
    case "shipped":
      if (shippedProfiles().includes(choice.name)) return choice.name;
      throw new UserError(
        `There is no profile "${choice.name}". Profiles that come with codeact-ros: ${shippedProfiles().join(", ")}.`,
        2,
      );
    case "start":
      if (isProfileFile(start.profile)) return start.profile;
      throw new UserError(
        "This bridge was not started with a profile file. Choose another profile, or start it again with --profile FILE.",
        2,
      );
    case "draft": {
      const read = readProfile(choice.text);
      if ("profile" in read) return read.profile;
      const what = read.faults === null ? "is not JSON" : "is not complete";
      throw new UserError(`The draft profile ${what}: ${read.reason}. Correct it, then apply again.`, 2);
    }
  }
};
