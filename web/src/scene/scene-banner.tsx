import { useApp, useAppState } from "../frame/context.ts";
import { runningStep } from "../state/conversation.ts";

/** What the robot does now, over the scene: moving by which primitive, stopped, or a stop that was not heard. */
export const SceneBanner = () => {
  const { bridge } = useApp();
  const stopping = useAppState((state) => state.stopping);
  const stopped = useAppState((state) => state.conversation.stopped);
  const running = useAppState((state) => runningStep(state.conversation));
  const lost = useAppState(({ link }) => link.phase === "reconnecting");
  if (stopping?.state === "failed")
    return (
      <div class="banner is-bad" role="alert">
        <strong>Not confirmed as stopped.</strong> {stopping.reason} Use the robot's own emergency stop.{" "}
        <button type="button" class="plain-button" onClick={() => bridge?.stop()}>
          Try again
        </button>
      </div>
    );
  // Whether it still does so nobody can tell.
  if (lost && running)
    return (
      <div class="banner is-warn">
        Was at <code>{running.calling ?? "a program"}</code> when the bridge was lost.
      </div>
    );
  if (stopping?.state === "asked") return <div class="banner is-warn">Stopping…</div>;
  if (stopped)
    return (
      <div class={`banner ${stopped.stopped ? "is-warn" : "is-bad"}`}>
        <strong>{stopped.stopped ? "Stopped." : "Stop not confirmed."}</strong> {stopped.text}
      </div>
    );
  if (!running) return null;
  return (
    <div class="banner is-running">
      <span class="spinner" aria-hidden="true" />
      {running.calling ? (
        <code>{running.calling}</code>
      ) : running.by === "person" ? (
        "your program runs"
      ) : (
        "the agent's program runs"
      )}
    </div>
  );
};
