import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { type App, AppContext, useApp } from "../frame/context.ts";
import { Store } from "../state/store.ts";
import type { Branch } from "./open-pair.ts";

/** What is in it is fed by one of the two episodes; nothing in here reaches a robot. */
export const BranchContext = ({ branch, children }: { branch: Branch; children: ComponentChildren }) => {
  const live = useApp();
  const app = useMemo<App>(
    () => ({
      ...live,
      store: branch.open.replay.store,
      robot: branch.open.replay.robot,
      series: null,
      viewer: new Store(null),
      bridge: null,
      replay: branch.open,
      // Nothing is gone on from here: the replay of the episode is the place for that.
      live: null,
    }),
    [live, branch],
  );
  return <AppContext.Provider value={app}>{children}</AppContext.Provider>;
};
