import type { EpisodeSummary } from "../../../bridge/protocol/index.ts";
import { type OutcomeKind, outcomeKind, outcomeLabel } from "./outcomes.ts";

export type SortOrder = "newest" | "oldest" | "longest" | "largest" | "title";

export interface Selection {
  readonly words: string;
  readonly outcome: OutcomeKind | null;
  readonly order: SortOrder;
}

export const wholeList: Selection = { words: "", outcome: null, order: "newest" };

const searched = (episode: EpisodeSummary): string =>
  [episode.title, episode.id, episode.model, episode.robot, episode.scene ?? "", outcomeLabel(episode)]
    .join(" ")
    .toLowerCase();

const startedS = ({ started }: EpisodeSummary): number => started.sec + started.nanosec / 1e9;

const orders: Record<SortOrder, (a: EpisodeSummary, b: EpisodeSummary) => number> = {
  newest: (a, b) => startedS(b) - startedS(a),
  oldest: (a, b) => startedS(a) - startedS(b),
  longest: (a, b) => b.duration_s - a.duration_s,
  largest: (a, b) => b.bytes - a.bytes,
  title: (a, b) => a.title.localeCompare(b.title),
};

/** Episodes that hold every one of these words. */
export const withWords = (episodes: readonly EpisodeSummary[], words: string): EpisodeSummary[] => {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return episodes.filter((episode) => {
    const text = searched(episode);
    return wanted.every((word) => text.includes(word));
  });
};

/** What is to be shown, in order. */
export const selectEpisodes = (
  episodes: readonly EpisodeSummary[],
  { words, outcome, order }: Selection,
): EpisodeSummary[] =>
  withWords(episodes, words)
    .filter((episode) => outcome === null || outcomeKind(episode) === outcome)
    .toSorted(orders[order]);
