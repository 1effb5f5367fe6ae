import { useEffect, useMemo, useState } from "preact/hooks";
import { enlarged } from "../conversation/lightbox.tsx";
import { spoken } from "../frame/format.ts";
import type { Replay } from "../replay/replay.ts";
import { secondsText } from "../replay/timeline/time-text.ts";
import { useStore } from "../state/store.ts";

/** A picture that was taken during an episode. */
interface Taken {
  readonly seq: number;
  readonly source: string;
  /** Index of its event. */
  readonly at: number;
  readonly timeS: number;
}

/** The recorded picture of each camera that was taken last before the cursor, and the way to the others. */
export const RecordedPictures = ({ replay }: { replay: Replay }) => {
  const taken = useMemo(() => picturesIn(replay), [replay]);
  const index = useStore(replay.player.state, ({ cursor }) => cursor.index);
  if (taken.size === 0) return <p class="silent">No picture was taken in this episode.</p>;
  return (
    <div class="cameras">
      <div class="cameras-list">
        {[...taken].map(([source, pictures]) => (
          <Recorded key={source} replay={replay} source={source} pictures={pictures} index={index} />
        ))}
      </div>
    </div>
  );
};

const picturesIn = ({ story }: Replay): ReadonlyMap<string, readonly Taken[]> => {
  const found = new Map<string, Taken[]>();
  for (const [at, event] of story.events.entries()) {
    if (event.type !== "image") continue;
    const list = found.get(event.source) ?? [];
    list.push({ seq: event.seq, source: event.source, at, timeS: story.timeS[at] ?? 0 });
    found.set(event.source, list);
  }
  return found;
};

const Recorded = ({
  replay,
  source,
  pictures,
  index,
}: {
  replay: Replay;
  source: string;
  pictures: readonly Taken[];
  index: number;
}) => {
  const number = pictures.findLastIndex(({ at }) => at < index);
  const picture = pictures[number] ?? null;
  const url = usePicture(replay, picture);
  const words = source === "figure" ? "Figure that the program drew" : `Camera ${spoken(source)}`;
  const go = (to: number): void => {
    const wanted = pictures[to];
    if (!wanted) return;
    replay.player.pause();
    replay.player.toEvent(wanted.at);
  };
  return (
    <figure class="camera">
      {url ? (
        <button type="button" aria-label={`Enlarge: ${words}`} onClick={() => enlarged.set({ url, words })}>
          <img src={url} alt={words} />
        </button>
      ) : (
        <p class="silent">
          {picture === null
            ? "No picture yet at this moment."
            : url === null
              ? "This picture is not kept in the file."
              : "reading the picture…"}
        </p>
      )}
      <figcaption>
        <span>{spoken(source)}</span>
        {picture && <small>{secondsText(picture.timeS)} s</small>}
        <span class="camera-steps">
          <button
            type="button"
            disabled={number <= 0}
            onClick={() => go(number - 1)}
            aria-label={`Picture of ${source} before`}
          >
            ‹
          </button>
          <small>
            {number + 1} of {pictures.length}
          </small>
          <button
            type="button"
            disabled={number >= pictures.length - 1}
            onClick={() => go(number + 1)}
            aria-label={`Next picture of ${source}`}
          >
            ›
          </button>
        </span>
      </figcaption>
    </figure>
  );
};

/** Address of a recorded picture; undefined while it is read, null when the file does not have it. */
const usePicture = (replay: Replay, picture: Taken | null): string | null | undefined => {
  const [url, setUrl] = useState<string | null | undefined>(undefined);
  const seq = picture?.seq ?? null;
  useEffect(() => {
    setUrl(undefined);
    if (seq === null) return undefined;
    let made: string | null = null;
    let gone = false;
    replay
      .picture(seq)
      .catch(() => null)
      .then((blob) => {
        if (gone) return;
        made = blob && URL.createObjectURL(blob);
        setUrl(made);
      });
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [replay, seq]);
  return url;
};
