import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Bridge } from "../connection/bridge.ts";
import type { OpenReplay, ReplayOpener } from "../replay/replay-opener.ts";
import type { Viewer } from "../scene/viewer.ts";
import type { AppState } from "../state/app-state.ts";
import type { RobotState } from "../state/robot-state.ts";
import type { SeriesRecorder } from "../state/series-recorder.ts";
import { type Store, useStore } from "../state/store.ts";

/** What every component can reach. */
export interface App {
  readonly store: Store<AppState>;
  readonly robot: RobotState;
  /** What draws the scene; null while no scene is on the page. Live page and replay each have their own. */
  readonly viewer: Store<Viewer | null>;
  /** The newest minutes of measurements; null in a replay, whose file has them all. */
  readonly series: SeriesRecorder | null;
  /** Null on a page that has no token, and in a replay: nothing that is asked there reaches a robot. */
  readonly bridge: Bridge | null;
  readonly opener: ReplayOpener;
  /** The episode that is shown in place of what is live; null on the live page. */
  readonly replay: OpenReplay | null;
  /** The live page, from within a replay; null on the live page itself. */
  readonly live: App | null;
}

export const AppContext = createContext<App | null>(null);

export const useApp = (): App => {
  const app = useContext(AppContext);
  if (!app) throw new Error("useApp outside of AppContext");
  return app;
};

/** What `select` takes from the app's state. */
export const useAppState = <S>(select: (state: AppState) => S): S => useStore(useApp().store, select);
