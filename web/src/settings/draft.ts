import type { KeyChange, ProfileChoice, Settings, SettingsView } from "../../../bridge/protocol/index.ts";

/** What stands in the fields, as it was typed; those of a choice that is not taken keep what they hold. */
export interface Draft {
  readonly planner: "offline" | "model";
  readonly baseUrl: string;
  readonly model: string;
  /** How the model acts; the rule planner acts by code only. */
  readonly mode: Settings["mode"];
  /** A key that was typed; empty: none. */
  readonly key: string;
  readonly forgetKey: boolean;
  readonly pricePrompt: string;
  readonly priceCompletion: string;
  readonly robot: "simulator" | "rosbridge";
  readonly scene: string;
  readonly seed: string;
  readonly clock: "realtime" | "fast";
  readonly url: string;
  /** Of the simulator, and of the robot at `url`: "fitting", "start", "draft", or "shipped NAME". */
  readonly simulatorProfile: string;
  readonly robotProfile: string;
  readonly draftText: string;
  /** The person says to have read the draft profile. */
  readonly draftRead: boolean;
  readonly approve: Settings["approve"];
}

export type Field = keyof Draft;
export type Faults = Partial<Record<Field, string>>;

export const OPENAI_URL = "https://api.openai.com/v1";

const profileWord = (choice: ProfileChoice): string =>
  choice.from === "shipped" ? `shipped ${choice.name}` : choice.from;

/** The fields as the bridge's settings fill them. */
export const draftOf = ({ settings, scenes }: SettingsView): Draft => {
  const { model, mode, price, robot, approve } = settings;
  const simulated = robot.kind === "simulator" ? robot : null;
  const real = robot.kind === "rosbridge" ? robot : null;
  return {
    planner: model.planner,
    baseUrl: model.planner === "model" ? model.base_url : OPENAI_URL,
    model: model.planner === "model" ? model.name : "",
    mode,
    key: "",
    forgetKey: false,
    pricePrompt: price ? String(price.prompt) : "",
    priceCompletion: price ? String(price.completion) : "",
    robot: robot.kind,
    scene: simulated?.scene ?? scenes[0]?.name ?? "",
    seed: String(simulated?.seed ?? 1),
    clock: simulated?.clock ?? "realtime",
    url: real?.url ?? "",
    simulatorProfile: simulated ? profileWord(simulated.profile) : "fitting",
    robotProfile: real ? profileWord(real.profile) : "fitting",
    draftText: robot.profile.from === "draft" ? robot.profile.text : "",
    draftRead: robot.profile.from === "draft",
    approve,
  };
};

/** The settings that the fields stand for, or what is wrong with which of them. */
export const settingsOfDraft = (draft: Draft): { settings: Settings | null; faults: Faults } => {
  const faults: Faults = {};
  const { planner, robot } = draft;
  if (planner === "model") {
    if (!/^https?:\/\/[^\s/]+/i.test(draft.baseUrl.trim()))
      faults.baseUrl = "Give an http:// or https:// address, such as http://127.0.0.1:11434/v1.";
    if (draft.model.trim() === "") faults.model = "Name the model.";
  }
  const price = priceOf(draft, faults);
  if (robot === "simulator" && !/^\d{1,10}$/.test(draft.seed.trim()))
    faults.seed = "Give a whole number from 0 up.";
  else if (robot === "simulator" && Number(draft.seed) > 2 ** 31 - 1)
    faults.seed = "The largest seed is 2147483647.";
  if (robot === "rosbridge" && !/^wss?:\/\/[^\s/]+/.test(draft.url.trim()))
    faults.url = "Give a ws:// or wss:// address, such as ws://192.168.1.10:9090.";
  const chosen = robot === "simulator" ? draft.simulatorProfile : draft.robotProfile;
  if (chosen === "draft" && draft.draftText.trim() === "") faults.draftText = "Discover a robot first.";
  else if (chosen === "draft" && draft.draftText.includes("FILL_IN"))
    faults.draftText = "Something in the profile still says FILL_IN.";
  else if (chosen === "draft" && !draft.draftRead)
    faults.draftRead = "Read the profile, and say that it fits your robot.";
  if (Object.keys(faults).length > 0) return { settings: null, faults };
  const profile = profileOf(chosen, draft.draftText);
  return {
    faults,
    settings: {
      model:
        planner === "offline"
          ? { planner }
          : { planner, base_url: draft.baseUrl.trim(), name: draft.model.trim() },
      mode: planner === "offline" ? "code" : draft.mode,
      price,
      robot:
        robot === "simulator"
          ? { kind: robot, scene: draft.scene, seed: Number(draft.seed), clock: draft.clock, profile }
          : { kind: robot, url: draft.url.trim(), profile },
      approve: draft.approve,
    },
  };
};

const priceOf = (draft: Draft, faults: Faults): Settings["price"] => {
  const [prompt, completion] = [draft.pricePrompt.trim(), draft.priceCompletion.trim()];
  if (prompt === "" && completion === "") return null;
  const fault = "Give a number of US dollars from 0 up; both prices, or none.";
  const isPrice = (text: string): boolean => /^\d{1,7}(\.\d{1,9})?$/.test(text);
  if (!isPrice(prompt)) faults.pricePrompt = fault;
  if (!isPrice(completion)) faults.priceCompletion = fault;
  return { prompt: Number(prompt), completion: Number(completion) };
};

const profileOf = (word: string, text: string): ProfileChoice => {
  if (word === "draft") return { from: "draft", text };
  if (word === "start" || word === "fitting") return { from: word };
  return { from: "shipped", name: word.slice("shipped ".length) };
};

/** What becomes of the key when this is applied or tried. */
export const keyChangeOf = ({ key, forgetKey }: Draft): KeyChange => {
  if (key.trim() !== "") return { change: "set", key: key.trim() };
  return { change: forgetKey ? "forget" : "keep" };
};

const names: Partial<Record<Field, string>> = {
  planner: "who plans",
  baseUrl: "model endpoint",
  model: "model",
  mode: "how the model acts",
  key: "key",
  forgetKey: "key",
  pricePrompt: "price",
  priceCompletion: "price",
  robot: "robot",
  scene: "scene",
  seed: "seed",
  clock: "clock",
  url: "robot's address",
  simulatorProfile: "profile",
  robotProfile: "profile",
  draftText: "profile",
  approve: "approval",
};
const ofModel: readonly Field[] = ["baseUrl", "model", "mode", "key", "forgetKey"];
const ofSimulator: readonly Field[] = ["scene", "seed", "clock", "simulatorProfile"];
const ofRobot: readonly Field[] = ["url", "robotProfile"];

/** What the fields change, in words; what stands in fields of a choice that is not taken changes nothing. */
export const changesOf = (draft: Draft, before: Draft): string[] => {
  const idle = new Set<Field>([
    ...(draft.planner === "offline" ? ofModel : []),
    ...(draft.robot === "simulator" ? ofRobot : ofSimulator),
  ]);
  const profile = draft.robot === "simulator" ? draft.simulatorProfile : draft.robotProfile;
  if (profile !== "draft") idle.add("draftText");
  const changed = (Object.keys(names) as Field[]).filter(
    (field) => !idle.has(field) && draft[field] !== before[field],
  );
  return [...new Set(changed.map((field) => names[field] ?? ""))];
};
