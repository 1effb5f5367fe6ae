import { describe, expect, it } from "vitest";
import type { Settings, SettingsView } from "../../../bridge/protocol/index.ts";
import {
  changesOf,
  type Draft,
  draftOf,
  keyChangeOf,
  settingsOfDraft,
} from "../../../web/src/settings/draft.ts";

const view = (settings: Partial<Settings> = {}): SettingsView => ({
  settings: {
    model: { planner: "offline" },
    mode: "code",
    price: null,
    robot: { kind: "simulator", scene: "table", seed: 1, clock: "realtime", profile: { from: "fitting" } },
    approve: "fitting",
    ...settings,
  },
  key: null,
  scenes: [{ name: "table", profile: "simulated_arm" }],
  profiles: [{ name: "ur5e", description: "" }],
  start_profile: null,
  sandbox: { level: "self", meaning: "kept in", chosen: false },
  remembered: false,
  file: "settings.json",
  blocked: null,
});
const draft = draftOf(view());
const faults = (change: Partial<Draft>) => Object.keys(settingsOfDraft({ ...draft, ...change }).faults);
const changes = (change: Partial<Draft>) => changesOf({ ...draft, ...change }, draft);

describe("the fields of the settings", () => {
  it("stand for the settings that filled them, whatever those are", () => {
    const all: Partial<Settings>[] = [
      {},
      {
        model: { planner: "model", base_url: "http://a/v1", name: "m" },
        mode: "json-parallel",
        price: { prompt: 0, completion: 2.5 },
      },
      { robot: { kind: "rosbridge", url: "ws://a:1", profile: { from: "shipped", name: "ur5e" } } },
      {
        robot: { kind: "rosbridge", url: "ws://a:1", profile: { from: "draft", text: "{}" } },
        approve: "never",
      },
      { robot: { kind: "rosbridge", url: "ws://a:1", profile: { from: "start" } } },
    ];
    for (const settings of all) {
      const filled = draftOf(view(settings));
      expect(settingsOfDraft(filled)).toEqual({ settings: view(settings).settings, faults: {} });
      expect(changesOf(filled, filled)).toEqual([]);
    }
  });

  it("are found wrong where they are, and not where their choice is not taken", () => {
    expect(faults({})).toEqual([]);
    expect(faults({ baseUrl: "x", url: "x" })).toEqual([]);
    expect(faults({ planner: "model", baseUrl: "ftp://a", model: " " })).toEqual(["baseUrl", "model"]);
    expect(faults({ seed: "1.5" })).toEqual(["seed"]);
    expect(faults({ seed: "2147483648" })).toEqual(["seed"]);
    expect(faults({ pricePrompt: "1" })).toEqual(["priceCompletion"]);
    expect(faults({ robot: "rosbridge", url: "http://a" })).toEqual(["url"]);
  });

  it("let only a model act otherwise than by code", () => {
    expect(changes({ mode: "json" })).toEqual([]);
    expect(settingsOfDraft({ ...draft, mode: "json" }).settings?.mode).toBe("code");
  });

  it("take a draft profile only when nothing is missing in it and it was read", () => {
    const chosen = { robot: "rosbridge", url: "ws://a:1", robotProfile: "draft", draftRead: true } as const;
    expect(faults({ ...chosen, draftText: "" })).toEqual(["draftText"]);
    expect(faults({ ...chosen, draftText: '{"base": "FILL_IN"}' })).toEqual(["draftText"]);
    expect(faults({ ...chosen, draftText: "{}", draftRead: false })).toEqual(["draftRead"]);
    expect(settingsOfDraft({ ...draft, ...chosen, draftText: "{}" }).settings?.robot.profile).toEqual({
      from: "draft",
      text: "{}",
    });
  });

  it("tell in words what they change", () => {
    expect(changes({ scene: "room", seed: "2" })).toEqual(["scene", "seed"]);
    expect(changes({ key: "k", baseUrl: "http://a" })).toEqual([]);
    expect(changes({ planner: "model", key: "k" })).toEqual(["who plans", "key"]);
    expect(changes({ planner: "model", mode: "text" })).toEqual(["who plans", "how the model acts"]);
    expect(changes({ scene: "room", robot: "rosbridge", url: "ws://a:1" })).toEqual([
      "robot",
      "robot's address",
    ]);
  });

  it("say of the key what to do with it, an entered one first", () => {
    expect(keyChangeOf(draft)).toEqual({ change: "keep" });
    expect(keyChangeOf({ ...draft, forgetKey: true })).toEqual({ change: "forget" });
    expect(keyChangeOf({ ...draft, key: " k ", forgetKey: true })).toEqual({ change: "set", key: "k" });
  });
});
