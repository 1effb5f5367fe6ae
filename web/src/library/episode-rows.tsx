import { useState } from "preact/hooks";
import type { EpisodeSummary } from "../../../bridge/protocol/index.ts";
import { byDay } from "./days.ts";
import { EpisodeRow } from "./episode-row.tsx";
import type { SortOrder } from "./select-episodes.ts";

/** Rows that are drawn at first, and more at each request. */
const PAGE = 100;

/** The list itself; by days when it is in the order of time. */
export const EpisodeRows = ({
  episodes,
  order,
}: {
  episodes: readonly EpisodeSummary[];
  order: SortOrder;
}) => {
  const [limit, setLimit] = useState(PAGE);
  const drawn = episodes.slice(0, limit);
  const inTime = order === "newest" || order === "oldest";
  const groups = inTime ? byDay(drawn, new Date()) : [{ day: "", episodes: drawn }];
  return (
    <>
      {groups.map((group) => (
        <section key={group.day} class="library-day">
          {group.day !== "" && <h3>{group.day}</h3>}
          <ul>
            {group.episodes.map((episode) => (
              <EpisodeRow key={episode.id} episode={episode} dated={!inTime} />
            ))}
          </ul>
        </section>
      ))}
      {episodes.length > limit && (
        <button type="button" class="library-more" onClick={() => setLimit(limit + PAGE)}>
          Show more ({episodes.length - limit})
        </button>
      )}
    </>
  );
};
