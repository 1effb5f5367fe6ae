import { useEffect, useState } from "preact/hooks";
import type { PlotsView } from "./plots/plots-view.tsx";

/** Plots; what draws them is loaded when the panel is opened first. */
export const PlotPanel = () => {
  const [View, setView] = useState<typeof PlotsView | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let gone = false;
    import("./plots/plots-view.tsx").then(
      ({ PlotsView: loaded }) => !gone && setView(() => loaded),
      () => !gone && setFailed(true),
    );
    return () => {
      gone = true;
    };
  }, []);
  if (failed) return <p class="silent">The plots could not be loaded; reload the page.</p>;
  return View ? <View /> : <p class="silent">loading the plots…</p>;
};
