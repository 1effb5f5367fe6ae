import { dirname } from "node:path";
import { type Event, UserError } from "../../protocol/index.ts";
import { episodePath } from "../episode-id.ts";
import { type Episode, openEpisode } from "../reader.ts";

/** Forks of forks, and tasks before tasks, that are followed back. */
const DEEPEST = 200;

/** What happened in a conversation and an interpreter, the oldest first. */
export interface Past {
  /** In tasks of the same session before the one that was forked or is looked at. */
  readonly earlier: readonly Event[];
  /** In the episode itself, and in those that it was forked from. */
  readonly own: readonly Event[];
  /** What of it is not there, in words. */
  readonly notes: readonly string[];
}

const nothing: Past = { earlier: [], own: [], notes: [] };

/** Events of an episode before a turn of it began; all for the turn after the last. */
const before = (events: readonly Event[], turn: number): Event[] => {
  const at = events.findIndex((event) => event.type === "turn_start" && event.turn >= turn);
  const start =
    at < 0 ? events.findIndex(({ type }) => type === (turn > 0 ? "episode_end" : "action_start")) : at;
  return start < 0 ? [...events] : events.slice(0, start);
};

/**
 * What happened in the conversation and the interpreter of an episode before a turn of it: in the episodes that it was
 * forked from, and in the tasks of the same session before.
 *
 * @throws UserError when an episode that it was forked from is not beside it; for an earlier task that is not there
 *   notes say so
 */
export const pastOf = async (episode: Episode, turn: number): Promise<Past> => {
  const past = await pastOfStart(episode);
  return { ...past, own: [...past.own, ...before(await episode.events(), turn)] };
};

/** The same of what happened before the episode's own start. */
export const pastOfStart = (episode: Episode): Promise<Past> => pastBefore(episode, DEEPEST);

const pastBefore = async (episode: Episode, depth: number): Promise<Past> => {
  const { forked_from, follows, id } = episode.summary;
  if (forked_from) {
    if (depth === 0)
      throw new UserError(`${id} was forked more than ${DEEPEST} times; its past is not followed.`);
    const parent = await openEpisode(parentPath(episode, forked_from.id));
    try {
      const past = await pastBefore(parent, depth - 1);
      return { ...past, own: [...past.own, ...before(await parent.events(), forked_from.turn)] };
    } finally {
      await parent.close();
    }
  }
  return follows === null ? nothing : pastInSession(episode, follows, depth);
};

/** What the tasks before it in its session did; as far back as their files are there. */
const pastInSession = async (episode: Episode, follows: string, depth: number): Promise<Past> => {
  const missing = (why: string): Past => ({
    ...nothing,
    notes: [
      `Variables and words of the tasks before "${episode.summary.title}" in its session are missing: ${why}`,
    ],
  });
  if (depth === 0) return missing(`more than ${DEEPEST} tasks are not followed back.`);
  try {
    const previous = await openEpisode(episodePath(dirname(episode.path), follows));
    try {
      const past = await pastBefore(previous, depth - 1);
      return {
        earlier: [...past.earlier, ...past.own, ...(await previous.events())],
        own: [],
        notes: past.notes,
      };
    } finally {
      await previous.close();
    }
  } catch {
    return missing(`their last, episode "${follows}", cannot be read beside it.`);
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
