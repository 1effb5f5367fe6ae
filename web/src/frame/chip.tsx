import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export type Tone = "good" | "plain" | "warn" | "bad";

/** A state in a word, and on a click what it means and what can be done. */
export const Chip = ({
  tone,
  label,
  children,
}: {
  tone: Tone;
  label: ComponentChildren;
  children: ComponentChildren;
}) => {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event): void => {
      if (details.current?.open && !details.current.contains(event.target as Node))
        details.current.open = false;
    };
    addEventListener("pointerdown", close);
    addEventListener("focusin", close);
    return () => {
      removeEventListener("pointerdown", close);
      removeEventListener("focusin", close);
    };
  }, []);
  return (
    <details class={`chip is-${tone}`} ref={details} name="chips">
      <summary>
        <span class="chip-dot" />
        <span class="chip-label">{label}</span>
      </summary>
      <div class="chip-note">{children}</div>
    </details>
  );
};
