import { useEffect, useRef, useState } from "preact/hooks";
import type { EpisodeSummary } from "../../../bridge/protocol/index.ts";
import { useApp } from "../frame/context.ts";
import { deleteEpisode } from "./episodes-api.ts";

/** Moves the focus from a row that goes to its neighbour, or to the heading after the last one. */
const focusNeighbour = (row: Element | null | undefined): void => {
  const rows = [...document.querySelectorAll(".episode")];
  const at = rows.findIndex((each) => each === row);
  const neighbour = (rows[at + 1] ?? rows[at - 1])?.querySelector<HTMLElement>("a, button");
  (neighbour ?? document.getElementById("library-title"))?.focus();
};

/** Asks once more before an episode's file goes. */
export const DeleteQuestion = ({ episode, onKeep }: { episode: EpisodeSummary; onKeep: () => void }) => {
  const { bridge } = useApp();
  const box = useRef<HTMLDivElement>(null);
  const keep = useRef<HTMLButtonElement>(null);
  const [state, setState] = useState<{ busy: boolean; failure: string | null }>({
    busy: false,
    failure: null,
  });
  useEffect(() => keep.current?.focus(), []);
  const remove = async (): Promise<void> => {
    if (!bridge) return;
    setState({ busy: true, failure: null });
    try {
      await deleteEpisode(bridge, episode.id);
      focusNeighbour(box.current?.closest(".episode"));
    } catch (error) {
      setState({ busy: false, failure: (error as Error).message });
    }
  };
  return (
    <div class="episode-question" role="alertdialog" aria-label={`Delete ${episode.title}?`} ref={box}>
      <p>{state.failure ?? "Delete it for good?"}</p>
      <button type="button" class="is-danger" disabled={state.busy} onClick={remove}>
        Delete
      </button>
      <button type="button" ref={keep} disabled={state.busy} onClick={onKeep}>
        Keep
      </button>
    </div>
  );
};
