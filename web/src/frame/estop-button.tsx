import { useApp, useAppState } from "./context.ts";
import { useKey } from "./use-key.ts";

/** Latches the emergency stop. Always there, also by Shift+Esc, from wherever the focus is. */
export const EstopButton = () => {
  const { bridge } = useApp();
  const latched = useAppState((state) => state.session?.estop != null);
  useKey("Shift+Esc", () => bridge?.estop(), true);
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
