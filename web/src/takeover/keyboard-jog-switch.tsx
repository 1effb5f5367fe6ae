import { useEffect, useRef, useState } from "preact/hooks";
import type { ManualLimits } from "../../../bridge/protocol/index.ts";
import { useApp } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import { Store, useStore } from "../state/store.ts";
import { KeyboardJog } from "./keyboard-jog.ts";

const nothing = new Store("");

/** Turns jogging by the keyboard on and off, and says so while it is on. */
export const KeyboardJogSwitch = ({
  limits,
  share,
  frame,
  disabled,
}: {
  limits: ManualLimits;
  share: number;
  frame: "base" | "tool";
  disabled: boolean;
}) => {
  const { bridge } = useApp();
  const [jog, setJog] = useState<KeyboardJog | null>(null);
  const [joint, setJoint] = useState(0);
  const settings = useRef({ limits, share, frame, joint });
  settings.current = { limits, share, frame, joint };
  const moving = useStore(jog?.moving ?? nothing, (words) => words);
  const off = (): void => setJog(null);
  useEffect(() => () => jog?.close(), [jog]);
  useEffect(() => {
    if (disabled) off();
  }, [disabled]);
  const turnOn = (): void => {
    if (!bridge) return;
    setJog(new KeyboardJog({ bridge, settings: () => settings.current, choose: setJoint, onOff: off }));
  };
  return (
    <div class={`key-jog${jog ? " is-on" : ""}`}>
      <button
        type="button"
        class="push"
        role="switch"
        aria-checked={jog !== null}
        disabled={disabled}
        onClick={jog ? off : turnOn}
      >
        <Icon name="keyboard" /> Keyboard jog {jog ? "is on" : "is off"}
      </button>
      {jog && (
        <>
          <p role="status">{moving === "" ? "Hold a key to move. Esc ends it." : `Moving: ${moving}`}</p>
          <dl class="key-jog-keys">
            <div>
              <dt>
                <kbd>W</kbd> <kbd>S</kbd>
              </dt>
              <dd>+x −x</dd>
            </div>
            <div>
              <dt>
                <kbd>A</kbd> <kbd>D</kbd>
              </dt>
              <dd>+y −y</dd>
            </div>
            <div>
              <dt>
                <kbd>Q</kbd> <kbd>E</kbd>
              </dt>
              <dd>+z −z</dd>
            </div>
            <div>
              <dt>
                <kbd>Shift</kbd>
              </dt>
              <dd>turn about it</dd>
            </div>
            <div>
              <dt>
                <kbd>1</kbd>…<kbd>{limits.joints.length}</kbd>
              </dt>
              <dd>choose a joint</dd>
            </div>
            <div>
              <dt>
                <kbd>+</kbd> <kbd>-</kbd>
              </dt>
              <dd>{(limits.joints[joint]?.name ?? "").replace(/_joint$/, "").replaceAll("_", " ")}</dd>
            </div>
            {limits.gripper && (
              <div>
                <dt>
                  <kbd>G</kbd>
                </dt>
                <dd>close, with Shift open</dd>
              </div>
            )}
          </dl>
        </>
      )}
    </div>
  );
};
