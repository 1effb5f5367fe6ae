import { useEffect } from "preact/hooks";
import { useApp, useAppState } from "./context.ts";

/** Stops the robot and what the agent does. Always there, also by Esc, from wherever the focus is. */
export const StopButton = () => {
  const { bridge } = useApp();
  const stopping = useAppState((state) => state.stopping?.state);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.shiftKey || event.isComposing || event.repeat) return;
      event.preventDefault();
      bridge?.stop();
    };
    addEventListener("keydown", onKey, { capture: true });
    return () => removeEventListener("keydown", onKey, { capture: true });
  }, [bridge]);
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
