import { useView } from "../frame/address-bar.ts";

/** The address of the list, after the #. */
export const LIBRARY_HASH = "#episodes";

/** The address at which an episode opens in the player. */
export const episodeHash = (id: string): string => `#episode=${encodeURIComponent(id)}`;

/** Whether the list of episodes is what the address asks for. */
export const useLibraryOpen = (): boolean => useView() === "episodes";
