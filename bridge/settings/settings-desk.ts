import { isDeepStrictEqual } from "node:util";
import { meaningOf } from "../executor/sandbox/levels.ts";
import { type SessionOptions, sceneNames, sceneProfile } from "../main.ts";
import {
  type ApplySettings,
  type AskEndpoint,
  type DiscoveredRobot,
  type EndpointTest,
  SandboxLevel,
  type Settings,
  type SettingsView,
  type TestEndpoint,
  UserError,
} from "../protocol/index.ts";
import { discover } from "../robot/discover.ts";
import { loadProfile, readProfile, shippedProfiles } from "../robot/profiles.ts";
import { fullUrl, withCredentials, withoutCredentials } from "./credentials.ts";
import { listModels } from "./list-models.ts";
import type { LiveSession } from "./live-session.ts";
import { changedKey, keyFor, type ModelKey, serverOf } from "./model-key.ts";
import { checkedUrl, isProfileFile, optionsOf } from "./options.ts";
import { inPageWords } from "./page-words.ts";
import { forgetRemembered, remember } from "./remembered.ts";
import { testEndpoint } from "./test-endpoint.ts";

/** Wall seconds for looking at a robot, whatever answers there. */
const DISCOVER_LIMIT_S = 60;

export interface SettingsDeskOptions {
  readonly live: LiveSession;
  /** What the bridge was started with; what cannot be set stays so. */
  readonly start: SessionOptions;
  readonly settings: Settings;
  readonly key: ModelKey | null;
  /** File of remembered settings, and whether it holds some. */
  readonly file: string;
  readonly remembered: boolean;
}

/** What the page shows of the settings and asks of them. The key is kept here, in memory, and handed to no page. */
export class SettingsDesk {
  readonly #options: SettingsDeskOptions;
  #settings: Settings;
  #key: ModelKey | null;
  #remembered: boolean;
  #looking = false;

  constructor(options: SettingsDeskOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#key = options.key;
    this.#remembered = options.remembered;
  }

  view(): SettingsView {
    const { live, start, file } = this.#options;
    const level = SandboxLevel.parse(live.session.info().sandbox);
    return {
      settings: withoutCredentials(this.#settings),
      key: this.#key && { from: this.#key.from, server: this.#key.server },
      scenes: sceneNames.map((name) => ({ name, profile: sceneProfile(name) })),
      profiles: shippedProfiles().map((name) => ({ name, description: loadProfile(name).description })),
      start_profile: isProfileFile(start.profile) ? start.profile : null,
      sandbox: { level, meaning: meaningOf[level], chosen: start.sandbox !== "auto" },
      remembered: this.#remembered,
      file,
      blocked: live.blocked,
    };
  }

  /**
   * Lets a session with these settings take the place of the one at work; where only what is remembered changed, the
   * session stays.
   *
   * @throws UserError with why nothing was changed
   */
  async apply({ settings: told, key: change, remember: keep }: ApplySettings): Promise<SettingsView> {
    const { live, start, file } = this.#options;
    const settings = withCredentials(told, this.#settings);
    const baseUrl = settings.model.planner === "model" ? settings.model.base_url : null;
    const key =
      baseUrl === null && change.change === "set" ? this.#key : changedKey(this.#key, change, baseUrl ?? "");
    if (!isDeepStrictEqual(settings, this.#settings) || key !== this.#key)
      await readably(live.change(optionsOf(settings, key, start)));
    this.#settings = settings;
    this.#key = key;
    if (keep) await remember(file, settings);
    else if (this.#remembered) await forgetRemembered(file);
    this.#remembered = keep;
    return this.view();
  }

  models(endpoint: AskEndpoint): Promise<string[]> {
    return this.#ask(endpoint, (baseUrl, apiKey) => listModels(baseUrl, apiKey));
  }

  test(endpoint: TestEndpoint): Promise<EndpointTest> {
    return this.#ask(endpoint, (baseUrl, apiKey) => testEndpoint({ baseUrl, apiKey, model: endpoint.name }));
  }

  /** Looks at a robot; moves nothing. One at a time. @throws UserError with what went wrong and what to do */
  async discover(told: string): Promise<DiscoveredRobot> {
    const { robot } = this.#settings;
    const url = checkedUrl(fullUrl(told, robot.kind === "rosbridge" ? robot.url : ""));
    if (this.#looking) throw new UserError("Another robot is being looked at. Wait until that is done.");
    this.#looking = true;
    try {
      const found = await readably(discover(url, { limitS: DISCOVER_LIMIT_S }));
      const read = readProfile(found.profile_text);
      return {
        url: found.url,
        topics: found.topics.length,
        services: found.services.length,
        actions: found.actions.length,
        recognised: found.recognised,
        notes: found.notes,
        profile_text: found.profile_text,
        faults: "profile" in read ? [] : (read.faults ?? [read.reason]),
      };
    } finally {
      this.#looking = false;
    }
  }

  async #ask<T>(
    { base_url, key: change }: AskEndpoint,
    ask: (baseUrl: string, apiKey: string | undefined) => Promise<T>,
  ): Promise<T> {
    const { model } = this.#settings;
    const baseUrl = fullUrl(base_url, model.planner === "model" ? model.base_url : "");
    serverOf(baseUrl);
    const secret = keyFor(changedKey(this.#key, change, baseUrl), baseUrl);
    try {
      return await readably(ask(baseUrl, secret));
    } catch (error) {
      // Whatever a server says back, the key that it was sent is not told to the page.
      const { message } = error as Error;
      throw new UserError(secret ? message.replaceAll(secret, "[key]") : message);
    }
  }
}

const readably = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw new UserError(inPageWords((error as Error).message));
  }
};
