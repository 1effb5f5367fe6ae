import type { DiscoveredRobot, EndpointTest, SettingsView } from "../../../bridge/protocol/index.ts";
import type { Bridge } from "../connection/bridge.ts";
import { Store } from "../state/store.ts";
import { changesOf, type Draft, draftOf, type Faults, keyChangeOf, settingsOfDraft } from "./draft.ts";
import { applySettings, discoverRobot, fetchModels, fetchSettings, testEndpoint } from "./settings-api.ts";

/** Something that was asked of the bridge, and what came of it. */
export type Asked<A> =
  | { readonly state: "idle" }
  | { readonly state: "asking"; readonly about: string }
  | { readonly state: "told"; readonly about: string; readonly answer: A }
  | { readonly state: "failed"; readonly about: string; readonly reason: string };

export interface FormState {
  /** Null until the bridge told. */
  readonly view: SettingsView | null;
  /** Why nothing is shown. */
  readonly failure: string | null;
  readonly draft: Draft | null;
  readonly remember: boolean;
  readonly models: Asked<readonly string[]>;
  readonly test: Asked<EndpointTest>;
  readonly found: Asked<DiscoveredRobot>;
  /** "applied" until the next change of a field. */
  readonly applying: Asked<null>;
}

const idle = { state: "idle" } as const;

/** The fields of the settings: what is typed stays here, and reaches nothing before it is applied. */
export class SettingsForm {
  readonly state = new Store<FormState>({
    view: null,
    failure: null,
    draft: null,
    remember: false,
    models: idle,
    test: idle,
    found: idle,
    applying: idle,
  });
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Asks the bridge for its settings. What was typed and is not applied stays. */
  async load(): Promise<void> {
    try {
      const view = await fetchSettings(this.#bridge);
      const unsaved = unsavedOf(this.state.get()).length > 0;
      this.state.update((state) =>
        unsaved
          ? { ...state, view, failure: null }
          : { ...state, view, failure: null, draft: draftOf(view), remember: view.remembered },
      );
    } catch (error) {
      this.state.update((state) => ({ ...state, failure: (error as Error).message }));
    }
  }

  edit(change: Partial<Draft>): void {
    this.state.update((state) =>
      state.draft ? { ...state, draft: { ...state.draft, ...change }, applying: idle } : state,
    );
  }

  setRemember(remember: boolean): void {
    this.state.update((state) => ({ ...state, remember, applying: idle }));
  }

  discard(): void {
    this.state.update((state) =>
      state.view
        ? { ...state, draft: draftOf(state.view), remember: state.view.remembered, applying: idle }
        : state,
    );
  }

  listModels(): Promise<void> {
    const { draft } = this.state.get();
    if (!draft) return Promise.resolve();
    const endpoint = { base_url: draft.baseUrl.trim(), key: keyChangeOf(draft) };
    return this.#ask("models", endpoint.base_url, () => fetchModels(this.#bridge, endpoint));
  }

  test(): Promise<void> {
    const { draft } = this.state.get();
    if (!draft) return Promise.resolve();
    const endpoint = { base_url: draft.baseUrl.trim(), key: keyChangeOf(draft), name: draft.model.trim() };
    return this.#ask("test", aboutEndpoint(draft), () => testEndpoint(this.#bridge, endpoint));
  }

  /** Looks at the robot at the address that was typed. */
  discover(): Promise<void> {
    const url = this.state.get().draft?.url.trim() ?? "";
    return this.#ask("found", url, () => discoverRobot(this.#bridge, url));
  }

  /** Takes the draft profile of the robot that was looked at into the field, to be read and corrected. */
  takeDraft({ profile_text }: DiscoveredRobot): void {
    this.edit({ robotProfile: "draft", draftText: profile_text, draftRead: false });
  }

  async apply(): Promise<void> {
    const { draft, remember } = this.state.get();
    const settings = draft && settingsOfDraft(draft).settings;
    if (!draft || !settings) return;
    const key = keyChangeOf(draft);
    await this.#ask("applying", "", async () => {
      const view = await applySettings(this.#bridge, { settings, key, remember });
      this.state.update((state) => ({ ...state, view, draft: draftOf(view), remember: view.remembered }));
      return null;
    });
    // Whatever came of it: why nothing can be applied may be another reason by now.
    if (this.state.get().applying.state === "failed") await this.load();
  }

  async #ask<K extends "models" | "test" | "found" | "applying">(
    which: K,
    about: string,
    work: () => Promise<unknown>,
  ): Promise<void> {
    const set = (asked: Asked<unknown>): void =>
      this.state.update((state) => ({ ...state, [which]: asked as FormState[K] }));
    set({ state: "asking", about });
    try {
      const answer = await work();
      set({ state: "told", about, answer });
    } catch (error) {
      set({ state: "failed", about, reason: (error as Error).message });
    }
  }
}

/** What a test was about; of another endpoint it says nothing. */
export const aboutEndpoint = ({ baseUrl, model, key, forgetKey }: Draft): string =>
  JSON.stringify([baseUrl.trim(), model.trim(), key.trim(), forgetKey]);

/** What was changed and not applied, in words. */
export const unsavedOf = ({ draft, view, remember }: FormState): readonly string[] => {
  if (!draft || !view) return [];
  const changes = changesOf(draft, draftOf(view));
  return remember === view.remembered ? changes : [...changes, remember ? "remember" : "forget"];
};

export const faultsOf = ({ draft }: FormState): Faults => (draft ? settingsOfDraft(draft).faults : {});

const forms = new WeakMap<Bridge, SettingsForm>();

/** The one form of a page: it outlives the view, so that what was typed is not lost on the way. */
export const settingsForm = (bridge: Bridge): SettingsForm => {
  const form = forms.get(bridge) ?? new SettingsForm(bridge);
  forms.set(bridge, form);
  return form;
};
