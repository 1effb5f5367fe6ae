import type { SettingsView } from "../../../bridge/protocol/index.ts";
import { Section } from "./fields.tsx";
import type { SettingsForm } from "./settings-form.ts";

/** Whether the next start begins with these settings. */
export const StartSection = ({
  form,
  remember,
  view,
}: {
  form: SettingsForm;
  remember: boolean;
  view: SettingsView;
}) => (
  <Section title="Next start">
    <label class="settings-tick">
      <input
        type="checkbox"
        checked={remember}
        onChange={({ currentTarget }) => form.setRemember(currentTarget.checked)}
      />
      <span>
        Remember these settings
        <small>
          In <code>{view.file}</code>, without any key or password. The command line and the environment win
          over it.
        </small>
      </span>
    </label>
  </Section>
);
