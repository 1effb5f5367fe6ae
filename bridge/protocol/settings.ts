import { z } from "zod";
import { ActionModeName } from "./action-mode.ts";
import { ApprovalMode, SandboxLevel } from "./events.ts";
import { Price } from "./price.ts";

/* What a person can set on the page while the bridge runs, and what the bridge answers. */

/** Longest draft profile, characters. */
export const MAX_PROFILE_TEXT = 100_000;

const address = z.string().trim().min(1).max(2_000);

export const ModelSettings = z.discriminatedUnion("planner", [
  z.strictObject({ planner: z.literal("offline") }).describe("the rule planner, which needs no model"),
  z.strictObject({
    planner: z.literal("model"),
    base_url: address.describe("of an OpenAI-compatible server; a password in it is never told"),
    name: z.string().trim().min(1).max(200),
  }),
]);
export type ModelSettings = z.infer<typeof ModelSettings>;

/** Where the names and limits of the robot's interfaces come from. */
export const ProfileChoice = z.discriminatedUnion("from", [
  z
    .strictObject({ from: z.literal("fitting") })
    .describe("what the simulator's scene, or the server, says fits"),
  z.strictObject({ from: z.literal("shipped"), name: z.string().min(1).max(200) }),
  z.strictObject({ from: z.literal("start") }).describe("the file that --profile named"),
  z
    .strictObject({ from: z.literal("draft"), text: z.string().min(1).max(MAX_PROFILE_TEXT) })
    .describe("JSON with comments, as discover drafted it and the person read and corrected it"),
]);
export type ProfileChoice = z.infer<typeof ProfileChoice>;

export const RobotSettings = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("simulator"),
    scene: z.string().min(1).max(100),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .describe("places the objects"),
    clock: z.enum(["realtime", "fast"]),
    profile: ProfileChoice,
  }),
  z.strictObject({
    kind: z.literal("rosbridge"),
    url: address.describe("ws:// or wss://; a token in it is never told"),
    profile: ProfileChoice,
  }),
]);
export type RobotSettings = z.infer<typeof RobotSettings>;

/** All that can be set; no secret is in it. */
export const Settings = z.strictObject({
  model: ModelSettings,
  mode: ActionModeName.describe("how the agent acts"),
  price: Price.nullable(),
  robot: RobotSettings,
  approve: z
    .union([ApprovalMode, z.literal("fitting")])
    .describe("fitting: never on a simulator, before motion on a robot"),
});
export type Settings = z.infer<typeof Settings>;

const key = z
  .string()
  .trim()
  .min(1)
  .max(2_000)
  .regex(/^[\x21-\x7e]+$/, "it holds spaces or characters that no key has; copy it afresh");

/** What becomes of the key of the model's server; it is sent to the bridge only, and never back. */
export const KeyChange = z.discriminatedUnion("change", [
  z.strictObject({ change: z.literal("keep") }),
  z.strictObject({ change: z.literal("set"), key }),
  z.strictObject({ change: z.literal("forget") }),
]);
export type KeyChange = z.infer<typeof KeyChange>;

/** Where the key that is used came from, and the one server that it is sent to. */
export const KeyState = z.strictObject({
  from: z.enum(["environment", "page"]),
  server: z.string().describe("scheme, host and port"),
});
export type KeyState = z.infer<typeof KeyState>;

/** What the page shows and offers. */
export const SettingsView = z.strictObject({
  settings: Settings,
  key: KeyState.nullable().describe("null: none is set"),
  scenes: z.array(z.strictObject({ name: z.string(), profile: z.string() })),
  profiles: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  start_profile: z.string().nullable().describe("what --profile named, when that is a file"),
  sandbox: z.strictObject({ level: SandboxLevel, meaning: z.string(), chosen: z.boolean() }),
  remembered: z.boolean().describe("whether settings are kept in a file for the next start"),
  file: z.string().describe("which file that is, or would be"),
  blocked: z.string().nullable().describe("why nothing can be applied now, and what to do; null: it can"),
});
export type SettingsView = z.infer<typeof SettingsView>;

/* Bodies of what the page asks for. */
export const ApplySettings = z.strictObject({ settings: Settings, key: KeyChange, remember: z.boolean() });
export type ApplySettings = z.infer<typeof ApplySettings>;

export const AskEndpoint = z.strictObject({ base_url: address, key: KeyChange });
export type AskEndpoint = z.infer<typeof AskEndpoint>;

export const TestEndpoint = AskEndpoint.extend({ name: z.string().trim().min(1).max(200) });
export type TestEndpoint = z.infer<typeof TestEndpoint>;

export const DiscoverRobot = z.strictObject({ url: address });
export type DiscoverRobot = z.infer<typeof DiscoverRobot>;

/** Answer to TestEndpoint. */
export const EndpointTest = z.strictObject({
  text: z.string().describe("what the model said"),
  first_word_s: z.number().nullable().describe("until it began to say it; null: it said nothing"),
  took_s: z.number(),
  usage: z.strictObject({ prompt: z.number(), completion: z.number() }).nullable(),
  notices: z.array(z.string()).describe("what the server does not take"),
});
export type EndpointTest = z.infer<typeof EndpointTest>;

const named = z.strictObject({ what: z.string(), name: z.string(), type: z.string() });

/** Answer to DiscoverRobot. */
export const DiscoveredRobot = z.strictObject({
  url: z.string(),
  topics: z.int(),
  services: z.int(),
  actions: z.int(),
  recognised: z.array(named),
  notes: z.array(z.string()),
  profile_text: z.string().describe("a draft: JSON with comments on what could not be told"),
  faults: z.array(z.string()).describe("what has to be filled in before it can be used"),
});
export type DiscoveredRobot = z.infer<typeof DiscoveredRobot>;
