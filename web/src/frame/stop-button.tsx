import { useApp, useAppState } from "./context.ts";
import { useKey } from "./use-key.ts";

/** Stops the robot and what the agent does. Always there, also by Esc, from wherever the focus is. */
export const StopButton = () => {
  const { bridge } = useApp();
  const stopping = useAppState((state) => state.stopping?.state);
  useKey("Esc", () => bridge?.stop(), true);
  return (
    <button
      type="button"
      class="stop"
      onClick={() => bridge?.stop()}
      title="Stop the robot (Esc)"
      aria-keyshortcuts="Escape"
    >
      <span class="stop-mark" aria-hidden="true" />
      {stopping === "asked" ? "Stopping…" : "Stop"}
      <kbd>Esc</kbd>
    </button>
  );
};
