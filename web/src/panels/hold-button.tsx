import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ManualMove } from "../../../bridge/protocol/index.ts";
import type { ManualHold } from "../connection/manual-hold.ts";
import { useApp } from "../frame/context.ts";

/** Moves the robot while it is held down, by pointer, Space or Enter; everything else lets go. */
export const HoldButton = ({
  move,
  label,
  disabled,
  wide = false,
  children,
}: {
  move: () => ManualMove;
  label: string;
  disabled: boolean;
  wide?: boolean;
  children: ComponentChildren;
}) => {
  const { bridge } = useApp();
  const hold = useRef<ManualHold | null>(null);
  const [down, setDown] = useState(false);
  const press = (): void => {
    if (hold.current || disabled || !bridge) return;
    setDown(true);
    hold.current = bridge.holdMove(move(), () => {
      hold.current = null;
      setDown(false);
    });
  };
  const release = (): void => hold.current?.release();
  useEffect(() => {
    if (disabled) release();
  }, [disabled]);
  useEffect(() => release, []);
  return (
    <button
      type="button"
      class={`hold${wide ? " is-wide" : ""}${down ? " is-down" : ""}`}
      aria-label={label}
      title={`${label}: hold to move`}
      disabled={disabled}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        // A finger that slides off must be noticed, and touch keeps it captured.
        if (event.currentTarget.hasPointerCapture(event.pointerId))
          event.currentTarget.releasePointerCapture(event.pointerId);
        press();
      }}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onBlur={release}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== " " && event.key !== "Enter") return;
        event.preventDefault();
        if (!event.repeat) press();
      }}
      onKeyUp={(event) => {
        if (event.key === " " || event.key === "Enter") release();
      }}
    >
      {children}
    </button>
  );
};
