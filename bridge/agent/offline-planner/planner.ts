import { type ChatMessage, type Conversation, readConversation } from "./conversation.ts";
import { type Goal, inOrder } from "./goals.ts";
import type { Command, Meaning } from "./language/commands.ts";
import { meaningOf } from "./language/parse.ts";
import { answersIn, defineLook, sceneOf } from "./look.ts";
import { looksOf, plannedGoals, spokenOf, withHome } from "./memory.ts";
import { abilities } from "./plans/abilities.ts";
import { answerTo } from "./plans/answers.ts";
import { goalsOf } from "./plans/goals-of.ts";
import { ATTEMPTS, preamble, pursue } from "./pursue.ts";
import { act, quoted } from "./reply.ts";
import { Ambiguous, Resolver, Unresolved } from "./resolve.ts";
import type { Scene } from "./scene.ts";

/** The planner's next reply. It keeps nothing: all it knows is in the messages. */
export const nextReply = (messages: readonly ChatMessage[]): string => {
  const conversation = readConversation(messages);
  const meaning = meaningOf(conversation.instruction);
  if (meaning.kind === "still")
    return "I am standing still and have moved nothing for this. Tell me when to go on.";
  if (meaning.kind === "not_understood")
    return `I did not understand ${meaning.part === "" ? "that" : `"${meaning.part}"`}, so I moved nothing. ${abilities}`;
  if (meaning.kind === "question" && meaning.question.kind === "help") return abilities;
  if (conversation.stopped)
    return "I was stopped, so I do nothing more for this. Give me a new instruction when it is safe to go on.";
  if (conversation.rejected)
    return "You did not approve what I would do, so I leave it. Tell me what to do instead.";
  const newest = conversation.turns.at(-1);
  const scene = newest ? sceneOf(newest.observation) : null;
  if (!scene) return look(conversation);
  try {
    return withScene(conversation, meaning, withHome(conversation, scene));
  } catch (error) {
    if (error instanceof Ambiguous)
      return act(
        `${error.options.join(", ")} all fit, so I ask.`,
        `${preamble(conversation)}answer = user.ask(${quoted(error.message)}, [${error.options.map(quoted).join(", ")}])\nprint("Answer:", json.dumps(answer))\nlook()`,
      );
    if (error instanceof Unresolved)
      return `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}`;
    throw error;
  }
};

const withScene = (conversation: Conversation, meaning: Meaning, scene: Scene): string => {
  const answers = conversation.turns.flatMap((turn) => answersIn(turn.observation));
  const planned = plannedGoals(conversation);
  if (planned) return pursue(conversation, planned, scene);
  const resolver = new Resolver(
    scene,
    answers,
    spokenOf(conversation.earlier, scene),
    nounOf(meaning),
    looksOf(conversation.earlier),
  );
  if (meaning.kind === "question") return answerTo(meaning.question, resolver);
  if (meaning.kind !== "commands") return abilities;
  const wanted = inOrder(goalsInTurn(meaning.commands, resolver));
  return pursue(conversation, wanted, scene, resolver.notes);
};

/** Shapes of the first noun of an instruction. */
const nounOf = (part: unknown): readonly string[] | null => {
  if (typeof part !== "object" || part === null) return null;
  if ("shapes" in part && Array.isArray(part.shapes)) return part.shapes as string[];
  for (const inner of Object.values(part)) {
    const shapes = nounOf(inner);
    if (shapes) return shapes;
  }
  return null;
};

/** Goals of all commands; motions of the tool add up, since each starts where the one before ended. */
const goalsInTurn = (commands: readonly Command[], resolver: Resolver): Goal[] => {
  const wanted: Goal[] = [];
  for (const command of commands) {
    const before = wanted.at(-1);
    for (const one of goalsOf(command, resolver)) {
      if (
        command.kind === "lift" &&
        one.kind === "holding" &&
        before?.kind === "holding" &&
        before.what === one.what
      )
        wanted.push({ kind: "move_by", x: 0, y: 0, z: command.distance, passing: false });
      else if (command.kind === "tool" && one.kind === "tool" && before)
        wanted.push(byDistance(one, before, resolver.scene));
      else wanted.push(one);
      expect(one, resolver);
    }
  }
  return wanted;
};

/** A motion that starts where the one before ended: a place where that is known now, else a distance. */
const byDistance = (one: Extract<Goal, { kind: "tool" }>, before: Goal, scene: Scene): Goal => {
  const [dx, dy, dz] = [one.x - scene.tool[0], one.y - scene.tool[1], one.z - scene.tool[2]];
  if (before.kind === "tool") return { ...one, x: before.x + dx, y: before.y + dy, z: before.z + dz };
  return before.kind === "gripper" ? one : { kind: "move_by", x: dx, y: dy, z: dz, passing: false };
};

const expect = (one: Goal, { expected }: Resolver): void => {
  if (one.kind === "on" || one.kind === "in") expected.set(one.what, one.target);
  else if (one.kind === "holding") expected.set(one.what, "");
  else if ("what" in one) expected.delete(one.what);
};

const look = (conversation: Conversation): string => {
  const { turns } = conversation;
  if (turns.length >= ATTEMPTS && turns.slice(-ATTEMPTS).every((turn) => sceneOf(turn.observation) === null))
    return act(
      "I cannot see the scene.",
      `give_up(${quoted(`I looked ${ATTEMPTS} times and could not read what is on the table. Check the detector.`)})`,
    );
  return act(
    turns.length === 0 ? "I look first." : "I did not get a full view; I look again.",
    `${defineLook}\nlook()`,
  );
};
