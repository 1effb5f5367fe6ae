import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Place, selectedCode } from "./selected-code.ts";

const lineAt = (node: Node | null): HTMLElement | null => {
  const element = node instanceof HTMLElement ? node : (node?.parentElement ?? null);
  return element?.closest<HTMLElement>("[data-line]") ?? null;
};

/** Where an end of a selection is in a block of code; null when it is outside of it. */
const placeOf = (block: HTMLElement, node: Node | null, offset: number): Place | null => {
  if (!node || !block.contains(node)) return null;
  // Whoever selects all of the block selects between lines, not in one.
  const line = lineAt(node) ?? lineAt(node.childNodes[offset] ?? null);
  if (!line) return { line: block.querySelectorAll("[data-line]").length, column: Number.MAX_SAFE_INTEGER };
  const before = document.createRange();
  before.setStart(line, 0);
  if (line.contains(node)) before.setEnd(node, offset);
  return { line: Number(line.dataset["line"]), column: before.toString().length };
};

/** What is selected of a block of code, to run; null while nothing is, or `enabled` is false. */
export const useSelectedCode = (
  block: RefObject<HTMLElement | null>,
  code: string,
  enabled: boolean,
): string | null => {
  const [selected, select] = useState<string | null>(null);
  useEffect(() => {
    if (!enabled) return undefined;
    const look = (): void => {
      const selection = getSelection();
      if (!block.current || !selection || selection.isCollapsed) return select(null);
      const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
      const a = placeOf(block.current, anchorNode, anchorOffset);
      const b = placeOf(block.current, focusNode, focusOffset);
      select(a && b ? selectedCode(code, a, b) : null);
    };
    document.addEventListener("selectionchange", look);
    return () => document.removeEventListener("selectionchange", look);
  }, [code, enabled]);
  return enabled ? selected : null;
};

/** Selects whole lines by the keyboard, one more or less with each call; the first call takes the first line. */
export const extendSelection = (block: HTMLElement, direction: 1 | -1): void => {
  const lines = [...block.querySelectorAll<HTMLElement>("[data-line]")];
  const selection = getSelection();
  if (!selection || lines.length === 0) return;
  const inside = !selection.isCollapsed && block.contains(selection.anchorNode);
  const anchor = inside ? lineAt(selection.anchorNode) : (lines[0] ?? null);
  const reached = inside ? lines.indexOf(lineAt(selection.focusNode) as HTMLElement) : -1;
  const next = lines[Math.min(lines.length - 1, Math.max(0, reached + direction))];
  if (!anchor || !next) return;
  const backward = lines.indexOf(next) < lines.indexOf(anchor);
  selection.setBaseAndExtent(
    anchor,
    backward ? anchor.childNodes.length : 0,
    next,
    backward ? 0 : next.childNodes.length,
  );
  next.scrollIntoView({ block: "nearest" });
};
