import { Icon, type IconName } from "../frame/icons.tsx";
import { HoldButton } from "../panels/hold-button.tsx";
import { baseWords } from "../panels/scene-words.ts";
import { useRobotFrame } from "../panels/use-robot-frame.ts";
import { type BaseLimits, driveMove, type Way } from "./drive.ts";

/** Each button where it leads to: backwards, a base that turns right comes to its left. Icons lead ahead and right. */
const pad: readonly (readonly [label: string, way: Way, icon: IconName, look: string])[] = [
  ["Drive forward, curving left", [1, 1], "curve", "is-left"],
  ["Drive forward", [1, 0], "ahead", ""],
  ["Drive forward, curving right", [1, -1], "curve", ""],
  ["Turn left", [0, 1], "spin", "is-left"],
  ["Turn right", [0, -1], "spin", ""],
  ["Drive backwards, curving left", [-1, -1], "curve", "is-left is-back"],
  ["Drive backwards", [-1, 0], "ahead", "is-back"],
  ["Drive backwards, curving right", [-1, 1], "curve", "is-back"],
];

/** A mobile base, driven while one of its buttons is held. */
export const BasePad = ({
  limits,
  share,
  disabled,
}: {
  limits: BaseLimits;
  share: number;
  disabled: boolean;
}) => {
  const frame = useRobotFrame();
  return (
    <section class="base-part" aria-label="Base">
      <div class="base-pad">
        {pad.map(([label, way, icon, look]) => (
          <HoldButton
            key={label}
            label={label}
            disabled={disabled}
            move={() => driveMove(limits, share, way)}
          >
            <span class={look}>
              <Icon name={icon} />
            </span>
          </HoldButton>
        ))}
      </div>
      <div class="base-words">
        <h3>Base</h3>
        <p>{frame?.base ? baseWords(frame.base) : "Where the base stands is not known."}</p>
        <p class="base-warning">
          <Icon name="warn" /> Nothing looks out for what is in its way: watch where it goes.
        </p>
      </div>
    </section>
  );
};
