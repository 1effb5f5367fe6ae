import { type EpisodeSummary, UserError } from "../../protocol/index.ts";
import { type Episode, openEpisode } from "../reader.ts";
import { putBack, type RerunParts } from "./parts.ts";
import { type Past, pastOf } from "./past.ts";
import type { RecordedAction } from "./recorded-actions.ts";
import { restorePast } from "./restore-interpreter.ts";
import { recordedStates } from "./simulator-states.ts";

/** A moment of the past that was brought back. */
export interface ForkPoint {
  readonly from: NonNullable<EpisodeSummary["forked_from"]>;
  readonly title: string;
  /** What happened before, in the conversation. */
  readonly past: Past;
  /** What the interpreter has run. */
  readonly actions: readonly RecordedAction[];
  /** What may be otherwise than it was, in words. */
  readonly notes: readonly string[];
}

/**
 * Brings back how everything was when a turn of an episode began: first the interpreter, by playing back what ran in
 * it, then the simulator. Turn 0 is the start of an episode without turns, as a person's program is.
 *
 * @throws UserError with the reason when it cannot be brought back; the simulator is as it was then
 */
export const bringBack = async (parts: RerunParts, file: string, turn: number): Promise<ForkPoint> => {
  const { robot, gate } = parts;
  if (robot.clock === null)
    throw new UserError(
      `Robot "${robot.profile.name}" is no simulator: a real robot and the things around it cannot be put back. Fork with the simulator: leave --robot out.`,
    );
  if (gate.latchedBy !== null)
    throw new UserError(
      `The emergency stop is latched (by ${gate.latchedBy}). Reset it first, then fork again.`,
    );
  const episode = await openEpisode(file);
  try {
    const state = await stateOf(episode, turn);
    const past = await pastOf(episode, turn);
    const { actions, notes } = await restorePast(parts, past);
    await putBack(parts, state);
    const { id, title } = episode.summary;
    return { from: { id, turn }, title, past, actions, notes };
  } finally {
    await episode.close();
  }
};

const stateOf = async (
  episode: Episode,
  turn: number,
): Promise<Awaited<ReturnType<typeof recordedStates>>[number]["state"]> => {
  const states = await recordedStates(episode);
  const found = states.find((state) => state.turn === turn);
  if (found) return found.state;
  const { id, robot } = episode.summary;
  if (episode.metadata.get("clock") === undefined || episode.metadata.get("clock") === "null")
    throw new UserError(
      `Episode "${id}" was recorded on a real robot ("${robot}"), which cannot be put back: it can be replayed, not gone on from.`,
    );
  const turns = states.map((state) => state.turn).filter((one) => one > 0);
  throw new UserError(
    turns.length > 0
      ? `Episode "${id}" has no saved state of turn ${turn}; it can be gone on from turn ${turns.join(", ")}.`
      : `Episode "${id}" has no saved states of the simulator: it can be replayed, not gone on from.`,
  );
};
