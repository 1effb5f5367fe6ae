import { useApp } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import { useStore } from "../state/store.ts";

/** That an episode is being opened, or why it could not be. */
export const ReplayNotice = () => {
  const { opener } = useApp();
  const state = useStore(opener.state, (value) => value);
  if (state.phase === "opening")
    return (
      <p class="replay-notice" role="status">
        <span class="spinner" aria-hidden="true" />
        <span>Opening {state.name}…</span>
      </p>
    );
  if (state.phase !== "failed") return null;
  return (
    <div class="replay-notice is-bad" role="alert">
      <Icon name="warn" />
      <p>
        <strong>{state.name} cannot be shown.</strong> {state.reason}
      </p>
      <button type="button" onClick={() => opener.close()}>
        Close
      </button>
    </div>
  );
};
