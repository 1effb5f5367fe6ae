import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { darkScheme } from "../../frame/color-scheme.ts";
import { fixed } from "../../frame/format.ts";
import { Icon } from "../../frame/icons.tsx";
import type { Quantity } from "../../state/robot-series.ts";
import { useStore } from "../../state/store.ts";
import { Chart } from "./chart.ts";
import { csvOf, saveFile } from "./csv.ts";
import type { PlotsControl } from "./plots-control.ts";
import { absentWords, curvesOf, quantityWords } from "./quantities.ts";
import { Redraw } from "./redraw.ts";

/** Seconds between two moments of a reader who goes by keys: a part of what is seen. */
const KEY_STEPS = 100;
const KEY_ZOOM = 0.5;
const LIVE_HINT =
  "Pointing holds the plot. Drag to look closer, double-click to go back. Keys: arrows read, + and − zoom, 0 goes back.";
const REPLAY_HINT =
  "Click to go there. Drag to look closer, double-click to go back. Keys: + and − zoom, 0 goes back.";

/** One quantity over time: its curves, what they are called, and their values where one points. */
export const ChartView = ({
  quantity,
  control,
  sliding,
}: {
  quantity: Quantity;
  control: PlotsControl;
  sliding: ReadonlySet<string>;
}) => {
  const { source } = control;
  const words = quantityWords[quantity];
  const { columns } = source;
  const curves = useMemo(() => curvesOf(columns, quantity, sliding), [columns, quantity, sliding]);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(
    () =>
      new Set(
        curves.some(({ slides }) => !slides) ? curves.filter((one) => one.slides).map((one) => one.name) : [],
      ),
  );
  const figure = useRef<HTMLElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLDivElement>(null);
  const note = useRef<HTMLParagraphElement>(null);
  const shown = useRef(hidden);
  shown.current = hidden;
  const redraw = useRef<Redraw | null>(null);

  useEffect(() => {
    if (!box.current || !figure.current) return undefined;
    const chart = new Chart(box.current, source, curves, words.leastSpan, control);
    const numbers = [...(legend.current?.querySelectorAll<HTMLElement>("[data-curve]") ?? [])];
    const draw = (): void => {
      const span = control.span();
      if (!span) return;
      chart.draw(span, shown.current, control.reading.get());
      write(numbers);
    };
    /** Values where one reads, else at the head, past the component tree. */
    const write = (elements: readonly HTMLElement[]): void => {
      const at = control.moment();
      const values = source.valuesAt(
        curves.map(({ column }) => column),
        at,
      );
      for (const [i, element] of elements.entries()) {
        const value = values[i] ?? null;
        element.textContent = value === null ? "–" : fixed(value, decimals(words.leastSpan));
      }
      const area = box.current;
      area?.setAttribute("aria-valuenow", at.toFixed(2));
      area?.setAttribute("aria-valuetext", control.spokenMoment(curves, values, shown.current));
      if (note.current) note.current.hidden = values.some((value) => value !== null) || control.anyIn(curves);
    };
    const redraws = new Redraw(figure.current, draw);
    redraw.current = redraws;
    const resized = new ResizeObserver(redraws.request);
    resized.observe(box.current);
    const undo = [
      source.subscribe(redraws.request),
      control.view.subscribe(redraws.request),
      control.reading.subscribe(() => {
        chart.read(control.reading.get());
        redraws.request();
      }),
      darkScheme.subscribe(() => {
        chart.recolor();
        redraws.request();
      }),
    ];
    return () => {
      for (const one of undo) one();
      resized.disconnect();
      redraws.dispose();
      chart.dispose();
    };
  }, [control, curves]);
  useEffect(() => redraw.current?.request(), [hidden]);

  const toggle = (name: string): void =>
    setHidden((before) => {
      const after = new Set(before);
      if (!after.delete(name)) after.add(name);
      return after;
    });
  const save = (): void => {
    const span = control.span();
    if (!span) return;
    const wanted = curves.filter(({ name }) => !hidden.has(name));
    const rows = source.read(
      wanted.map(({ column }) => column),
      span,
      Number.POSITIVE_INFINITY,
    );
    const text = csvOf(rows, wanted, words.title.toLowerCase(), span, (at) => source.robotTime(at));
    saveFile(`${words.title.toLowerCase().replaceAll(" ", "-")}.csv`, text);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (control.key(event.key, KEY_STEPS, KEY_ZOOM)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  return (
    <figure class="plot" ref={figure} aria-label={words.title}>
      <figcaption class="plot-head-line">
        <strong>{words.title}</strong>
        <small>{words.unit}</small>
        <Reading control={control} />
        <button type="button" class="plot-save" onClick={save} title="Save what is shown as CSV">
          <Icon name="download" />
          <span class="unseen">Save {words.title.toLowerCase()} as CSV</span>
        </button>
      </figcaption>
      <div
        class="plot-area"
        ref={box}
        role="slider"
        tabIndex={0}
        aria-label={`${words.title}: moment at which values are read`}
        title={source.live ? LIVE_HINT : REPLAY_HINT}
        aria-valuemin={0}
        aria-valuenow={0}
        onKeyDown={onKey}
        onBlur={() => control.onPoint(null)}
      />
      <p class="plot-absent" ref={note} hidden>
        {absentWords[quantity]}
      </p>
      <div
        class="plot-legend"
        ref={legend}
        role="group"
        aria-label={`Curves of ${words.title.toLowerCase()}`}
      >
        {curves.map(({ name, unit, slides }, i) => (
          <button
            key={name}
            type="button"
            aria-pressed={!hidden.has(name)}
            onClick={() => toggle(name)}
            title={hidden.has(name) ? `Show ${name}` : `Hide ${name}`}
          >
            <svg class="plot-swatch" viewBox="0 0 18 4" aria-hidden="true">
              <path d="M0 2h18" class={`curve-${(i % 8) + 1} dash-${Math.floor(i / 8) % 3}`} />
            </svg>
            <span class="plot-name">{name}</span>
            <span class="plot-value">
              <span data-curve={i}>–</span>
              {slides && <small> {unit}</small>}
            </span>
          </button>
        ))}
      </div>
    </figure>
  );
};

/** The moment at which values are read, and the call that was under way then. */
const Reading = ({ control }: { control: PlotsControl }) => {
  const at = useStore(control.reading, (value) => value);
  if (at === null) return null;
  const call = control.bandAt(at);
  return (
    <span class="plot-moment">
      {control.source.label(at, 0.01)}
      {call && <code class={`is-${call.tone}`}>{call.name}</code>}
    </span>
  );
};

/** Decimals that tell a hundredth of what an axis shows at least. */
const decimals = (leastSpan: number): number =>
  Math.max(1, Math.min(5, Math.ceil(-Math.log10(leastSpan)) + 2));
