import { degrees, fixed } from "../frame/format.ts";
import type { ArmPart } from "../takeover/arm-part.ts";
import { HoldButton } from "./hold-button.tsx";
import { useSlidingJoints } from "./prismatic-joints.ts";
import { useRobotFrame } from "./use-robot-frame.ts";

/** Each joint by itself, to either side. */
export const JointJog = ({ limits, share, disabled }: ArmPart) => {
  const frame = useRobotFrame();
  const sliding = useSlidingJoints();
  return (
    <section class="manual-joints" aria-label="Joints">
      {limits.joints.map(({ name, lower, upper, max_speed_rad_s }) => {
        const spoken = name.replace(/_joint$/, "").replaceAll("_", " ");
        const position = frame?.positions[frame.joint_names.indexOf(name)];
        const shown = (value: number): string =>
          sliding.has(name) ? `${fixed(value * 1000, 1)} mm` : `${fixed(degrees(value), 1)}°`;
        const move = (direction: 1 | -1) => () =>
          ({ kind: "joint", joint: name, direction, speed_rad_s: max_speed_rad_s * share }) as const;
        return (
          <div class="jog" key={name}>
            <span class="jog-name" title={`${shown(lower)} to ${shown(upper)}`}>
              {spoken}
            </span>
            <HoldButton label={`${spoken} minus`} disabled={disabled} move={move(-1)}>
              −
            </HoldButton>
            <span class="jog-value">{position === undefined ? "–" : shown(position)}</span>
            <HoldButton label={`${spoken} plus`} disabled={disabled} move={move(1)}>
              +
            </HoldButton>
          </div>
        );
      })}
    </section>
  );
};
