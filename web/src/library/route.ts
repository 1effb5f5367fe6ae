import { useEffect, useState } from "preact/hooks";
import { useApp } from "../frame/context.ts";

/** The address of the list, after the #. */
export const LIBRARY_HASH = "#episodes";

/** The address at which an episode opens in the player. */
export const episodeHash = (id: string): string => `#episode=${encodeURIComponent(id)}`;

/** Whether the list of episodes is what the address asks for. */
export const useLibraryOpen = (): boolean => {
  const { opener } = useApp();
  const [open, setOpen] = useState(location.hash === LIBRARY_HASH);
  useEffect(() => {
    const look = (): void => setOpen(location.hash === LIBRARY_HASH);
    addEventListener("hashchange", look);
    // A file that is dropped on the page rewrites the address without a word.
    const undo = opener.state.subscribe(look);
    return () => {
      removeEventListener("hashchange", look);
      undo();
    };
  }, [opener]);
  return open;
};
