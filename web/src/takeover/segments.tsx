/** A choice of a few, all in sight; arrow keys go from one to the next, as radio buttons have it. */
export const Segments = <T extends string>({
  legend,
  name,
  options,
  value,
  onChange,
}: {
  legend: string;
  /** Tells this choice from others on the page. */
  name: string;
  options: readonly (readonly [T, string])[];
  value: T;
  onChange: (value: T) => void;
}) => (
  <fieldset class="segments">
    <legend>{legend}</legend>
    <span class="segments-row">
      {options.map(([option, text]) => (
        <label key={option} class={option === value ? "is-chosen" : ""}>
          <input type="radio" name={name} checked={option === value} onChange={() => onChange(option)} />
          {text}
        </label>
      ))}
    </span>
  </fieldset>
);
