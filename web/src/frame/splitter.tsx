import { useEffect, useRef } from "preact/hooks";

/** How far an arrow key moves it, CSS pixels; with Shift farther. */
const STEP_PX = 16;
const LEAP_PX = 80;

/** Numbers along one axis, CSS pixels; Infinity where there is no limit. */
export interface SplitterRange {
  readonly now: number;
  readonly min: number;
  readonly max: number;
}

/**
 * The border between two parts of the page: dragged, or moved by the arrow keys when it has the focus. Home and End go to
 * the ends, a double click or Enter to the usual place.
 */
export const Splitter = ({
  axis,
  grows,
  label,
  controls,
  range,
  onMove,
  onReset,
}: {
  /** The way it is moved: x has a part to its left and one to its right. */
  axis: "x" | "y";
  /** Which way makes the part larger that `range` is about: 1 right or down. */
  grows: 1 | -1;
  label: string;
  /** Id of the part that it makes larger or smaller. */
  controls: string;
  range: () => SplitterRange;
  onMove: (size: number) => void;
  onReset: () => void;
}) => {
  const press = useRef<{ readonly at: number; readonly range: SplitterRange } | null>(null);
  const element = useRef<HTMLDivElement>(null);
  const place = (event: PointerEvent): number => (axis === "x" ? event.clientX : event.clientY);
  /** The whole page is drawn larger on a wall screen; the pointer counts in the screen's pixels. */
  const zoom = (): number => {
    const { current } = element;
    return current
      ? current.getBoundingClientRect()[axis === "x" ? "height" : "width"] / lengthOf(current, axis)
      : 1;
  };
  const move = (size: number, { min, max }: SplitterRange): void => {
    onMove(Math.round(Math.min(Math.max(size, min), Math.max(min, max))));
  };
  const tell = (): void => {
    const { now, min, max } = range();
    const { current } = element;
    current?.setAttribute("aria-valuenow", String(Math.round(now)));
    current?.setAttribute("aria-valuemin", String(Math.round(min)));
    current?.setAttribute("aria-valuemax", String(Math.round(Math.max(min, max))));
  };
  // After what it moves has been drawn.
  useEffect(tell);
  return (
    <div
      ref={element}
      class={`splitter is-${axis}`}
      role="separator"
      tabIndex={0}
      aria-orientation={axis === "x" ? "vertical" : "horizontal"}
      aria-label={label}
      aria-controls={controls}
      aria-valuenow={0}
      title="Drag, or use the arrow keys; a double click or Enter gives the usual size"
      onFocus={tell}
      onDblClick={onReset}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.focus({ preventScroll: true });
        press.current = { at: place(event), range: range() };
      }}
      onPointerMove={(event) => {
        if (!press.current) return;
        const moved = ((place(event) - press.current.at) / zoom()) * grows;
        if (moved !== 0) move(press.current.range.now + moved, press.current.range);
      }}
      onPointerUp={() => {
        press.current = null;
      }}
      onLostPointerCapture={() => {
        press.current = null;
      }}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const limits = range();
        const step = (event.shiftKey ? LEAP_PX : STEP_PX) * grows;
        if (event.key === (axis === "x" ? "ArrowRight" : "ArrowDown")) move(limits.now + step, limits);
        else if (event.key === (axis === "x" ? "ArrowLeft" : "ArrowUp")) move(limits.now - step, limits);
        else if (event.key === "Home") move(limits.min, limits);
        else if (event.key === "End") move(limits.max, limits);
        else if (event.key === "Enter") onReset();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
};

const lengthOf = (element: HTMLElement, axis: "x" | "y"): number =>
  Math.max(1, axis === "x" ? element.offsetHeight : element.offsetWidth);
