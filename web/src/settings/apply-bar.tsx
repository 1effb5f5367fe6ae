import { Icon } from "../frame/icons.tsx";
import { type FormState, faultsOf, type SettingsForm, unsavedOf } from "./settings-form.ts";

/** What is not applied yet, and the one button that applies it. */
export const ApplyBar = ({ form, state }: { form: SettingsForm; state: FormState }) => {
  const { view, applying } = state;
  const unsaved = unsavedOf(state);
  const [wrong] = Object.values(faultsOf(state));
  const busy = applying.state === "asking";
  const blocked = view?.blocked ?? null;
  const changed = unsaved.length > 0;
  return (
    <div class={`apply-bar${changed ? " is-changed" : ""}`}>
      <div class="apply-row">
        <p class="apply-words" role="status">
          {busy ? (
            <>
              <span class="spinner" /> Opening a session with these settings…
            </>
          ) : applying.state === "told" && !changed ? (
            <>
              <Icon name="check" /> Applied. The page is on the new session.
            </>
          ) : changed ? (
            <>
              <strong>Not applied: {unsaved.join(", ")}.</strong>{" "}
              {wrong ?? blocked ?? "Applying begins a new session; episodes are kept."}
            </>
          ) : (
            "Everything is applied."
          )}
        </p>
        <button type="button" class="quiet-button" disabled={!changed || busy} onClick={() => form.discard()}>
          Discard
        </button>
        <button
          type="button"
          class="apply-button"
          disabled={!changed || busy || wrong !== undefined || blocked !== null}
          onClick={() => void form.apply()}
        >
          Apply
        </button>
      </div>
      {applying.state === "failed" && (
        <p class="settings-problem" role="alert">
          <strong>Not applied; the session goes on as it was.</strong> {applying.reason}
        </p>
      )}
    </div>
  );
};
