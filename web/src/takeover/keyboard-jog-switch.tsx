import { useEffect, useRef, useState } from "preact/hooks";
import type { ManualLimits } from "../../../bridge/protocol/index.ts";
import { useApp } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import { Store, useStore } from "../state/store.ts";
import { withArm } from "./arm-part.ts";
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
            {keysOf(limits, limits.joints[joint]?.name ?? "").map(({ keys, between, does }) => (
              <div key={does}>
                <dt>
                  {keys.map((key, i) => (
                    <span key={key}>
                      {i > 0 && between}
                      <kbd>{key}</kbd>
                    </span>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </div>
  );
};

interface Keys {
  readonly keys: readonly string[];
  readonly between: string;
  readonly does: string;
}

/** The keys that mean something for this robot. */
const keysOf = (limits: ManualLimits, joint: string): readonly Keys[] => {
  const both = (one: string, other: string, does: string): Keys => ({
    keys: [one, other],
    between: " ",
    does,
  });
  const arm = withArm(limits)
    ? [
        both("W", "S", "+x −x"),
        both("A", "D", "+y −y"),
        both("Q", "E", "+z −z"),
        { keys: ["Shift"], between: "", does: "turn about it" },
        { keys: ["1", String(limits.joints.length)], between: "…", does: "choose a joint" },
        both("+", "-", joint.replace(/_joint$/, "").replaceAll("_", " ")),
      ]
    : [];
  const gripper = limits.gripper ? [{ keys: ["G"], between: "", does: "close, with Shift open" }] : [];
  const base = limits.base
    ? [both("↑", "↓", "drive forward, backwards"), both("←", "→", "turn left, right")]
    : [];
  return [...arm, ...gripper, ...base];
};
