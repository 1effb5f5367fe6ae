import { useEffect, useRef } from "preact/hooks";
import type { Bridge } from "../connection/bridge.ts";
import { useApp, useAppState } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import { useStore } from "../state/store.ts";
import { ApplyBar } from "./apply-bar.tsx";
import { ModelSection } from "./model-section.tsx";
import { RobotSection } from "./robot-section.tsx";
import { SafetySection } from "./safety-section.tsx";
import { faultsOf, settingsForm } from "./settings-form.ts";
import { StartSection } from "./start-section.tsx";

/** What can be set while the bridge runs. Lies over the robot, under the header with its stops. */
export const SettingsView = () => {
  const { bridge, live } = useApp();
  const asked = bridge ?? live?.bridge ?? null;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="settings" aria-labelledby="settings-title">
      <div class="settings-page">
        <div class="library-head">
          <h2 id="settings-title" class="settings-title" tabIndex={-1} ref={heading}>
            Settings
          </h2>
          <a class="library-close" href="#">
            <Icon name="back" />
            Back to the robot
          </a>
        </div>
        {asked ? <SettingsBody bridge={asked} /> : <p>Without a bridge there is nothing to set.</p>}
      </div>
    </section>
  );
};

const SettingsBody = ({ bridge }: { bridge: Bridge }) => {
  const form = settingsForm(bridge);
  const state = useStore(form.state, (all) => all);
  const busy = useAppState(({ session }) => session?.busy);
  const estop = useAppState(({ session }) => session?.estop);
  const open = useAppState(({ link }) => link.phase === "open");
  // biome-ignore lint/correctness/useExhaustiveDependencies: these say when the bridge may answer otherwise
  useEffect(() => void form.load(), [form, busy, estop, open]);
  const { view, draft, failure } = state;
  if (failure !== null)
    return (
      <p class="settings-problem" role="alert">
        {failure}{" "}
        <button type="button" class="quiet-button" onClick={() => void form.load()}>
          Try again
        </button>
      </p>
    );
  if (!view || !draft) return <p class="library-wait">Asking the bridge…</p>;
  const parts = { form, state, draft, view, faults: faultsOf(state) };
  const applying = state.applying.state === "asking";
  return (
    <>
      <div class="settings-body" inert={applying}>
        <ModelSection {...parts} />
        <RobotSection {...parts} />
        <SafetySection {...parts} />
        <StartSection form={form} remember={state.remember} view={view} />
      </div>
      <ApplyBar form={form} state={state} />
    </>
  );
};
