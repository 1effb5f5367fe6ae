import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Bridge } from "../connection/bridge.ts";
import type { AppState } from "../state/app-state.ts";
import type { RobotState } from "../state/robot-state.ts";
import { type Store, useStore } from "../state/store.ts";

/** What every component can reach. */
export interface App {
  readonly store: Store<AppState>;
  readonly robot: RobotState;
  /** Null on a page that has no token. */
  readonly bridge: Bridge | null;
}

export const AppContext = createContext<App | null>(null);

export const useApp = (): App => {
  const app = useContext(AppContext);
  if (!app) throw new Error("useApp outside of AppContext");
  return app;
};

/** What `select` takes from the app's state. */
export const useAppState = <S>(select: (state: AppState) => S): S => useStore(useApp().store, select);
