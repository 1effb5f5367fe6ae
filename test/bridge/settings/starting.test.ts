import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Settings } from "../../../bridge/protocol/index.ts";
import { environmentKey, keyFor } from "../../../bridge/settings/model-key.ts";
import { settingsOf } from "../../../bridge/settings/options.ts";
import {
  forgetRemembered,
  readRemembered,
  remember,
  settingsFile,
} from "../../../bridge/settings/remembered.ts";
import { endpointFlags, startingWith } from "../../../bridge/settings/starting.ts";
import { simulatedSession } from "../simulated-session.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "codeact-remembered-"));
  file = join(folder, "deep", "settings.json");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const remembered: Settings = {
  model: { planner: "model", base_url: "http://127.0.0.1:11434/v1", name: "qwen" },
  mode: "code",
  price: { prompt: 1, completion: 2 },
  robot: { kind: "simulator", scene: "room", seed: 7, clock: "fast", profile: { from: "fitting" } },
  approve: "always",
};
const given = simulatedSession({ profile: undefined });
const start = (flags: string[] = [], what = remembered, options = given) =>
  startingWith(options, null, what, new Set(flags)).settings;

describe("remembered settings", () => {
  it("come back as they were, readable by their owner only, without passwords", async () => {
    const robot: Settings["robot"] = {
      kind: "rosbridge",
      url: "ws://robot:hunter22@arm.local:9090/?token=abcdef",
      profile: { from: "draft", text: '{ "name": "x" }' },
    };
    await remember(file, { ...remembered, robot });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).not.toMatch(/hunter22|abcdef/);
    const back = await readRemembered(file, () => {});
    expect(back).toEqual({ ...remembered, robot: { ...robot, url: "ws://arm.local:9090" } });
    await forgetRemembered(file);
    expect(await readRemembered(file, () => {})).toBeNull();
  });

  it("that cannot be read are told of and not used", async () => {
    await remember(file, remembered);
    for (const text of ["{", "{}", '{"version":2,"settings":{}}']) {
      await writeFile(file, text);
      const told: string[] = [];
      expect(await readRemembered(file, (line) => told.push(line))).toBeNull();
      expect(told).toEqual([expect.stringContaining(file)]);
    }
  });

  it("are in the user's folder of configurations", () => {
    expect(settingsFile({ XDG_CONFIG_HOME: "/x" })).toBe("/x/codeact-ros/settings.json");
  });

  it("lose against every flag that was given, and win over defaults", () => {
    expect(start()).toEqual({ ...remembered, model: { planner: "offline" } });
    expect(start(["scene"]).robot).toMatchObject({ scene: "table", seed: 7 });
    expect(start(["seed", "approve"])).toMatchObject({
      robot: { scene: "room", seed: 1 },
      approve: "fitting",
    });
    expect(start(["robot"]).robot).toEqual(settingsOf(given).robot);
    // Only a model acts otherwise than by code.
    const byJson: Settings = { ...remembered, mode: "json" };
    const withModel = simulatedSession({ profile: undefined, model: { name: "m", baseUrl: "http://a/v1" } });
    expect(start([], byJson, withModel).mode).toBe("json");
    expect(start(["mode"], byJson, withModel).mode).toBe("code");
    expect(start([], byJson).mode).toBe("code");
    const real = {
      ...remembered,
      robot: { kind: "rosbridge", url: "ws://a:1", profile: { from: "start" } },
    } as const;
    expect(start(["scene"], real).robot.kind).toBe("simulator");
    const withFile = simulatedSession({ profile: "mine.json" });
    expect(start(["profile"], real, withFile).robot).toEqual(real.robot);
  });

  it("fill in what the environment leaves open of an endpoint, and yield to a whole one", () => {
    const own = { baseUrl: "http://127.0.0.1:11434/v1", model: "qwen" };
    expect(endpointFlags({}, remembered, {})).toEqual(own);
    expect(endpointFlags({ model: "llama" }, remembered, {})).toEqual({ ...own, model: "llama" });
    expect(endpointFlags({}, remembered, { OPENAI_API_KEY: "k" })).toEqual(own);
    const env = { OPENAI_API_KEY: "k", CODEACT_MODEL: "gpt" };
    expect(endpointFlags({}, remembered, env)).toEqual({});
    expect(endpointFlags({}, { ...remembered, model: { planner: "offline" } }, {})).toEqual({});
  });

  it("get no key that was set for another server", () => {
    const openai = environmentKey(undefined, "k");
    expect(keyFor(openai, "http://127.0.0.1:11434/v1")).toBeUndefined();
    expect(keyFor(openai, "https://api.openai.com/v1/")).toBe("k");
    expect(keyFor(openai, "https://api.openai.com.evil.example/v1")).toBeUndefined();
    expect(keyFor(environmentKey("http://127.0.0.1:1/v1", "k"), "http://127.0.0.1:1/other")).toBe("k");
  });
});
