import { keep, kept } from "../frame/kept.ts";
import { Store } from "../state/store.ts";

/** What of the scene can be shown or left out, and whether it is shown at first. */
const options = {
  ghosts: { label: "Goal and command as ghosts", shown: true },
  trail: { label: "Path of the tool", shown: true },
  forces: { label: "Contacts and forces", shown: true },
  names: { label: "Names of objects", shown: false },
  frames: { label: "Coordinate frames", shown: false },
  cameras: { label: "Cameras and their pictures", shown: false },
  limits: { label: "Workspace and keep-out boxes", shown: false },
  grid: { label: "Grid with metres", shown: true },
} as const;

export type ShowOption = keyof typeof options;
export type Shows = Readonly<Record<ShowOption, boolean>>;

export const showOptions = Object.keys(options) as ShowOption[];
export const showLabel = (option: ShowOption): string => options[option].label;

const NAME = "scene-shows";

const read = (): Shows => {
  let chosen: Record<string, unknown> = {};
  try {
    chosen = { ...(JSON.parse(kept(NAME) ?? "{}") as object) };
  } catch {
    // What somebody wrote there by hand counts for nothing.
  }
  const entries = showOptions.map((option) => {
    const choice = chosen[option];
    return [option, typeof choice === "boolean" ? choice : options[option].shown] as const;
  });
  return Object.fromEntries(entries) as Shows;
};

/** What is shown, on the live page and in a replay alike; this browser keeps it. */
export const shows = new Store<Shows>(read());

export const show = (option: ShowOption, on: boolean): void => {
  shows.update((before) => ({ ...before, [option]: on }));
  keep(NAME, JSON.stringify(shows.get()));
};
