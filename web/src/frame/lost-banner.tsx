import { useEffect, useState } from "preact/hooks";
import { clockText } from "../live/live-view.ts";
import { useApp, useAppState } from "./context.ts";
import { Icon } from "./icons.tsx";
import { useSecondsTo } from "./seconds-to.ts";

/** Says across the live page that what it shows is of the past, since when, and what is done about it. */
export const LostBanner = () => {
  const { bridge } = useApp();
  const link = useAppState((state) => state.link);
  const connection = useAppState(({ session }) => session?.connection ?? "connected");
  const retryIn = useSecondsTo(link.phase === "reconnecting" ? link.retryAtMs : null);
  const bridgeLost = link.phase === "reconnecting";
  const robotLost = link.phase === "open" && connection !== "connected";
  const lost = bridgeLost || robotLost;
  const heardMs = useLastHeard(lost);
  if (!lost) return null;
  return (
    <section class="lost-banner" aria-label="Connection">
      <p>
        <Icon name="warn" />
        <span>
          <strong>{bridgeLost ? "The bridge does not answer." : "The bridge has lost the robot."}</strong>{" "}
          What is below is how it was{heardMs === null ? " before" : ` at ${clockText(heardMs / 1000)}`}.{" "}
          {bridgeLost
            ? "The robot may move on all the same: use its own emergency stop if you must."
            : connection === "closed"
              ? "It does not call it again."
              : "It calls it again and again."}
        </span>
      </p>
      {bridgeLost && (
        <button type="button" onClick={() => bridge?.redial()}>
          {retryIn > 0 ? `Try now (else in ${retryIn} s)` : "Trying…"}
        </button>
      )}
    </section>
  );
};

/** When the newest measurement arrived, ms since 1970; null when none did. */
const useLastHeard = (lost: boolean): number | null => {
  const { robot } = useApp();
  const [heardMs, setHeard] = useState<number | null>(null);
  useEffect(() => {
    const ageS = robot.ageS();
    if (lost) setHeard(ageS === null ? null : Date.now() - ageS * 1000);
  }, [lost, robot]);
  return heardMs;
};
