import type { Detection } from "../../../bridge/protocol/index.ts";
import type { OpenReplay } from "../replay/replay-opener.ts";
import { type Conversation, emptyConversation } from "../state/conversation.ts";
import { reduceConversation } from "../state/reducer.ts";
import { type Kinship, kinshipOf, type Origin } from "./align.ts";
import { PairPlayer } from "./pair-player.ts";

/** One of two episodes that are compared. */
export interface Branch {
  readonly id: string;
  readonly title: string;
  readonly origin: Origin | null;
  readonly open: OpenReplay;
  /** All of it, whatever moment is shown. */
  readonly conversation: Conversation;
  /** What was seen last; null where nothing was measured. */
  readonly objects: readonly Detection[] | null;
}

export interface Pair {
  readonly a: Branch;
  readonly b: Branch;
  readonly kinship: Kinship | null;
  readonly player: PairPlayer;
}

/** @throws EpisodeError in one readable line when one of them cannot be read */
export const openPair = async (ids: readonly [string, string], token: string): Promise<Pair> => {
  const [a, b] = await Promise.all([openBranch(ids[0], token), openBranch(ids[1], token)]);
  const kinship = kinshipOf(a, b);
  return { a, b, kinship, player: new PairPlayer([a.open.replay, b.open.replay], kinship?.turn ?? 0) };
};

const openBranch = async (id: string, token: string): Promise<Branch> => {
  const parts = await import("../replay/replay-parts.ts");
  const episode = await parts.openById(id, token);
  const { range } = episode.robot;
  const last = range ? await episode.robot.at(range.lastNs) : null;
  const from = episode.metadata.get("forked_from");
  const turn = Number(episode.metadata.get("forked_from_turn"));
  return {
    id,
    title: episode.title,
    origin: from !== undefined && Number.isInteger(turn) ? { id: from, turn } : null,
    open: { phase: "open", replay: new parts.Replay(episode), parts, id },
    conversation: episode.events.reduce(reduceConversation, emptyConversation),
    objects: last && last.objects.length > 0 ? last.objects : null,
  };
};
