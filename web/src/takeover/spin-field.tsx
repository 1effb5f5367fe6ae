import { useState } from "preact/hooks";

/** A number that is typed, or stepped by the arrow keys and two buttons; Page keys step ten times as far. */
export const SpinField = ({
  label,
  value,
  step,
  decimals,
  unit,
  min,
  max,
  disabled = false,
  onChange,
}: {
  /** Its name for screen readers; the unit is said with it. */
  label: string;
  value: number | null;
  step: number;
  decimals: number;
  unit: string;
  min?: number | undefined;
  max?: number | undefined;
  disabled?: boolean;
  onChange: (value: number) => void;
}) => {
  /** What is being typed; null while nothing is. */
  const [typed, setTyped] = useState<string | null>(null);
  const shown = value === null ? "" : rounded(value, decimals);
  const limited = (next: number): number =>
    Math.min(max ?? Number.POSITIVE_INFINITY, Math.max(min ?? Number.NEGATIVE_INFINITY, next));
  const by = (steps: number): void => {
    setTyped(null);
    onChange(limited(Number(((value ?? 0) + steps * step).toFixed(6))));
  };
  const type = (text: string): void => {
    setTyped(text);
    const number = parse(text);
    if (number !== null && number === limited(number)) onChange(number);
  };
  const number = typed === null ? null : parse(typed);
  const wrong = typed !== null && (number === null || number !== limited(number));
  return (
    <span class={`spin${wrong ? " is-wrong" : ""}`}>
      <button
        type="button"
        tabIndex={-1}
        aria-label={`${label} less`}
        disabled={disabled}
        onClick={() => by(-1)}
      >
        −
      </button>
      <input
        type="text"
        inputMode="decimal"
        role="spinbutton"
        autocomplete="off"
        aria-label={`${label}, ${unit}`}
        aria-valuenow={value ?? undefined}
        aria-valuetext={`${shown} ${unit}`}
        aria-valuemin={min}
        aria-valuemax={max}
        aria-invalid={wrong}
        disabled={disabled}
        value={typed ?? shown}
        onInput={(event) => type(event.currentTarget.value)}
        onBlur={() => setTyped(null)}
        onFocus={(event) => event.currentTarget.select()}
        onKeyDown={(event) => {
          const steps = STEPS[event.key];
          if (event.key === "Enter") setTyped(null);
          if (steps === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
          event.preventDefault();
          by(steps);
        }}
      />
      <span class="spin-unit" aria-hidden="true">
        {unit}
      </span>
      <button
        type="button"
        tabIndex={-1}
        aria-label={`${label} more`}
        disabled={disabled}
        onClick={() => by(1)}
      >
        +
      </button>
    </span>
  );
};

const STEPS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/** Without "-0", which a person would wonder about. */
const rounded = (value: number, decimals: number): string =>
  (Number(value.toFixed(decimals)) + 0).toFixed(decimals);

const parse = (text: string): number | null => {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
};
