import { useMemo } from "preact/hooks";

/** Lines of a program that lead to what they did; numbers from 1. */
export interface CodeLinks {
  readonly linked: ReadonlySet<number>;
  /** Those that are pointed at elsewhere. */
  readonly pointed: ReadonlySet<number>;
  /** Pointed at by mouse or focus; null when no longer. */
  readonly onPoint: (line: number | null) => void;
  readonly onOpen: (line: number) => void;
}

const lineOf = (event: Event): number | null => {
  const line = (event.target as HTMLElement).closest<HTMLElement>(".is-linked")?.dataset["line"];
  return line === undefined ? null : Number(line);
};

/** Handlers for the block, so that not each line needs its own. */
export const useLineEvents = (links: CodeLinks | null) =>
  useMemo(() => {
    if (!links) return {};
    const point = (event: Event): void => links.onPoint(lineOf(event));
    const open = (event: Event): boolean => {
      const line = lineOf(event);
      if (line !== null) links.onOpen(line);
      return line !== null;
    };
    return {
      onPointerOver: point,
      onPointerLeave: () => links.onPoint(null),
      onFocusIn: point,
      onFocusOut: () => links.onPoint(null),
      onClick: open,
      onKeyDown: (event: KeyboardEvent) => {
        if ((event.key === "Enter" || event.key === " ") && open(event)) event.preventDefault();
      },
    };
  }, [links]);
