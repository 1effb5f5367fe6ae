import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export type Tone = "good" | "plain" | "warn" | "bad";

/** Hovering shows a note after this long. */
const HOVER_MS = 250;

/** A state in a word; what it means and what can be done, on hovering or focus, and for longer on a click. */
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
  const hovering = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** Opened by hovering or focus: what opened it closes it, and a click keeps it open. */
  const fleeting = useRef(false);
  const glance = (): void => {
    if (!details.current || details.current.open) return;
    details.current.open = fleeting.current = true;
  };
  const leave = (): void => {
    clearTimeout(hovering.current);
    if (fleeting.current && details.current) details.current.open = fleeting.current = false;
  };
  useEffect(() => {
    const close = (event: Event): void => {
      if (details.current?.open && !details.current.contains(event.target as Node))
        details.current.open = false;
    };
    addEventListener("pointerdown", close);
    addEventListener("focusin", close);
    return () => {
      clearTimeout(hovering.current);
      removeEventListener("pointerdown", close);
      removeEventListener("focusin", close);
    };
  }, []);
  return (
    <details
      class={`chip is-${tone}`}
      ref={details}
      name="chips"
      onPointerEnter={(event) => {
        if (event.pointerType === "mouse") hovering.current = setTimeout(glance, HOVER_MS);
      }}
      onPointerLeave={leave}
    >
      <summary
        onFocus={(event) => {
          if (event.currentTarget.matches(":focus-visible")) glance();
        }}
        onBlur={leave}
        onClick={(event) => {
          clearTimeout(hovering.current);
          if (fleeting.current) event.preventDefault();
          fleeting.current = false;
        }}
      >
        <span class="chip-dot" />
        <span class="chip-label">{label}</span>
      </summary>
      <div class="chip-note">{children}</div>
    </details>
  );
};
