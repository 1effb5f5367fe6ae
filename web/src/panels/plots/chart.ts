import uPlot from "uplot";
import { type CurveStyle, cssColor, curveStyle } from "./curve-colors.ts";
import type { Curve } from "./quantities.ts";
import type { Band, PlotSource, Span } from "./source.ts";
import { marked, type PlotView } from "./view.ts";

/** A press that moves less than this is a click, pixels. */
const CLICK_PX = 4;
/** Room above and below the curves, a part of what they span. */
const MARGIN = 0.08;
const TICKS = 6;
/** Seconds from one number of the axis to the next. */
const STEPS_S = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600];

export interface ChartEvents {
  /** A part was marked by dragging. */
  readonly onView: (view: PlotView) => void;
  /** Double-clicked: back to what was seen at first. */
  readonly onReset: () => void;
  /** Pointed at a moment; null when no longer. */
  readonly onPoint: (at: number | null) => void;
}

interface Colors {
  readonly ink: string;
  readonly grid: string;
  readonly bands: Readonly<Record<Band["tone"], string>>;
  readonly font: string;
}

/** Curves over time on a canvas. It draws when it is told to. */
export class Chart {
  readonly #box: HTMLElement;
  readonly #source: PlotSource;
  readonly #curves: readonly Curve[];
  readonly #plot: uPlot;
  readonly #head = line("plot-head");
  readonly #reading = line("plot-reading");
  readonly #abort = new AbortController();
  #styles: readonly CurveStyle[] = [];
  #colors: Colors;
  #span: Span = { from: 0, to: 1 };

  /** @param leastSpan the y axis never shows less */
  constructor(
    box: HTMLElement,
    source: PlotSource,
    curves: readonly Curve[],
    leastSpan: number,
    events: ChartEvents,
  ) {
    this.#box = box;
    this.#source = source;
    this.#curves = curves;
    this.#colors = this.#readColors();
    this.#plot = new uPlot(this.#options(leastSpan, events), [[], ...curves.map(() => [])], box);
    this.#plot.over.append(this.#head, this.#reading);
    this.#listen(events);
  }

  /** Draws the curves of some seconds, and lines at the head and where somebody reads. */
  draw(span: Span, hidden: ReadonlySet<string>, reading: number | null): void {
    const plot = this.#plot;
    const { clientWidth, clientHeight } = this.#box;
    if (clientWidth < 40 || clientHeight < 40) return;
    this.#span = span;
    const columns = this.#curves.map(({ column }) => column);
    const { times, values } = this.#source.read(columns, span, Math.max(60, plot.over.clientWidth));
    plot.batch(() => {
      if (plot.width !== clientWidth || plot.height !== clientHeight)
        plot.setSize({ width: clientWidth, height: clientHeight });
      for (const [i, { name }] of this.#curves.entries())
        if (plot.series[i + 1]?.show === hidden.has(name)) plot.setSeries(i + 1, { show: !hidden.has(name) });
      plot.setData([times, ...values] as unknown as uPlot.AlignedData, false);
      plot.setScale("x", { min: span.from, max: span.to });
    });
    this.#place(this.#head, this.#source.live ? null : this.#source.head);
    this.read(reading);
  }

  /** Moves the line at which values are read. */
  read(at: number | null): void {
    this.#place(this.#reading, at);
  }

  /** After the page turned dark or light; it shows with the next drawing. */
  recolor(): void {
    this.#colors = this.#readColors();
  }

  dispose(): void {
    this.#abort.abort();
    this.#plot.destroy();
  }

  #place(element: HTMLElement, at: number | null): void {
    const share = at === null ? -1 : (at - this.#span.from) / (this.#span.to - this.#span.from);
    element.hidden = share < 0 || share > 1;
    element.style.left = `${share * 100}%`;
  }

  #readColors(): Colors {
    const color = (variable: string): string => cssColor(variable, this.#box);
    this.#styles = this.#curves.map((_, i) => curveStyle(i, this.#box));
    return {
      ink: color("--muted"),
      grid: color("--line"),
      bands: {
        good: color("--plot-band"),
        plain: color("--plot-band-plain"),
        warn: color("--plot-band-warn"),
        bad: color("--plot-band-bad"),
      },
      font: `11px ${getComputedStyle(this.#box).fontFamily}`,
    };
  }

  #options(leastSpan: number, { onView, onReset }: ChartEvents): uPlot.Options {
    const range = (_: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax =>
      padded(min, max, leastSpan);
    const axis = {
      font: this.#colors.font,
      stroke: () => this.#colors.ink,
      grid: { stroke: () => this.#colors.grid, width: 1 },
      ticks: { show: false },
    };
    const slides = this.#curves.some((curve) => curve.slides);
    const turns = this.#curves.some((curve) => !curve.slides);
    return {
      width: Math.max(100, this.#box.clientWidth),
      height: Math.max(80, this.#box.clientHeight),
      padding: [8, 10, 0, 0],
      legend: { show: false },
      scales: { x: { time: false }, y: { range }, slide: { range } },
      axes: [
        {
          ...axis,
          size: 24,
          gap: 4,
          incrs: [...STEPS_S],
          ...(this.#source.live ? {} : { splits: (_, __, from, to) => this.#ticks(from, to) }),
          values: (_, moments) => this.#labels(moments),
        },
        { ...axis, scale: "y", size: 50, gap: 4, show: turns, values: numbers },
        { ...axis, scale: "slide", side: turns ? 1 : 3, size: 50, gap: 4, show: slides, values: numbers },
      ],
      series: [
        {},
        ...this.#curves.map(
          ({ name, slides: own }, i): uPlot.Series => ({
            label: name,
            scale: own ? "slide" : "y",
            stroke: () => this.#styles[i]?.color ?? this.#colors.ink,
            width: 1.6,
            dash: [...(this.#styles[i]?.dash ?? [])],
            points: { show: false },
            spanGaps: false,
          }),
        ),
      ],
      cursor: {
        x: false,
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: CLICK_PX },
        bind: {
          dblclick: () => () => {
            onReset();
            return null;
          },
        },
      },
      hooks: {
        drawClear: [(plot) => this.#drawBands(plot)],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            if (width < CLICK_PX) return;
            const view = marked(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            if (view) onView(view);
          },
        ],
      },
    };
  }

  #ticks(from: number, to: number): number[] {
    return this.#source.ticks({ from, to }, TICKS) ?? [];
  }

  #labels(moments: number[]): string[] {
    const stepS = Math.abs((moments[1] ?? 1) - (moments[0] ?? 0));
    return moments.map((at) => this.#source.label(at, stepS));
  }

  #drawBands(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const left = bbox.left;
    const right = bbox.left + bbox.width;
    for (const band of this.#source.bands(this.#span)) {
      const from = Math.max(left, plot.valToPos(band.from, "x", true));
      const to = Math.min(right, plot.valToPos(band.to, "x", true));
      if (to < left || from > right) continue;
      ctx.fillStyle = this.#colors.bands[band.tone];
      ctx.fillRect(from, bbox.top, Math.max(devicePixelRatio, to - from), bbox.height);
    }
  }

  #listen({ onPoint }: ChartEvents): void {
    const { over } = this.#plot;
    const { signal } = this.#abort;
    let pressedX: number | null = null;
    const momentOf = (event: PointerEvent): number => {
      const { left } = over.getBoundingClientRect();
      return this.#plot.posToVal(event.clientX - left, "x");
    };
    over.addEventListener("pointermove", (event) => onPoint(momentOf(event)), { signal });
    over.addEventListener("pointerleave", () => onPoint(null), { signal });
    over.addEventListener(
      "pointerdown",
      (event) => {
        pressedX = event.button === 0 ? event.clientX : null;
      },
      { signal },
    );
    over.addEventListener(
      "pointerup",
      (event) => {
        const clicked = pressedX !== null && Math.abs(event.clientX - pressedX) < CLICK_PX;
        pressedX = null;
        if (clicked) this.#source.seek?.(momentOf(event));
      },
      { signal },
    );
  }
}

const line = (name: string): HTMLElement => {
  const element = document.createElement("div");
  element.className = name;
  element.hidden = true;
  return element;
};

/** A little more than the values span, and never less than `least`. */
const padded = (min: number | null, max: number | null, least: number): uPlot.Range.MinMax => {
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) return [null, null];
  const span = Math.max(max - min, least);
  const middle = (min + max) / 2;
  const half = (span / 2) * (1 + 2 * MARGIN);
  return [middle - half, middle + half];
};

const numbers = (_: uPlot, values: number[]): string[] => {
  const step = Math.abs((values[1] ?? 0) - (values[0] ?? 0)) || 1;
  const decimals = Math.min(5, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
  return values.map((value) => (value === null ? "" : value.toFixed(decimals).replace("-", "−")));
};
