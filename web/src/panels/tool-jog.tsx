import type { ArmPart } from "../takeover/arm-part.ts";
import { HoldButton } from "./hold-button.tsx";
import { turningLimit } from "./turning-limit.ts";

const axes = ["x", "y", "z"] as const;
/** Where +x, +y and +z of the base lead. */
const baseWays = { x: "away from the base", y: "to its left", z: "up" } as const;

/** The tool along and about three axes, of the base or its own. */
export const ToolJog = ({
  limits,
  share,
  disabled,
  frame,
  onFrame,
}: ArmPart & {
  frame: "base" | "tool";
  onFrame: (frame: "base" | "tool") => void;
}) => {
  const linear = (axis: (typeof axes)[number], direction: 1 | -1) => () =>
    ({ kind: "linear", axis, frame, direction, speed_m_s: limits.tool_speed_m_s * share }) as const;
  const angular = (axis: (typeof axes)[number], direction: 1 | -1) => () =>
    ({ kind: "angular", axis, frame, direction, speed_rad_s: turningLimit(limits) * share }) as const;
  return (
    <section class="manual-tool" aria-label="Tool">
      <fieldset class="frames">
        <legend>Axes of the</legend>
        {(["base", "tool"] as const).map((name) => (
          <label key={name}>
            <input type="radio" name="manual-frame" checked={frame === name} onChange={() => onFrame(name)} />
            {name}
          </label>
        ))}
      </fieldset>
      <div class="pad">
        <span class="pad-head">move</span>
        <span class="pad-head">turn</span>
        {axes.map((axis) => (
          <div class="pad-row" key={axis}>
            <div class="jog">
              <HoldButton label={`Move tool −${axis}`} disabled={disabled} move={linear(axis, -1)}>
                −
              </HoldButton>
              <span class="jog-value" title={frame === "base" ? `+${axis}: ${baseWays[axis]}` : undefined}>
                {axis}
              </span>
              <HoldButton label={`Move tool +${axis}`} disabled={disabled} move={linear(axis, 1)}>
                +
              </HoldButton>
            </div>
            <div class="jog">
              <HoldButton label={`Turn tool − about ${axis}`} disabled={disabled} move={angular(axis, -1)}>
                ↻
              </HoldButton>
              <span class="jog-value">{axis}</span>
              <HoldButton label={`Turn tool + about ${axis}`} disabled={disabled} move={angular(axis, 1)}>
                ↺
              </HoldButton>
            </div>
          </div>
        ))}
      </div>
    </section>
  );
};
