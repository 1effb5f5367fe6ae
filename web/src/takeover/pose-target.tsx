import { useState } from "preact/hooks";
import type { Vec3 } from "../../../bridge/protocol/index.ts";
import { useApp, useAppState } from "../frame/context.ts";
import { degrees, fixed } from "../frame/format.ts";
import { Icon } from "../frame/icons.tsx";
import { HoldButton } from "../panels/hold-button.tsx";
import { useRobotFrame } from "../panels/use-robot-frame.ts";
import type { ArmPart } from "./arm-part.ts";
import type { GizmoMode } from "./pose-gizmo.ts";
import { quatOf } from "./rotation.ts";
import { Segments } from "./segments.tsx";
import { SpinField } from "./spin-field.tsx";
import { poseOfTool, type Reach, setTargetPose, type TargetPose } from "./tool-target.ts";
import { useGizmo } from "./use-gizmo.ts";
import { useToolTarget } from "./use-tool-target.ts";

/** Kept while the panel is closed: what the handles do, along whose axes, and how far one step of an arrow key goes. */
const chosen: { mode: GizmoMode; frame: "base" | "tool"; step: StepName } = {
  mode: "translate",
  frame: "base",
  step: "medium",
};
type StepName = "fine" | "medium" | "coarse";
const steps: Readonly<Record<StepName, { readonly m: number; readonly deg: number }>> = {
  fine: { m: 0.001, deg: 1 },
  medium: { m: 0.01, deg: 5 },
  coarse: { m: 0.05, deg: 15 },
};
const axes = ["x", "y", "z"] as const;
const turns = ["roll", "pitch", "yaw"] as const;
const round = (value: number): number => Number(value.toFixed(4));

/** A place for the tool, dragged in the scene or typed, and the button that moves there while it is held. */
export const PoseTarget = ({ limits, share, disabled }: ArmPart) => {
  const { pose, reach } = useToolTarget();
  const { robot } = useApp();
  const frameId = useAppState(({ session }) => session?.safety?.frame_id ?? "the base");
  const [mode, setMode] = useState(chosen.mode);
  const [frame, setFrame] = useState(chosen.frame);
  const [step, setStep] = useState(chosen.step);
  useGizmo(mode, frame, !disabled);
  const now = useRobotFrame();
  if (!pose) return <p class="silent">Where the tool is now is not known yet; a target begins there.</p>;
  const set = (part: "position" | "rpy", axis: number, value: number): void => {
    const numbers = pose[part].with(axis, value) as Vec3;
    setTargetPose({ ...pose, [part]: numbers });
  };
  return (
    <section class="target" aria-label="Target of the tool">
      <div class="target-fields">
        {axes.map((axis, i) => (
          <div key={axis} class="target-field">
            <span>{axis}</span>
            <SpinField
              label={`Target ${axis}`}
              unit="m"
              value={round(pose.position[i] ?? 0)}
              step={steps[step].m}
              decimals={3}
              onChange={(value) => set("position", i, value)}
            />
          </div>
        ))}
        {turns.map((turn, i) => (
          <div key={turn} class="target-field">
            <span>{turn}</span>
            <SpinField
              label={`Target ${turn}`}
              unit="°"
              value={round(degrees(pose.rpy[i] ?? 0))}
              step={steps[step].deg}
              decimals={1}
              onChange={(value) => set("rpy", i, (value * Math.PI) / 180)}
            />
          </div>
        ))}
      </div>
      <div class="target-ways">
        <Segments
          legend="Step"
          name="target-step"
          value={step}
          options={[
            ["fine", "1 mm"],
            ["medium", "1 cm"],
            ["coarse", "5 cm"],
          ]}
          onChange={(value) => setStep((chosen.step = value))}
        />
        <Segments
          legend="Handles"
          name="target-mode"
          value={mode}
          options={[
            ["translate", "move"],
            ["rotate", "turn"],
          ]}
          onChange={(value) => setMode((chosen.mode = value))}
        />
        <Segments
          legend="along"
          name="target-frame"
          value={frame}
          options={[
            ["base", "base"],
            ["tool", "tool"],
          ]}
          onChange={(value) => setFrame((chosen.frame = value))}
        />
      </div>
      <ReachLine reach={reach} away={awayOf(poseOfTool(now), pose)} frameId={frameId} />
      <div class="target-go">
        <HoldButton
          label="Hold to move the tool there"
          wide
          disabled={disabled}
          move={() => ({
            kind: "pose",
            position: pose.position,
            orientation: quatOf(pose.rpy),
            speed_m_s: limits.tool_speed_m_s * share,
          })}
        >
          <Icon name="play" /> Hold to move there
        </HoldButton>
        <button
          type="button"
          class="push"
          onClick={() => {
            const here = poseOfTool(robot.frame);
            if (here) setTargetPose(here);
          }}
        >
          Reset to the tool
        </button>
      </div>
    </section>
  );
};

const awayOf = (tool: TargetPose | null, { position }: TargetPose): number | null =>
  tool && Math.hypot(...position.map((value, i) => value - (tool.position[i] ?? 0)));

const ReachLine = ({ reach, away, frameId }: { reach: Reach; away: number | null; frameId: string }) => {
  const far = away === null ? "" : `${fixed(away * 1000, 0)} mm from the tool, `;
  if (reach.state === "unreachable")
    return (
      <p class="target-reach is-bad" role="status">
        <Icon name="warn" /> <span>Not there: {reach.reason}.</span>
      </p>
    );
  return (
    <p class="target-reach" role="status" aria-busy={reach.state === "looking"}>
      {reach.state === "reachable"
        ? `Can be reached: ${far}in frame ${frameId}.`
        : reach.state === "looking"
          ? "Looking whether it can be reached…"
          : "Whether it can be reached is not known."}
    </p>
  );
};
