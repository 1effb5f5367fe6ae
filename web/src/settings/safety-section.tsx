import type { Settings, SettingsView } from "../../../bridge/protocol/index.ts";
import type { Draft } from "./draft.ts";
import { Choice, type ChoiceOption, Section } from "./fields.tsx";
import type { SettingsForm } from "./settings-form.ts";

const approvals: readonly ChoiceOption<Settings["approve"]>[] = [
  {
    value: "fitting",
    label: "As fits the robot",
    note: "A simulator is never asked about, a robot before every motion.",
  },
  { value: "motion", label: "Before motion", note: "Programs that may move something wait for you." },
  { value: "always", label: "Before everything", note: "Every program waits for you." },
  { value: "never", label: "Never", note: "Programs run at once. The gate's limits hold all the same." },
];

/** What a person is asked, and what keeps programs in. */
export const SafetySection = ({
  form,
  draft,
  view: { sandbox },
}: {
  form: SettingsForm;
  draft: Draft;
  view: SettingsView;
}) => (
  <Section title="Safety">
    <Choice
      legend="When the agent's programs ask you"
      value={draft.approve}
      options={approvals}
      onChange={(approve) => form.edit({ approve })}
    />
    {draft.robot === "rosbridge" && draft.approve === "never" && (
      <p class="settings-warning">
        On a robot this means that whatever the model writes moves it at once. Stay within reach of its stop.
      </p>
    )}
    <dl class="settings-fact">
      <dt>
        Sandbox <code>{sandbox.level}</code>
      </dt>
      <dd>
        {sandbox.meaning[0]?.toUpperCase()}
        {sandbox.meaning.slice(1)}.{" "}
        {sandbox.chosen ? "Chosen by --sandbox" : "The strictest that starts on this machine"}; it is set at
        the start and cannot be loosened from a page.
      </dd>
    </dl>
  </Section>
);
