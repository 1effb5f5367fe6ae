import { useEffect } from "preact/hooks";
import { useApp, useAppState } from "./context.ts";

/** Latches the emergency stop. Always there, also by Shift+Esc, from wherever the focus is. */
export const EstopButton = () => {
  const { bridge } = useApp();
  const latched = useAppState((state) => state.session?.estop != null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || !event.shiftKey || event.isComposing || event.repeat) return;
      event.preventDefault();
      bridge?.estop();
    };
    addEventListener("keydown", onKey, { capture: true });
    return () => removeEventListener("keydown", onKey, { capture: true });
  }, [bridge]);
  return (
    <button
      type="button"
      class="estop"
      onClick={() => bridge?.estop()}
      title="Emergency stop: latched until it is reset (Shift+Esc)"
      aria-label={latched ? "Emergency stop, latched" : "Emergency stop"}
      aria-keyshortcuts="Shift+Escape"
    >
      <span class="estop-mark" aria-hidden="true" />
      E-Stop
      <kbd>Shift Esc</kbd>
    </button>
  );
};
