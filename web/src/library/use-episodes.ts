import { useEffect, useState } from "preact/hooks";
import type { EpisodeSummary } from "../../../bridge/protocol/index.ts";
import { useApp, useAppState } from "../frame/context.ts";
import { fetchEpisodes } from "./episodes-api.ts";

export interface EpisodeList {
  /** Null until the first answer. */
  readonly episodes: readonly EpisodeSummary[] | null;
  readonly failure: string | null;
  readonly reload: () => void;
}

/** The bridge's list of episodes, fetched anew when it changed and when the bridge is back. */
export const useEpisodes = (): EpisodeList => {
  const { bridge } = useApp();
  const version = useAppState((state) => state.episodesVersion);
  const open = useAppState(({ link }) => link.phase === "open");
  const [asked, ask] = useState(0);
  const [list, setList] = useState<Omit<EpisodeList, "reload">>({ episodes: null, failure: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: these three say when to ask again
  useEffect(() => {
    if (!bridge) return undefined;
    let current = true;
    fetchEpisodes(bridge).then(
      (episodes) => current && setList({ episodes, failure: null }),
      (error: Error) => current && setList(({ episodes }) => ({ episodes, failure: error.message })),
    );
    return () => {
      current = false;
    };
  }, [bridge, version, open, asked]);
  return { ...list, reload: () => ask((times) => times + 1) };
};
