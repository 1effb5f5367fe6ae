import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useId } from "preact/hooks";

/** A labelled field; the hint and what is wrong with it are told with it. */
export const TextField = ({
  label,
  value,
  onInput,
  hint,
  fault,
  after,
  ...input
}: {
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: ComponentChildren;
  fault?: string | undefined;
  after?: ComponentChildren;
  type?: "text" | "url" | "password";
  placeholder?: string;
  list?: string;
  inputMode?: "numeric" | "decimal" | "url";
  autocomplete?: string;
}) => {
  const id = useId();
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ");
  const attributes = { type: "text", autocomplete: "off", ...input } as InputHTMLAttributes<HTMLInputElement>;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="field-row">
        <input
          {...attributes}
          spellcheck={false}
          id={id}
          value={value}
          aria-invalid={fault !== undefined}
          aria-describedby={described || undefined}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
        {after}
      </div>
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="field-fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
};

export const SelectField = ({
  label,
  value,
  options,
  onChange,
  hint,
}: {
  label: string;
  value: string;
  options: readonly { readonly value: string; readonly label: string }[];
  onChange: (value: string) => void;
  hint?: ComponentChildren;
}) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
};

export interface ChoiceOption<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly note?: string;
  readonly disabled?: boolean;
}

/** One of a few, each with what it means. */
export const Choice = <V extends string>({
  legend,
  value,
  options,
  onChange,
}: {
  legend: string;
  value: V;
  options: readonly ChoiceOption<V>[];
  onChange: (value: V) => void;
}) => {
  const id = useId();
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value} class={option.disabled ? "is-off" : undefined}>
          <input
            type="radio"
            name={id}
            checked={value === option.value}
            disabled={option.disabled}
            onChange={() => onChange(option.value)}
          />
          <span class="choice-words">
            <span>{option.label}</span>
            {option.note && <small>{option.note}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
};

/** A part of the settings. */
export const Section = ({ title, children }: { title: string; children: ComponentChildren }) => {
  const id = useId();
  return (
    <section class="settings-section" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <div class="settings-fields">{children}</div>
    </section>
  );
};

/** What went wrong, where it was asked for. */
export const Problem = ({ children }: { children: ComponentChildren }) => (
  <p class="settings-problem" role="alert">
    {children}
  </p>
);
