import type { SeriesRecorder } from "../../state/series-recorder.ts";
import { type Curves, curvesIn, rowAt } from "../../state/series-window.ts";
import type { Band, PlotSource, Span } from "./source.ts";

/** A clock beyond this counts from 1970 and is that of a day, seconds. */
const EPOCH_S = 1e8;

/** What the robot measured in the last minutes, and goes on measuring. */
export class LivePlotSource implements PlotSource {
  readonly live = true;
  readonly remark = "";
  readonly #recorder: SeriesRecorder;
  readonly #calls: () => readonly Band[];
  readonly #subscribe: (listener: () => void) => () => void;

  /**
   * @param calls primitive calls, in seconds of the robot's clock; one without an end lasts until now
   * @param subscribe tells that a measurement came
   */
  constructor(
    recorder: SeriesRecorder,
    calls: () => readonly Band[],
    subscribe: (listener: () => void) => () => void,
  ) {
    this.#recorder = recorder;
    this.#calls = calls;
    this.#subscribe = subscribe;
  }

  get columns() {
    return this.#recorder.columns;
  }

  get extent(): Span | null {
    const range = this.#recorder.series?.range;
    return range ? { from: range.firstS, to: range.lastS } : null;
  }

  get head(): number {
    return this.extent?.to ?? 0;
  }

  read(columns: readonly number[], { from, to }: Span, buckets: number): Curves {
    const { series } = this.#recorder;
    return series
      ? curvesIn(series, columns, from, to, buckets)
      : { times: [], values: columns.map(() => []) };
  }

  valuesAt(columns: readonly number[], at: number): (number | null)[] {
    const { series } = this.#recorder;
    const row = series ? rowAt(series, at) : -1;
    return columns.map((column) => {
      const value = series && row >= 0 ? series.valueAt(row, column) : Number.NaN;
      return Number.isFinite(value) ? value : null;
    });
  }

  bands({ from, to }: Span): Band[] {
    const { head } = this;
    return this.#calls()
      .filter((band) => band.from <= to && band.to >= from)
      .map((band) => (band.to > head ? { ...band, to: head } : band));
  }

  robotTime(at: number): number {
    return at;
  }

  label(at: number, stepS: number): string {
    if (at > EPOCH_S) return new Date(at * 1000).toLocaleTimeString("en-GB");
    return `${at.toFixed(stepS >= 1 ? 0 : stepS >= 0.1 ? 1 : 2)} s`;
  }

  ticks(): null {
    return null;
  }

  subscribe(listener: () => void): () => void {
    return this.#subscribe(listener);
  }
}
