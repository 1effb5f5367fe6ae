import type { Conversation, Exchange } from "./conversation.ts";
import { type Goal, goals as goalList } from "./goals.ts";
import type { Reference } from "./language/commands.ts";
import { meaningOf } from "./language/parse.ts";
import { answersIn, sceneOf } from "./look.ts";
import { Resolver } from "./resolve.ts";
import type { Scene } from "./scene.ts";

/* What the planner knows from before: it is all read from the conversation. */

/** The goals that an earlier reply of this instruction wrote down, null before the first. */
export const plannedGoals = ({ turns }: Pick<Exchange, "turns">): Goal[] | null => {
  for (const { reply } of turns.toReversed()) {
    const line = /^# goals: (.*)$/m.exec(reply)?.[1];
    if (line === undefined) continue;
    try {
      const parsed = goalList.safeParse(JSON.parse(line));
      if (parsed.success) return parsed.data;
    } catch {
      // Cut by a small context window: plan anew.
    }
  }
  return null;
};

/** Points that earlier actions of this instruction printed hold on. */
export const withHome = (conversation: Conversation, scene: Scene): Scene => {
  const scenes = conversation.turns.map((turn) => sceneOf(turn.observation));
  const home = scenes.findLast((one) => one?.home)?.home ?? null;
  const moved = scenes.findLast((one) => one?.moved)?.moved ?? null;
  return { ...scene, home, moved };
};

/** The first look of each earlier instruction, newest first. */
export const looksOf = (earlier: readonly Exchange[]): Scene[] =>
  earlier.toReversed().flatMap(({ turns }) => {
    for (const { observation } of turns) {
      const scene = sceneOf(observation);
      if (scene) return [scene];
    }
    return [];
  });

/** What earlier instructions spoke of last, for "it" at the start of this one: what was handled, else what was named. */
export const spokenOf = (earlier: readonly Exchange[], scene: Scene): string[] => {
  for (const exchange of earlier.toReversed()) {
    const handled = plannedGoals(exchange)?.findLast((one) => "what" in one);
    const together = plannedGoals(exchange)?.filter(
      (one) => "target" in one && handled && "target" in handled && one.target === handled.target,
    );
    if (handled && "what" in handled) {
      const names = (together ?? []).flatMap((one) => ("what" in one ? one.what : []));
      return [...new Set(names.length > 0 ? names : [handled.what])];
    }
    const named = namedIn(exchange, scene);
    if (named.length > 0) return named;
  }
  return [];
};

const namedIn = ({ instruction, turns }: Exchange, scene: Scene): string[] => {
  const meaning = meaningOf(instruction);
  const references: readonly Reference[] =
    meaning.kind === "question"
      ? "what" in meaning.question
        ? [meaning.question.what].flat()
        : []
      : meaning.kind === "commands"
        ? meaning.commands.flatMap((command) => ("what" in command ? command.what : []))
        : [];
  const resolver = new Resolver(
    scene,
    turns.flatMap((turn) => answersIn(turn.observation)),
  );
  try {
    return resolver.all(references.filter((reference) => !reference.pronoun)).map((object) => object.name);
  } catch {
    return [];
  }
};
