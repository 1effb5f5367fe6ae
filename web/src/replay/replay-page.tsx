import { useMemo } from "preact/hooks";
import { Announcer } from "../frame/announcer.tsx";
import { type App, AppContext, useApp } from "../frame/context.ts";
import { MainFrame } from "../frame/main-frame.tsx";
import { Store } from "../state/store.ts";
import type { OpenReplay } from "./replay-opener.ts";

/** The live page's own parts, fed by an episode; nothing in here reaches a robot. */
export const ReplayPage = ({ shown, inert }: { shown: OpenReplay; inert: boolean }) => {
  const live = useApp();
  const { replay, parts } = shown;
  const app = useMemo<App>(
    () => ({
      store: replay.store,
      robot: replay.robot,
      series: null,
      viewer: new Store(null),
      bridge: null,
      opener: live.opener,
      replay: shown,
      live,
    }),
    [shown, live],
  );
  return (
    <AppContext.Provider value={app}>
      <MainFrame inert={inert} timeline={<parts.Timeline replay={replay} />} />
      <Announcer />
    </AppContext.Provider>
  );
};
