import { useEffect, useState } from "preact/hooks";
import { useApp } from "../frame/context.ts";
import type { AppState } from "../state/app-state.ts";

/** The app's state, no more often than once in `periodMs`: for what changes faster than anybody reads. */
export const useSlowly = (periodMs: number): AppState => {
  const { store } = useApp();
  const [state, setState] = useState(store.get());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      timer = undefined;
      setState(store.get());
    };
    const unsubscribe = store.subscribe(() => {
      timer ??= setTimeout(look, periodMs);
    });
    look();
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [store, periodMs]);
  return state;
};
