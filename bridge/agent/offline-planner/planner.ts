import { type ChatMessage, type Conversation, type Exchange, readConversation } from "./conversation.ts";
import { type Goal, goals as goalList, inOrder, inWords, isMet, proofInWords } from "./goals.ts";
import type { Command, Meaning, Reference } from "./language/commands.ts";
import { meaningOf } from "./language/parse.ts";
import { answersIn, defineLook, sceneOf } from "./look.ts";
import { abilities } from "./plans/abilities.ts";
import { answerTo } from "./plans/answers.ts";
import { goalsOf } from "./plans/goals-of.ts";
import { stepOf } from "./plans/steps.ts";
import { act, quoted } from "./reply.ts";
import { Ambiguous, Resolver, Unresolved } from "./resolve.ts";
import type { Scene } from "./scene.ts";

const ATTEMPTS = 3;
/** Placements of one action: more would not fit its time limit on a robot's own clock. */
const STEPS_A_TURN = 2;

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

/** The goals that an earlier reply of this instruction wrote down, null before the first. */
const plannedGoals = ({ turns }: Pick<Exchange, "turns">): Goal[] | null => {
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

/** Looks defined earlier are used again, unless the interpreter lost them. */
const preamble = ({ turns }: Conversation): string => {
  const defined = turns.findLastIndex((turn) => turn.reply.includes("def look():"));
  const lost = turns
    .slice(Math.max(0, defined))
    .some((turn) => /Python was started anew|NameError/.test(turn.observation));
  return defined < 0 || lost ? `${defineLook}\n` : "";
};

const doneIn = (observation: string): number[] =>
  [...observation.matchAll(/^Step (\d+) done\.$/gm)].map((found) => Number(found[1]) - 1);

const pursue = (
  conversation: Conversation,
  wanted: readonly Goal[],
  scene: Scene,
  notes: readonly string[] = [],
): string => {
  const acted = conversation.turns.filter((turn) => turn.reply.includes("# goals: "));
  const done = new Set(acted.flatMap((turn) => doneIn(turn.observation)));
  const open = wanted.flatMap((one, index) =>
    (one.passing ? done.has(index) || nothingLeft(wanted, index, scene) : isMet(one, scene)) ? [] : [index],
  );
  if (open.length === 0) {
    const facts = wanted.filter((one) => !one.passing).map((one) => proofInWords(one, scene));
    const words = facts.join("; ");
    return act(`Seen: ${words}. Done.`, `finish(${quoted(`Done: ${words}.`)})`);
  }
  const failures = fruitless(acted, wanted);
  const why = acted.flatMap((turn) => /^Failed: (.*)$/m.exec(turn.observation)?.[1] ?? []).at(-1);
  const unmet = open
    .map((index) => wanted[index])
    .filter((one) => one !== undefined)
    .map(inWords)
    .join("; ");
  const giveUp = (reason: string): string => act("I do not get there.", `give_up(${quoted(reason)})`);
  if (failures >= ATTEMPTS)
    return giveUp(
      `After ${ATTEMPTS} attempts it is not so that ${unmet}.${why ? ` The last failure: ${why}` : ""}`,
    );
  if (conversation.turnsLeft !== null && conversation.turnsLeft <= 1)
    return giveUp(
      `No turns are left, and it is not yet so that ${unmet}.${why ? ` The last failure: ${why}` : ""}`,
    );
  return steps(conversation, wanted, open, scene, { failures, why, notes });
};

/** A passing goal is over when all that comes after it is met already. */
const nothingLeft = (wanted: readonly Goal[], index: number, scene: Scene): boolean => {
  const later = wanted.slice(index + 1).filter((one) => !one.passing);
  const own = wanted[index];
  return own?.kind === "at" && later.length > 0 && later.every((one) => isMet(one, scene));
};

/** How many actions since the last progress brought no goal nearer. */
const fruitless = (acted: readonly { readonly observation: string }[], wanted: readonly Goal[]): number => {
  let best = -1;
  let count = 0;
  for (const { observation } of acted) {
    const scene = sceneOf(observation);
    const met = scene
      ? wanted.filter((one) => !one.passing && isMet(one, scene)).length + doneIn(observation).length
      : 0;
    if (met > best && best >= 0) count = 0;
    else if (best >= 0 || met === 0 || /^Failed: /m.test(observation)) count += 1;
    best = Math.max(best, met);
  }
  return count;
};

const steps = (
  conversation: Conversation,
  wanted: readonly Goal[],
  open: readonly number[],
  scene: Scene,
  past: { readonly failures: number; readonly why: string | undefined; readonly notes: readonly string[] },
): string => {
  const lines: string[] = past.notes.map((note) => `user.say(${quoted(note)})`);
  let count = 0;
  let inHand = false;
  for (const index of open) {
    const one = wanted[index];
    if (!one) continue;
    const step = stepOf(one, scene);
    if (typeof step === "string") {
      if (count > 0) break;
      if (/any more$/.test(step) && past.failures < ATTEMPTS - 1 && conversation.turns.length < 4)
        return lookAround(conversation, wanted, step);
      return act("I cannot go on.", `give_up(${quoted(`${step.charAt(0).toUpperCase()}${step.slice(1)}.`)})`);
    }
    if (!step.simple && count > 0) break;
    // What is in the hand by then is not what was seen: look before handling it.
    if (inHand && "what" in one) break;
    inHand ||= one.kind === "holding";
    lines.push(...step.lines, `print("Step ${index + 1} done.")`);
    count += "what" in one ? 1 : 0;
    if (!step.simple || count >= STEPS_A_TURN) break;
  }
  const again =
    past.failures > 0
      ? `Not there yet${past.why ? ` (${past.why.slice(0, 160)})` : ""}; I try again from what I see now. `
      : "";
  const aim = open
    .map((index) => wanted[index])
    .filter((one) => one !== undefined)
    .map(inWords)
    .join("; ");
  return act(
    `${again}Goal: ${aim}.`,
    program(
      conversation,
      wanted,
      lines,
      past.failures > 0 && /CollisionAhead|Unreachable/.test(past.why ?? ""),
    ),
  );
};

/** What was seen before is gone: move the arm out of the view and look. */
const lookAround = (conversation: Conversation, wanted: readonly Goal[], why: string): string =>
  act(
    `${why}; I move the arm out of the view and look again.`,
    program(conversation, wanted, ["arm.home()", "wait(0.5)"], false),
  );

const program = (
  conversation: Conversation,
  wanted: readonly Goal[],
  lines: readonly string[],
  fromHome: boolean,
): string => {
  const body = [...(fromHome ? ["arm.home()"] : []), ...lines].map((line) => `    ${line}`).join("\n");
  return `${preamble(conversation)}# goals: ${JSON.stringify(wanted)}\ntry:\n${body}\nexcept RobotError as error:\n    print("Failed:", type(error).__name__ + ":", error)\nlook()`;
};

/** Points that earlier actions of this instruction printed hold on. */
const withHome = (conversation: Conversation, scene: Scene): Scene => {
  const scenes = conversation.turns.map((turn) => sceneOf(turn.observation));
  const home = scenes.findLast((one) => one?.home)?.home ?? null;
  const moved = scenes.findLast((one) => one?.moved)?.moved ?? null;
  return { ...scene, home, moved };
};

/** The first look of each earlier instruction, newest first. */
const looksOf = (earlier: readonly Exchange[]): Scene[] =>
  earlier.toReversed().flatMap(({ turns }) => {
    for (const { observation } of turns) {
      const scene = sceneOf(observation);
      if (scene) return [scene];
    }
    return [];
  });

/** What earlier instructions spoke of last, for "it" at the start of this one: what was handled, else what was named. */
const spokenOf = (earlier: readonly Exchange[], scene: Scene): string[] => {
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
