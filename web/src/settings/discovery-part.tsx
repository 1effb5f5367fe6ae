import type { DiscoveredRobot } from "../../../bridge/protocol/index.ts";
import { Icon } from "../frame/icons.tsx";
import type { Draft, Faults } from "./draft.ts";
import { Problem } from "./fields.tsx";
import type { Asked, SettingsForm } from "./settings-form.ts";

/** Looks at what a robot offers. Moves nothing, and applies nothing. */
export const DiscoveryPart = ({
  form,
  found,
  draft,
  faults,
}: {
  form: SettingsForm;
  found: Asked<DiscoveredRobot>;
  draft: Draft;
  faults: Faults;
}) => {
  const shown = found.state !== "idle" && found.about === draft.url.trim() ? found : null;
  return (
    <div class="settings-try">
      <button
        type="button"
        class="quiet-button"
        disabled={found.state === "asking" || faults.url !== undefined}
        onClick={() => void form.discover()}
      >
        {found.state === "asking" ? <span class="spinner" /> : <Icon name="search" />}
        Discover
      </button>
      <p class="settings-told" role="status">
        {shown?.state === "asking"
          ? "Asking what it offers, and listening for two seconds. Nothing moves."
          : shown?.state === "told"
            ? `${shown.answer.topics} topics, ${shown.answer.services} services, ${shown.answer.actions} actions.`
            : "Looks at what the robot offers, and drafts a profile. Nothing moves."}
      </p>
      {shown?.state === "failed" && <Problem>{shown.reason}</Problem>}
      {shown?.state === "told" && <Found form={form} found={shown.answer} draft={draft} />}
    </div>
  );
};

const Found = ({ form, found, draft }: { form: SettingsForm; found: DiscoveredRobot; draft: Draft }) => {
  const taken = draft.robotProfile === "draft" && draft.draftText === found.profile_text;
  return (
    <div class="settings-found">
      {found.recognised.length > 0 && (
        <details>
          <summary>{found.recognised.length} of them are of a known kind</summary>
          <div class="settings-table">
            <table>
              <thead>
                <tr>
                  <th scope="col">What</th>
                  <th scope="col">Name</th>
                  <th scope="col">Type</th>
                </tr>
              </thead>
              <tbody>
                {found.recognised.map(({ what, name, type }) => (
                  <tr key={`${what} ${name}`}>
                    <td>{what}</td>
                    <td>
                      <code>{name}</code>
                    </td>
                    <td>
                      <code>{type}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
      {found.notes.length > 0 && (
        <ul>
          {found.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <button type="button" class="quiet-button" disabled={taken} onClick={() => form.takeDraft(found)}>
        {taken ? "The draft is below" : "Use the draft profile"}
      </button>
      {found.faults.length > 0 && (
        <p class="field-hint">
          Before it can be used: {found.faults.slice(0, 6).join("; ")}
          {found.faults.length > 6 && `; and ${found.faults.length - 6} more`}.
        </p>
      )}
    </div>
  );
};
