import { useApp } from "../frame/context.ts";
import type { AppState } from "../state/app-state.ts";
import { useStore } from "../state/store.ts";

/** Why a person's program cannot run now, in words; null when it can. */
export const whyNotRun = ({ link, session, conversation }: AppState): string | null => {
  if (link.phase !== "open") return "There is no connection to the bridge.";
  if (session?.busy || conversation.episodeRunning)
    return "A task is running. Wait for its end, or press Stop.";
  return null;
};

/** Runs a program as the person's own, as the console does. `here` is false on pages that reach no interpreter. */
export const useRunProgram = (): {
  readonly here: boolean;
  readonly why: string | null;
  /** False when it was not sent. */
  readonly run: (code: string) => boolean;
} => {
  const { bridge, store } = useApp();
  const why = useStore(store, whyNotRun);
  return {
    here: bridge !== null,
    why,
    run: (code) => {
      if (!bridge || code.trim() === "" || whyNotRun(store.get()) !== null) return false;
      bridge.exec(code);
      return store.get().refusal === null;
    },
  };
};
