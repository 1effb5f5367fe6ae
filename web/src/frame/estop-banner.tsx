import { useAppState } from "./context.ts";
import { EstopReset } from "./estop-reset.tsx";

/** Says across the page that the emergency stop is latched, and by whom; resets it when that is confirmed once. */
export const EstopBanner = () => {
  const by = useAppState((state) => state.session?.estop ?? null);
  const refusal = useAppState((state) => state.refusal);
  if (by === null) return null;
  return (
    <div class="estop-banner" role="alert">
      <p>
        <strong>Emergency stop by {by}.</strong> Every motion is refused until it is reset.
        {refusal?.request === "estop_reset" && <span class="estop-refusal"> {refusal.reason}</span>}
      </p>
      <EstopReset />
    </div>
  );
};
