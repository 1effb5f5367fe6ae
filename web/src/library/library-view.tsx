import { useEffect, useRef, useState } from "preact/hooks";
import { ChoosingLine, chosenFirst } from "../compare/choose.tsx";
import { count } from "../frame/format.ts";
import { Icon } from "../frame/icons.tsx";
import { bytesText } from "./bytes-text.ts";
import { EpisodeRows } from "./episode-rows.tsx";
import { LibraryTools } from "./library-tools.tsx";
import { type Selection, selectEpisodes, wholeList } from "./select-episodes.ts";
import { type EpisodeList, useEpisodes } from "./use-episodes.ts";
import { WaitingLine } from "./waiting-line.tsx";

/** All episodes that are kept: to search, open, download and delete. Lies over the robot, under the header. */
export const LibraryView = () => {
  const list = useEpisodes();
  const [selection, select] = useState<Selection>(wholeList);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => () => chosenFirst.set(null), []);
  const { episodes, failure } = list;
  return (
    <section class="library" aria-labelledby="library-title">
      <div class="library-page">
        <div class="library-head">
          <div class="library-title">
            <h2 id="library-title" tabIndex={-1} ref={heading}>
              Episodes
            </h2>
            {episodes && episodes.length > 0 && <p class="library-sum">{sumOf(episodes)}</p>}
          </div>
          <a class="library-close" href="#">
            <Icon name="back" />
            Back to the robot
          </a>
        </div>
        <WaitingLine />
        <ChoosingLine />
        {failure !== null && (
          <p class="library-failure" role="alert">
            <Icon name="warn" />
            <span>{failure}</span>
            <button type="button" onClick={list.reload}>
              Try again
            </button>
          </p>
        )}
        <LibraryBody list={list} selection={selection} select={select} />
      </div>
    </section>
  );
};

const sumOf = (episodes: NonNullable<EpisodeList["episodes"]>): string =>
  `${count(episodes.length, "episode")} · ${bytesText(episodes.reduce((sum, { bytes }) => sum + bytes, 0))}`;

const LibraryBody = ({
  list: { episodes, failure },
  selection,
  select,
}: {
  list: EpisodeList;
  selection: Selection;
  select: (selection: Selection) => void;
}) => {
  if (!episodes) return failure === null ? <p class="library-wait">Looking through the episodes…</p> : null;
  if (episodes.length === 0) return <Empty />;
  const shown = selectEpisodes(episodes, selection);
  return (
    <>
      <LibraryTools episodes={episodes} selection={selection} select={select} />
      <p class="unseen" role="status">
        {count(shown.length, "episode")} shown
      </p>
      {shown.length > 0 ? (
        <EpisodeRows key={JSON.stringify(selection)} episodes={shown} order={selection.order} />
      ) : (
        <div class="library-empty">
          <h3>No episode matches</h3>
          <p>Nothing has {selection.words.trim() ? `“${selection.words.trim()}”` : "that outcome"}.</p>
          <button type="button" onClick={() => select({ ...wholeList, order: selection.order })}>
            Show every episode
          </button>
        </div>
      )}
    </>
  );
};

const Empty = () => (
  <div class="library-empty">
    <span class="library-emblem">
      <Icon name="film" />
    </span>
    <h3>No episodes yet</h3>
    <p>
      Every task is recorded from its first word to its last motion. Tell the robot what to do, and you can
      play it here again, step by step.
    </p>
    <a class="library-begin" href="#">
      Begin a task
    </a>
  </div>
);
