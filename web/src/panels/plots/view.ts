import type { Span } from "./source.ts";

/** What part of the axis is seen. */
export type PlotView =
  /** The newest seconds, which move on; in a replay those around the cursor. */
  | { readonly kind: "window"; readonly lengthS: number }
  | { readonly kind: "all" }
  | ({ readonly kind: "fixed" } & Span);

export const WINDOWS_S = [10, 30, 120] as const;
/** Nobody looks at less, seconds. */
const LEAST_S = 0.05;

/** The seconds that a view shows now. */
export const spanOf = (view: PlotView, extent: Span, head: number, live: boolean): Span => {
  if (view.kind === "fixed") return { from: view.from, to: view.to };
  if (view.kind === "all") return { from: extent.from, to: Math.max(extent.to, extent.from + LEAST_S) };
  if (live) return { from: head - view.lengthS, to: head };
  const length = Math.min(view.lengthS, Math.max(LEAST_S, extent.to - extent.from));
  const from = Math.min(Math.max(head - length / 2, extent.from), extent.to - length);
  return { from, to: from + length };
};

/** A part of what is seen, drawn larger around a moment; `factor` below 1 comes nearer. */
export const zoomed = (span: Span, around: number, factor: number): PlotView => {
  const length = Math.max(LEAST_S, (span.to - span.from) * factor);
  const share = (around - span.from) / (span.to - span.from);
  const from = around - length * Math.min(1, Math.max(0, share));
  return { kind: "fixed", from, to: from + length };
};

/** A marked part of what is seen, or null where too little is marked to mean it. */
export const marked = (one: number, other: number): PlotView | null =>
  Math.abs(other - one) < LEAST_S
    ? null
    : { kind: "fixed", from: Math.min(one, other), to: Math.max(one, other) };
