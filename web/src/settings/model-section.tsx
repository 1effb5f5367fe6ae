import { ActionModeName, type SettingsView } from "../../../bridge/protocol/index.ts";
import { actsBy } from "../frame/acts-by.ts";
import type { Draft, Faults } from "./draft.ts";
import { EndpointTestLine } from "./endpoint-test-line.tsx";
import { Choice, Problem, Section, SelectField, TextField } from "./fields.tsx";
import { KeyField } from "./key-field.tsx";
import type { FormState, SettingsForm } from "./settings-form.ts";

const servers = [
  { url: "https://api.openai.com/v1", name: "OpenAI" },
  { url: "http://127.0.0.1:11434/v1", name: "Ollama on this machine" },
  { url: "http://127.0.0.1:8000/v1", name: "vLLM on this machine" },
  { url: "http://127.0.0.1:8080/v1", name: "llama.cpp on this machine" },
];

/** Who plans: the rule planner, or a model and where it is. */
export const ModelSection = ({
  form,
  state,
  draft,
  view,
  faults,
}: {
  form: SettingsForm;
  state: FormState;
  draft: Draft;
  view: SettingsView;
  faults: Faults;
}) => (
  <Section title="Model">
    <Choice
      legend="Who plans"
      value={draft.planner}
      onChange={(planner) => form.edit({ planner })}
      options={[
        {
          value: "model",
          label: "A language model",
          note: "Any server that speaks OpenAI's Chat Completions. It is sent what the robot sees.",
        },
        {
          value: "offline",
          label: "The offline rule planner",
          note: "Needs no model and no network. It knows words such as pick, put, stack, sort, push and home.",
        },
      ]}
    />
    {draft.planner === "model" && (
      <ModelFields form={form} state={state} draft={draft} view={view} faults={faults} />
    )}
    {draft.planner === "offline" && (
      <dl class="settings-fact">
        <dt>The agent acts by writing Python</dt>
        <dd>One program a turn, against the control primitives. Only a model can act in other ways.</dd>
      </dl>
    )}
  </Section>
);

const ModelFields = ({
  form,
  state: { models, test },
  draft,
  view,
  faults,
}: {
  form: SettingsForm;
  state: FormState;
  draft: Draft;
  view: SettingsView;
  faults: Faults;
}) => {
  const listed = models.state === "told" && models.about === draft.baseUrl.trim() ? models.answer : [];
  const asking = models.state === "asking";
  return (
    <>
      <TextField
        label="Base URL"
        type="url"
        inputMode="url"
        list="model-servers"
        value={draft.baseUrl}
        fault={faults.baseUrl}
        hint="For most servers it ends in /v1."
        onInput={(baseUrl) => form.edit({ baseUrl })}
      />
      <datalist id="model-servers">
        {servers.map(({ url, name }) => (
          <option key={url} value={url}>
            {name}
          </option>
        ))}
      </datalist>
      <KeyField form={form} draft={draft} known={view.key} />
      <TextField
        label="Model name"
        list="model-names"
        value={draft.model}
        fault={faults.model}
        onInput={(model) => form.edit({ model })}
        hint={
          models.state === "told" && models.about === draft.baseUrl.trim()
            ? listed.length > 0
              ? `${listed.length} there; type or choose one.`
              : "The server does not tell its models. Type the name."
            : undefined
        }
        after={
          <button
            type="button"
            class="quiet-button"
            disabled={asking || faults.baseUrl !== undefined}
            onClick={() => void form.listModels()}
          >
            {asking ? "Asking…" : "List models"}
          </button>
        }
      />
      <datalist id="model-names">
        {listed.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {models.state === "failed" && models.about === draft.baseUrl.trim() && (
        <Problem>{models.reason}</Problem>
      )}
      <SelectField
        label="How it acts"
        value={draft.mode}
        options={ActionModeName.options.map((mode) => ({ value: mode, label: actsBy[mode].label }))}
        hint={actsBy[draft.mode].note}
        onChange={(mode) => form.edit({ mode: ActionModeName.parse(mode) })}
      />
      <EndpointTestLine form={form} test={test} draft={draft} faults={faults} />
      <div class="field-pair">
        <TextField
          label="Price of a million tokens read, $"
          inputMode="decimal"
          placeholder="not known"
          value={draft.pricePrompt}
          fault={faults.pricePrompt}
          onInput={(pricePrompt) => form.edit({ pricePrompt })}
        />
        <TextField
          label="…and of a million written, $"
          inputMode="decimal"
          placeholder="not known"
          value={draft.priceCompletion}
          fault={faults.priceCompletion}
          onInput={(priceCompletion) => form.edit({ priceCompletion })}
        />
      </div>
    </>
  );
};
