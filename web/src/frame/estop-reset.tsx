import { useEffect, useState } from "preact/hooks";
import { useApp, useAppState } from "./context.ts";

/** Resets the emergency stop when that is confirmed once. */
export const EstopReset = () => {
  const { bridge } = useApp();
  const by = useAppState((state) => state.session?.estop ?? null);
  const [asking, setAsking] = useState(false);
  useEffect(() => setAsking(false), [by]);
  if (!asking)
    return (
      <div class="estop-choice">
        <button type="button" onClick={() => setAsking(true)}>
          Reset…
        </button>
      </div>
    );
  return (
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
  );
};
