import type { EpisodeSummary } from "../../../bridge/protocol/index.ts";

const startOf = (moment: Date): number =>
  new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();

/** Today, Yesterday, or the date, in the reader's own language settings. */
export const dayName = (moment: Date, now: Date): string => {
  const days = Math.round((startOf(now) - startOf(moment)) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  const year = moment.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return moment.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", ...year });
};

export const startOfEpisode = ({ started }: EpisodeSummary): Date =>
  new Date(started.sec * 1000 + started.nanosec / 1e6);

/** Episodes that are in the order of time, put together by the day on which they began. */
export const byDay = (
  episodes: readonly EpisodeSummary[],
  now: Date,
): { readonly day: string; readonly episodes: EpisodeSummary[] }[] => {
  const days: { day: string; episodes: EpisodeSummary[] }[] = [];
  for (const episode of episodes) {
    const day = dayName(startOfEpisode(episode), now);
    const last = days.at(-1);
    if (last?.day === day) last.episodes.push(episode);
    else days.push({ day, episodes: [episode] });
  }
  return days;
};
