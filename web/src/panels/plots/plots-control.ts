import { fixed } from "../../frame/format.ts";
import { Store } from "../../state/store.ts";
import type { Curve } from "./quantities.ts";
import type { Band, PlotSource, Span } from "./source.ts";
import { type PlotView, spanOf, zoomed } from "./view.ts";

/** What the plots of a panel share: what part of the axis is seen, and where one reads. */
export class PlotsControl {
  readonly source: PlotSource;
  readonly view: Store<PlotView>;
  /** The moment at which values are read; null: at the head. */
  readonly reading = new Store<number | null>(null);
  readonly #first: PlotView;
  /** What was seen when one began to point: an axis that runs away cannot be read. */
  #held: Span | null = null;

  /** @param first what is seen at first, and after a reset */
  constructor(source: PlotSource, first: PlotView) {
    this.source = source;
    this.#first = first;
    this.view = new Store(first);
  }

  /** The part of the axis that is seen now; null while there is nothing. */
  span(): Span | null {
    const { extent, head, live } = this.source;
    if (!extent) return null;
    return this.#held ?? spanOf(this.view.get(), extent, head, live);
  }

  /** Where values are read. */
  moment(): number {
    return this.reading.get() ?? this.source.head;
  }

  /** The axis stands although measurements come. */
  get paused(): boolean {
    return this.source.live && (this.#held !== null || this.view.get().kind === "fixed");
  }

  /** The call that was under way where one points. */
  bandAt(at: number): Band | null {
    return this.source.bands({ from: at, to: at }).at(-1) ?? null;
  }

  readonly onView = (view: PlotView): void => {
    this.#held = null;
    this.view.set(view);
  };

  readonly onReset = (): void => {
    this.#held = null;
    this.view.set(this.#first);
  };

  readonly onPoint = (at: number | null): void => {
    if (at === null) this.#held = null;
    else if (this.source.live) this.#held ??= this.span();
    this.reading.set(at);
  };

  /** Moves the reader or the view; false when the key means nothing here. */
  key(key: string, steps: number, zoom: number): boolean {
    const span = this.span();
    if (!span) return false;
    const at = Math.min(span.to, Math.max(span.from, this.moment()));
    const step = (span.to - span.from) / steps;
    switch (key) {
      case "ArrowLeft":
      case "ArrowRight": {
        // In a replay these are the timeline's, and the plots follow its cursor.
        if (this.source.seek) return false;
        this.onPoint(Math.min(span.to, Math.max(span.from, at + (key === "ArrowLeft" ? -step : step))));
        return true;
      }
      case "+":
      case "=":
      case "-":
        this.onView(zoomed(span, at, key === "-" ? 1 / zoom : zoom));
        return true;
      case "0":
        this.onPoint(null);
        this.onReset();
        return true;
      default:
        return false;
    }
  }

  /** Whether any of these curves has a value in what is seen. */
  anyIn(curves: readonly Curve[]): boolean {
    const span = this.span();
    if (!span) return false;
    const { values } = this.source.read(
      curves.map(({ column }) => column),
      span,
      40,
    );
    return values.some((column) => column.some((value) => value !== null));
  }

  /** The values where one reads, for who cannot see them. */
  spokenMoment(
    curves: readonly Curve[],
    values: readonly (number | null)[],
    hidden: ReadonlySet<string>,
  ): string {
    const at = this.moment();
    const parts = curves.flatMap(({ name, unit }, i) => {
      const value = values[i] ?? null;
      return hidden.has(name) || value === null ? [] : `${name} ${fixed(value, 3)} ${unit}`;
    });
    const call = this.bandAt(at);
    return [this.source.label(at, 0.01), ...(call ? [call.name] : []), ...parts].join(", ");
  }
}
