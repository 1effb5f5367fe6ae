import { useState } from "preact/hooks";
import type { ManualLimits } from "../../../bridge/protocol/index.ts";
import { CodeBlock } from "../code/code-block.tsx";
import { offerProgram } from "../console/console-panel.tsx";
import { useApp, useAppState } from "../frame/context.ts";
import { fixed } from "../frame/format.ts";
import { Icon } from "../frame/icons.tsx";
import { lastManual } from "../state/conversation.ts";
import { type ArmPart, withArm } from "../takeover/arm-part.ts";
import { BasePad } from "../takeover/base-pad.tsx";
import { JointSliders } from "../takeover/joint-sliders.tsx";
import { KeyboardJogSwitch } from "../takeover/keyboard-jog-switch.tsx";
import { PoseTarget } from "../takeover/pose-target.tsx";
import { Segments } from "../takeover/segments.tsx";
import { HoldButton } from "./hold-button.tsx";
import { JointJog } from "./joint-jog.tsx";
import { ToolJog } from "./tool-jog.tsx";
import { turningLimit } from "./turning-limit.ts";
import { whyNotManual } from "./why-not-manual.ts";

type Way = "jog" | "pose" | "joints";
/** Kept while the panel is closed: the part of the fastest allowed speed that is asked for, the axes, what is shown. */
const chosen: { share: number; frame: "base" | "tool"; way: Way } = {
  share: 0.15,
  frame: "base",
  way: "jog",
};
const SLOWEST_PERCENT = 2;

/** Moving the robot by hand, through the same safety gate: what moves, moves while its button or key is held. */
export const ManualPanel = ({ toConsole }: { toConsole: () => void }) => {
  const limits = useAppState((state) => state.session?.manual ?? null);
  const why = useAppState(whyNotManual);
  const [share, setShare] = useState(chosen.share);
  const [frame, setFrame] = useState(chosen.frame);
  const [way, setWay] = useState(chosen.way);
  if (!limits) return <p class="silent">{why}</p>;
  const disabled = why !== null;
  const common = { share, disabled };
  const arm = withArm(limits) ? { ...common, limits } : null;
  return (
    <div class="manual">
      {why !== null && (
        <p class="manual-why" role="status">
          <Icon name="warn" /> {why}
        </p>
      )}
      <div class="manual-ways">
        {arm && (
          <Segments
            legend="Move by"
            name="manual-way"
            value={way}
            options={[
              ["jog", "jog"],
              ["pose", "target"],
              ["joints", "sliders"],
            ]}
            onChange={(next) => setWay((chosen.way = next))}
          />
        )}
        <KeyboardJogSwitch {...common} limits={limits} frame={frame} />
      </div>
      {(way === "jog" || !arm) && (
        <div class="manual-jog">
          {arm && (
            <>
              <JointJog {...arm} />
              <ToolJog {...arm} frame={frame} onFrame={(next) => setFrame((chosen.frame = next))} />
            </>
          )}
          {limits.base && <BasePad {...common} limits={limits.base} />}
        </div>
      )}
      {way === "pose" && arm && <PoseTarget {...arm} />}
      {way === "joints" && arm && <JointSliders {...arm} />}
      <section class="manual-rest" aria-label={arm ? "Speed, gripper and home" : "Speed"}>
        <Speed limits={limits} share={share} onChange={(value) => setShare((chosen.share = value))} />
        {arm && <Whole {...arm} />}
      </section>
      <div class="manual-outcome">
        <Outcome toConsole={toConsole} />
      </div>
    </div>
  );
};

const Speed = ({
  limits,
  share,
  onChange,
}: {
  limits: ManualLimits;
  share: number;
  onChange: (share: number) => void;
}) => (
  <label class="manual-speed">
    <span>
      Speed <strong>{Math.round(share * 100)} %</strong> of the limit
    </span>
    <input
      type="range"
      min={SLOWEST_PERCENT}
      max={100}
      step={1}
      value={Math.round(share * 100)}
      onInput={(event) => onChange(Number(event.currentTarget.value) / 100)}
    />
    <small>{paces(limits, share)}</small>
  </label>
);

const paces = (limits: ManualLimits, share: number): string => {
  const { base } = limits;
  const drives =
    base && `${fixed(base.linear_m_s * share, 2)} m/s, ${fixed(base.angular_rad_s * share, 2)} rad/s`;
  return [
    ...(withArm(limits)
      ? [
          `tool ${fixed(limits.tool_speed_m_s * share, 2)} m/s`,
          `joints ${fixed(turningLimit(limits) * share, 2)} rad/s`,
        ]
      : []),
    ...(drives ? [`base ${drives}`] : []),
  ].join(", ");
};

const Whole = ({ limits, share, disabled }: ArmPart) => {
  const { bridge } = useApp();
  const { gripper } = limits;
  return (
    <div class="manual-whole">
      {gripper && (
        <>
          <span>Gripper</span>
          <button
            type="button"
            class="push"
            aria-label="Open gripper"
            disabled={disabled}
            onClick={() => bridge?.moveGripper(gripper.max_width_m)}
          >
            Open
          </button>
          <button
            type="button"
            class="push"
            aria-label="Close gripper"
            disabled={disabled}
            onClick={() => bridge?.moveGripper(gripper.min_width_m)}
          >
            Close
          </button>
        </>
      )}
      <HoldButton
        label="Move the arm home"
        wide
        disabled={disabled}
        move={() => ({ kind: "home", speed_rad_s: turningLimit(limits) * share })}
      >
        <Icon name="home" /> Home (hold)
      </HoldButton>
    </div>
  );
};

/** What came of the last move by hand, or why there was none. */
const Outcome = ({ toConsole }: { toConsole: () => void }) => {
  const refusal = useAppState((state) => state.refusal);
  const last = useAppState((state) => lastManual(state.conversation));
  if (refusal?.request.startsWith("manual_"))
    return (
      <p class="notice is-warning" role="alert">
        <Icon name="warn" />
        <span>{refusal.reason}</span>
      </p>
    );
  if (!last) return <p class="silent">Hold a button to move. Released, the robot stands.</p>;
  return (
    <div class="manual-last">
      <p>{last.text}</p>
      {last.python && (
        <>
          <CodeBlock code={last.python} line={null} label="Python that does the same" />
          <button
            type="button"
            class="push"
            onClick={() => {
              offerProgram(last.python);
              toConsole();
            }}
          >
            <Icon name="code" /> To the console
          </button>
        </>
      )}
    </div>
  );
};
