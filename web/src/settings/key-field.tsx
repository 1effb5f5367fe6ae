import type { KeyState } from "../../../bridge/protocol/index.ts";
import type { Draft } from "./draft.ts";
import { TextField } from "./fields.tsx";
import type { SettingsForm } from "./settings-form.ts";

/** The key of the model's server. It goes one way: what is set is told of, and never shown. */
export const KeyField = ({
  form,
  draft,
  known,
}: {
  form: SettingsForm;
  draft: Draft;
  known: KeyState | null;
}) => {
  const from = known?.from === "environment" ? "from the environment" : "entered here";
  return (
    <TextField
      label="Key"
      type="password"
      autocomplete="new-password"
      value={draft.key}
      placeholder={known && !draft.forgetKey ? `a key is set (${from})` : "none is set"}
      onInput={(key) => form.edit({ key, forgetKey: false })}
      hint={hintOf(draft, known)}
      after={
        known && (
          <button
            type="button"
            class="quiet-button"
            aria-pressed={draft.forgetKey}
            onClick={() => form.edit({ forgetKey: !draft.forgetKey, key: "" })}
          >
            {draft.forgetKey ? "Keep it" : "Forget it"}
          </button>
        )
      }
    />
  );
};

const serverOf = (baseUrl: string): string | null =>
  URL.canParse(baseUrl.trim()) ? new URL(baseUrl.trim()).origin : null;

const hintOf = (draft: Draft, known: KeyState | null): string => {
  const server = serverOf(draft.baseUrl);
  if (draft.key.trim() !== "")
    return `It will be sent to ${server ?? "that server"} only. The bridge keeps it in memory, until it ends.`;
  if (draft.forgetKey) return "The key is forgotten when you apply.";
  if (known && known.server !== server)
    return `The key that is set is for ${known.server} and is not sent elsewhere. Enter the one of this server, if it needs one.`;
  if (known) return `It is sent to ${known.server} only, and never shown.`;
  return "Servers on your own machine mostly need none.";
};
