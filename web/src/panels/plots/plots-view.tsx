import { useEffect, useMemo, useState } from "preact/hooks";
import { type App, useApp, useAppState } from "../../frame/context.ts";
import { keep, kept } from "../../frame/kept.ts";
import { type Quantity, quantities } from "../../state/robot-series.ts";
import { useStore } from "../../state/store.ts";
import { useSlidingJoints } from "../prismatic-joints.ts";
import { ChartView } from "./chart-view.tsx";
import { LiveBands } from "./live-bands.ts";
import { LivePlotSource } from "./live-source.ts";
import { PlotsControl } from "./plots-control.ts";
import { offered, quantityWords } from "./quantities.ts";
import { ReplayPlotSource } from "./replay-source.ts";
import type { PlotSource } from "./source.ts";
import { type PlotView, WINDOWS_S } from "./view.ts";

const NAME = "plots";
/** The window that a live page begins with, seconds. */
const FIRST_S = 30;

const sourceOf = ({ series, robot, replay, bridge }: App): (PlotSource & { dispose?: () => void }) | null => {
  if (replay) return new ReplayPlotSource(replay.replay);
  if (!series) return null;
  const bands = bridge && new LiveBands(bridge.recent);
  return new LivePlotSource(
    series,
    () => bands?.all ?? [],
    (listener) => robot.subscribe(listener),
  );
};

/** Curves of what is, or was, measured: some quantities on one axis of time. */
export const PlotsView = () => {
  const app = useApp();
  const [chosen, setChosen] = useState<readonly Quantity[]>(chosenBefore);
  const sliding = useSlidingJoints();
  const connected = useAppState(({ link }) => link.phase);
  const control = useMemo(() => {
    const source = sourceOf(app);
    if (!source) return null;
    return new PlotsControl(source, source.live ? { kind: "window", lengthS: FIRST_S } : { kind: "all" });
  }, [app]);
  useEffect(() => () => (control?.source as { dispose?: () => void } | undefined)?.dispose?.(), [control]);
  const columns = useColumns(control);
  if (!control) return <p class="silent">There is nothing to plot here.</p>;
  if (columns === 0)
    return (
      <p class="silent">
        {connected === "replay" ? "No joint state was recorded." : "No joint state has arrived yet."}
      </p>
    );
  const toggle = (quantity: Quantity): void => {
    const after = chosen.includes(quantity)
      ? chosen.filter((one) => one !== quantity)
      : offered.filter((one) => one === quantity || chosen.includes(one));
    setChosen(after);
    keep(NAME, after.join(","));
  };
  return (
    <div class="plots">
      <div class="plots-bar">
        <div class="plots-choice pills" role="group" aria-label="What is plotted">
          {offered.map((quantity) => (
            <button
              key={quantity}
              type="button"
              aria-pressed={chosen.includes(quantity)}
              onClick={() => toggle(quantity)}
            >
              {quantityWords[quantity].title}
            </button>
          ))}
        </div>
        <Windows control={control} />
        <Remark source={control.source} />
      </div>
      <div class="plots-list">
        {chosen.length === 0 && <p class="silent">Choose above what to plot.</p>}
        {chosen.map((quantity) => (
          <ChartView
            key={`${quantity}/${columns}/${sliding.size}`}
            quantity={quantity}
            control={control}
            sliding={sliding}
          />
        ))}
      </div>
    </div>
  );
};

const chosenBefore = (): readonly Quantity[] => {
  const names = kept(NAME)?.split(",");
  return names ? quantities.filter((quantity) => names.includes(quantity)) : ["position"];
};

/** How many columns there are: it changes when the first measurement comes, or another robot's. */
const useColumns = (control: PlotsControl | null): number => {
  const [count, setCount] = useState(control?.source.columns.length ?? 0);
  useEffect(() => {
    if (!control) return undefined;
    const look = (): void => setCount(control.source.columns.length);
    look();
    return control.source.subscribe(look);
  }, [control]);
  return count;
};

const windowText = (seconds: number): string => (seconds < 60 ? `${seconds} s` : `${seconds / 60} min`);

/** How much of the axis is seen. */
const Windows = ({ control }: { control: PlotsControl }) => {
  const view = useStore(control.view, (value) => value);
  const { live } = control.source;
  const choices: readonly { readonly text: string; readonly view: PlotView }[] = [
    ...(live ? [] : [{ text: "whole", view: { kind: "all" } as const }]),
    ...WINDOWS_S.map((lengthS) => ({
      text: windowText(lengthS),
      view: { kind: "window", lengthS } as const,
    })),
  ];
  const isShown = (choice: PlotView): boolean =>
    choice.kind === view.kind &&
    (choice.kind !== "window" || view.kind !== "window" || choice.lengthS === view.lengthS);
  return (
    <div
      class="plots-windows pills"
      role="group"
      aria-label={live ? "Newest seconds that are shown" : "Seconds that are shown"}
    >
      {choices.map((choice) => (
        <button
          key={choice.text}
          type="button"
          aria-pressed={isShown(choice.view)}
          onClick={() => control.onView(choice.view)}
        >
          {choice.text}
        </button>
      ))}
      {view.kind === "fixed" && (
        <button type="button" class="plots-reset" onClick={control.onReset} title="Double-click a plot, or 0">
          {live ? "Go on live" : "Show whole"}
        </button>
      )}
    </div>
  );
};

/** Why not all is drawn; nothing while all is. */
const Remark = ({ source }: { source: PlotSource }) => {
  const [remark, setRemark] = useState(source.remark);
  useEffect(() => {
    const look = (): void => setRemark(source.remark);
    look();
    return source.subscribe(look);
  }, [source]);
  return remark === "" ? null : <small class="plots-remark">{remark}</small>;
};
