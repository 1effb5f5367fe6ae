import { LIBRARY_HASH, useLibraryOpen } from "../library/route.ts";
import { useAppState } from "./context.ts";
import { Icon } from "./icons.tsx";

/** The way to the list of episodes, and back. */
export const EpisodesLink = () => {
  const open = useLibraryOpen();
  const phase = useAppState(({ link }) => link.phase);
  // The page on a single file has no bridge that keeps episodes.
  if (phase === "viewer") return null;
  return (
    <a
      class="episodes-link"
      href={open ? "#" : LIBRARY_HASH}
      title="Episodes"
      aria-current={open ? "page" : undefined}
    >
      <Icon name="film" />
      <span>Episodes</span>
    </a>
  );
};
