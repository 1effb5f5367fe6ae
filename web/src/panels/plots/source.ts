import type { Column } from "../../state/robot-series.ts";
import type { Curves } from "../../state/series-window.ts";

/** From one moment to another, seconds of a plot's axis. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A primitive call, behind the curves. */
export interface Band extends Span {
  readonly key: string;
  readonly name: string;
  readonly tone: "good" | "warn" | "bad" | "plain";
}

/**
 * Where a plot's curves come from: what is measured now, or an episode. Its axis is in seconds that only go on; on the
 * live page these are of the robot's clock, in a replay those of the timeline, which goes on where that clock stands.
 */
export interface PlotSource {
  readonly columns: readonly Column[];
  /** What there is to be seen; null before anything. */
  readonly extent: Span | null;
  /** The newest moment, or the cursor of a replay. */
  readonly head: number;
  /** It grows at its end while one looks. */
  readonly live: boolean;
  /** Why not all is drawn, in words; empty when all is. */
  readonly remark: string;
  /** @param buckets how many can be told apart; Infinity gives every row */
  read(columns: readonly number[], span: Span, buckets: number): Curves;
  /** The values at a moment, by column: those measured last before it. */
  valuesAt(columns: readonly number[], at: number): readonly (number | null)[];
  bands(span: Span): readonly Band[];
  /** The robot's clock at a moment of the axis, seconds; what is saved as CSV is in these. */
  robotTime(at: number): number;
  /** A moment as a person reads it. @param stepS how far from each other such moments stand */
  label(at: number, stepS: number): string;
  /** Where the axis has a number; null: wherever it likes. */
  ticks(span: Span, most: number): number[] | null;
  /** Goes to a moment; undefined where there is nothing to go to. */
  readonly seek?: (at: number) => void;
  /** Tells that something may be drawn anew. */
  subscribe(listener: () => void): () => void;
}
