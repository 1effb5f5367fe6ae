import { useEffect, useState } from "preact/hooks";
import { useApp, useAppState } from "./context.ts";

/** Says across the page that the emergency stop is latched, and by whom; resets it when that is confirmed once. */
export const EstopBanner = () => {
  const { bridge } = useApp();
  const by = useAppState((state) => state.session?.estop ?? null);
  const refusal = useAppState((state) => state.refusal);
  const [asking, setAsking] = useState(false);
  useEffect(() => setAsking(false), [by]);
  if (by === null) return null;
  return (
    <div class="estop-banner" role="alert">
      <p>
        <strong>Emergency stop by {by}.</strong> Every motion is refused until it is reset.
        {refusal?.request === "estop_reset" && <span class="estop-refusal"> {refusal.reason}</span>}
      </p>
      {asking ? (
        <div class="estop-choice">
          <span>Is everyone clear of the robot?</span>
          <button
            type="button"
            onClick={() => {
              setAsking(false);
              bridge?.resetEstop();
            }}
          >
            Yes, reset
          </button>
          <button type="button" onClick={() => setAsking(false)}>
            Keep it latched
          </button>
        </div>
      ) : (
        <div class="estop-choice">
          <button type="button" onClick={() => setAsking(true)}>
            Reset…
          </button>
        </div>
      )}
    </div>
  );
};
