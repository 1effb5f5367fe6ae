import type { ManualLimits } from "../../../bridge/protocol/index.ts";
import { degrees, fixed } from "../frame/format.ts";
import { isNearLimit } from "./joint-target.ts";
import { SpinField } from "./spin-field.tsx";

/** One step of an arrow key: degrees; millimetres where the joint slides. */
const STEP = 1;

/** A joint between its limits: where it was measured, and where it is to go. */
export const JointRow = ({
  joint,
  measured,
  target,
  slides,
  disabled,
  onChange,
}: {
  joint: ManualLimits["joints"][number];
  measured: number | null;
  /** Null: it stays. */
  target: number | null;
  slides: boolean;
  disabled: boolean;
  onChange: (value: number) => void;
}) => {
  const { name, lower, upper } = joint;
  const spoken = name.replace(/_joint$/, "").replaceAll("_", " ");
  const unit = slides ? "mm" : "°";
  const toShown = (value: number): number => (slides ? value * 1000 : degrees(value));
  const fromShown = (value: number): number => (slides ? value / 1000 : (value * Math.PI) / 180);
  const value = target ?? measured;
  const share = measured === null ? 0 : Math.max(0, Math.min(1, (measured - lower) / (upper - lower)));
  const set = (shown: number): void => onChange(Math.max(lower, Math.min(upper, fromShown(shown))));
  // Whole steps, so that a slider stands on round numbers.
  const [min, max] = [Math.ceil(toShown(lower) * 10) / 10, Math.floor(toShown(upper) * 10) / 10];
  const near = value !== null && isNearLimit(value, joint);
  return (
    <div class={`joint-row${target === null ? "" : " is-set"}${near ? " is-near" : ""}`}>
      <span class="joint-name">{spoken}</span>
      <span class="joint-measured">{measured === null ? "–" : `${fixed(toShown(measured), 1)} ${unit}`}</span>
      <span class="joint-slider">
        <input
          type="range"
          aria-label={`${spoken} target`}
          aria-valuetext={value === null ? "not known" : `${fixed(toShown(value), 1)} ${unit}`}
          min={min}
          max={max}
          step={0.1}
          value={value === null ? 0 : toShown(value)}
          disabled={disabled || value === null}
          onInput={(event) => set(Number(event.currentTarget.value))}
        />
        {measured !== null && <span class="joint-mark" style={{ "--at": share }} aria-hidden="true" />}
        <span class="joint-limits" aria-hidden="true">
          <span>{fixed(toShown(lower), 0)}</span>
          <span>{fixed(toShown(upper), 0)}</span>
        </span>
      </span>
      <SpinField
        label={`${spoken} ${slides ? "position" : "angle"}`}
        unit={unit}
        value={value === null ? null : Number(toShown(value).toFixed(2))}
        step={STEP}
        decimals={1}
        min={min}
        max={max}
        disabled={disabled}
        onChange={set}
      />
    </div>
  );
};
