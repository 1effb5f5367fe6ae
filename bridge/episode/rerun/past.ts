import { dirname } from "node:path";
import { type Event, UserError } from "../../protocol/index.ts";
import { episodePath } from "../episode-id.ts";
import { type Episode, openEpisode } from "../reader.ts";

/** Forks of forks that are followed back. */
const DEEPEST = 50;

/** Events of an episode before a turn of it began; all for the turn after the last. */
const before = (events: readonly Event[], turn: number): Event[] => {
  const at = events.findIndex((event) => event.type === "turn_start" && event.turn >= turn);
  const start =
    at < 0 ? events.findIndex(({ type }) => type === (turn > 0 ? "episode_end" : "action_start")) : at;
  return start < 0 ? [...events] : events.slice(0, start);
};

/**
 * What happened in the conversation and the interpreter of an episode before a turn of it, the episodes that it was
 * forked from included, the oldest first.
 *
 * @throws UserError when an episode that it was forked from is not beside it
 */
export const pastOf = async (episode: Episode, turn: number): Promise<Event[]> => [
  ...(await forkedPast(episode, DEEPEST)),
  ...before(await episode.events(), turn),
];

/** What happened before the episode's own start; nothing for one that was not forked. */
export const pastOfStart = (episode: Episode): Promise<Event[]> => forkedPast(episode, DEEPEST);

const forkedPast = async (episode: Episode, depth: number): Promise<Event[]> => {
  const { forked_from, id } = episode.summary;
  if (!forked_from) return [];
  if (depth === 0)
    throw new UserError(`${id} was forked more than ${DEEPEST} times; its past is not followed.`);
  const parent = await openEpisode(parentPath(episode, forked_from.id));
  try {
    return [...(await forkedPast(parent, depth - 1)), ...before(await parent.events(), forked_from.turn)];
  } finally {
    await parent.close();
  }
};

const parentPath = (episode: Episode, id: string): string => {
  try {
    return episodePath(dirname(episode.path), id);
  } catch {
    throw new UserError(
      `${episode.path} goes on from episode "${id}", which is not beside it: its variables and its conversation cannot be restored. Put ${id}.mcap into the same folder.`,
    );
  }
};
