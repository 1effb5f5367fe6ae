import type { SettingsView } from "../../../bridge/protocol/index.ts";
import { DiscoveryPart } from "./discovery-part.tsx";
import type { Draft, Faults } from "./draft.ts";
import { Choice, Section, SelectField, TextField } from "./fields.tsx";
import { ProfileField } from "./profile-field.tsx";
import type { FormState, SettingsForm } from "./settings-form.ts";

interface RobotProps {
  readonly form: SettingsForm;
  readonly state: FormState;
  readonly draft: Draft;
  readonly view: SettingsView;
  readonly faults: Faults;
}

/** Which robot: the simulator in the bridge and its scene, or one at an address. */
export const RobotSection = (props: RobotProps) => {
  const { form, draft } = props;
  return (
    <Section title="Robot">
      <Choice
        legend="Which robot"
        value={draft.robot}
        onChange={(robot) => form.edit({ robot })}
        options={[
          { value: "simulator", label: "Simulator in the bridge", note: "Nothing else is needed." },
          {
            value: "rosbridge",
            label: "A robot, or a simulator, at an address",
            note: "Over rosbridge, ROS 1 or ROS 2.",
          },
        ]}
      />
      {draft.robot === "simulator" ? <SimulatorFields {...props} /> : <AddressFields {...props} />}
    </Section>
  );
};

const SimulatorFields = ({ form, draft, view, faults }: RobotProps) => (
  <>
    <div class="field-pair">
      <SelectField
        label="Scene"
        value={draft.scene}
        options={view.scenes.map(({ name, profile }) => ({
          value: name,
          label: `${name.replaceAll("_", " ")} · ${profile.replaceAll("_", " ")}`,
        }))}
        onChange={(scene) => form.edit({ scene })}
      />
      <TextField
        label="Seed"
        inputMode="numeric"
        value={draft.seed}
        fault={faults.seed}
        hint="Places the objects: the same number, the same scene."
        onInput={(seed) => form.edit({ seed })}
      />
    </div>
    <Choice
      legend="Clock"
      value={draft.clock}
      onChange={(clock) => form.edit({ clock })}
      options={[
        { value: "realtime", label: "Real time", note: "As a robot would." },
        {
          value: "fast",
          label: "Fast",
          note: "As fast as it can while something moves, standing still otherwise.",
        },
      ]}
    />
    <ProfileField
      view={view}
      value={draft.simulatorProfile}
      fitting={`the one that fits the scene (${view.scenes.find(({ name }) => name === draft.scene)?.profile})`}
      hasDraft={draft.simulatorProfile === "draft"}
      onChange={(simulatorProfile) => form.edit({ simulatorProfile })}
    />
  </>
);

const AddressFields = ({ form, state, draft, view, faults }: RobotProps) => (
  <>
    <TextField
      label="Address"
      type="url"
      inputMode="url"
      placeholder="ws://192.168.1.10:9090"
      value={draft.url}
      fault={draft.url === "" ? undefined : faults.url}
      hint="Of its rosbridge server. The bridge dials it, not this browser."
      onInput={(url) => form.edit({ url })}
    />
    <DiscoveryPart form={form} found={state.found} draft={draft} faults={faults} />
    <ProfileField
      view={view}
      value={draft.robotProfile}
      fitting="the one that the server names; else that of the simulated arm"
      hasDraft={draft.draftText !== ""}
      onChange={(robotProfile) => form.edit({ robotProfile })}
    />
    {draft.robotProfile === "draft" && <DraftProfile form={form} draft={draft} faults={faults} />}
  </>
);

const DraftProfile = ({ form, draft, faults }: Pick<RobotProps, "form" | "draft" | "faults">) => (
  <div class="field">
    <label for="draft-profile">Draft profile</label>
    <textarea
      id="draft-profile"
      class="settings-code"
      rows={18}
      spellcheck={false}
      value={draft.draftText}
      aria-invalid={faults.draftText !== undefined}
      aria-describedby="draft-hint"
      onInput={({ currentTarget }) => form.edit({ draftText: currentTarget.value, draftRead: false })}
    />
    <p class={faults.draftText ? "field-fault" : "field-hint"} id="draft-hint">
      {faults.draftText ??
        "Comments (//) tell what could not be told. Limits are slow ones; raise them when you have seen it move."}
    </p>
    <label class="settings-tick">
      <input
        type="checkbox"
        checked={draft.draftRead}
        disabled={faults.draftText !== undefined}
        onChange={({ currentTarget }) => form.edit({ draftRead: currentTarget.checked })}
      />
      I have read this profile with its comments: its joints, limits and workspace are those of my robot.
    </label>
  </div>
);
