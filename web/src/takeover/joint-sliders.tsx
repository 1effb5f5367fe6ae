import { useEffect } from "preact/hooks";
import { useApp } from "../frame/context.ts";
import { count } from "../frame/format.ts";
import { Icon } from "../frame/icons.tsx";
import { HoldButton } from "../panels/hold-button.tsx";
import { useSlidingJoints } from "../panels/prismatic-joints.ts";
import { turningLimit } from "../panels/turning-limit.ts";
import { useRobotFrame } from "../panels/use-robot-frame.ts";
import { useStore } from "../state/store.ts";
import type { ArmPart } from "./arm-part.ts";
import { JointRow } from "./joint-row.tsx";
import { ghostOf, jointTarget, measuredAt, ofRobot, setJointTarget } from "./joint-target.ts";

/** A slider for each joint, and the button that moves to what was set while it is held. */
export const JointSliders = ({ limits, share, disabled }: ArmPart) => {
  const { robot, viewer } = useApp();
  const frame = useRobotFrame();
  const sliding = useSlidingJoints();
  const target = ofRobot(
    useStore(jointTarget, (value) => value),
    limits,
  );
  const shown = useStore(viewer, (value) => value);
  const set = Object.keys(target).length;
  useEffect(() => {
    shown?.showGhostAt(ghostOf(target, robot.frame));
  }, [shown, JSON.stringify(target)]);
  useEffect(() => () => shown?.showGhostAt(null), [shown]);
  return (
    <section class="target" aria-label="Target of the joints">
      <div class="joint-rows">
        {limits.joints.map((joint) => (
          <JointRow
            key={joint.name}
            joint={joint}
            measured={measuredAt(frame, joint.name)}
            target={target[joint.name] ?? null}
            slides={sliding.has(joint.name)}
            disabled={disabled}
            onChange={(value) => setJointTarget(joint.name, value)}
          />
        ))}
      </div>
      <p class="target-reach">
        {set === 0
          ? "Set a joint: the ghost shows where the robot would be. Nothing moves before the button is held."
          : `${count(set, "joint")} set; the ghost shows where the robot would be.`}
      </p>
      <div class="target-go">
        <HoldButton
          label="Hold to move the joints there"
          wide
          disabled={disabled || set === 0}
          move={() => ({
            kind: "joints",
            positions: { ...target },
            speed_rad_s: turningLimit(limits) * share,
          })}
        >
          <Icon name="play" /> Hold to move there
        </HoldButton>
        <button type="button" class="push" disabled={set === 0} onClick={() => jointTarget.set({})}>
          Reset to measured
        </button>
      </div>
    </section>
  );
};
