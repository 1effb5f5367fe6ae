import { type ChatMessage, type Conversation, readConversation } from "./conversation.ts";
import { type Goal, goals as goalList, inOrder, inWords, isMet, proofInWords } from "./goals.ts";
import type { Command, Meaning } from "./language/commands.ts";
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
  if (meaning.kind === "still") return "I am standing still and have moved nothing for this. Tell me when to go on.";
  if (meaning.kind === "not_understood")
    return `I did not understand ${meaning.part === "" ? "that" : `"${meaning.part}"`}, so I moved nothing. ${abilities}`;
  if (meaning.kind === "question" && meaning.question.kind === "help") return abilities;
  if (conversation.stopped) return "I was stopped, so I do nothing more for this. Give me a new instruction when it is safe to go on.";
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
    if (error instanceof Unresolved) return `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}`;
    throw error;
  }
};

const withScene = (conversation: Conversation, meaning: Meaning, scene: Scene): string => {
  const answers = conversation.turns.flatMap((turn) => answersIn(turn.observation));
  const planned = plannedGoals(conversation);
  if (planned) return pursue(conversation, planned, scene);
  const resolver = new Resolver(scene, answers, spokenOf(conversation.earlier, scene));
  if (meaning.kind === "question") return answerTo(meaning.question, resolver);
  if (meaning.kind !== "commands") return abilities;
  const wanted = inOrder(goalsInTurn(meaning.commands, resolver));
  return pursue(conversation, wanted, scene);
};

/** Goals of all commands; motions of the tool add up, since each starts where the one before ended. */
const goalsInTurn = (commands: readonly Command[], resolver: Resolver): Goal[] => {
  const wanted: Goal[] = [];
  for (const [index, command] of commands.entries()) {
    const later = commands.slice(index + 1).some((one) => one.kind === "tool");
    const before = wanted.at(-1);
    if (command.kind === "tool" && before && before.kind !== "tool" && before.kind !== "gripper")
      throw new Unresolved(`I can move the gripper by a distance only from where it stands now. Tell me the second part ("${command.direction}") after the first is done.`);
    for (const one of goalsOf(command, resolver))
      wanted.push(one.kind === "tool" && before?.kind === "tool" && command.kind === "tool" ? shifted(one, before, resolver.scene) : one);
    if (later) continue;
  }
  return wanted;
};

const shifted = (one: Extract<Goal, { kind: "tool" }>, before: Extract<Goal, { kind: "tool" }>, scene: Scene): Goal => ({
  ...one,
  x: one.x - scene.tool[0] + before.x,
  y: one.y - scene.tool[1] + before.y,
  z: one.z - scene.tool[2] + before.z,
});

const look = (conversation: Conversation): string => {
  const { turns } = conversation;
  if (turns.length >= ATTEMPTS && turns.slice(-ATTEMPTS).every((turn) => sceneOf(turn.observation) === null))
    return act("I cannot see the scene.", `give_up(${quoted(`I looked ${ATTEMPTS} times and could not read what is on the table. Check the detector.`)})`);
  return act(turns.length === 0 ? "I look first." : "I did not get a full view; I look again.", `${defineLook}\nlook()`);
};

/** The goals that an earlier reply of this instruction wrote down, null before the first. */
const plannedGoals = (conversation: Conversation): Goal[] | null => {
  for (const { reply } of conversation.turns.toReversed()) {
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
  const lost = turns.slice(Math.max(0, defined)).some((turn) => /Python was started anew|NameError/.test(turn.observation));
  return defined < 0 || lost ? `${defineLook}\n` : "";
};

const doneIn = (observation: string): number[] =>
  [...observation.matchAll(/^Step (\d+) done\.$/gm)].map((found) => Number(found[1]) - 1);

const pursue = (conversation: Conversation, wanted: readonly Goal[], scene: Scene): string => {
  const acted = conversation.turns.filter((turn) => turn.reply.includes("# goals: "));
  const done = new Set(acted.flatMap((turn) => doneIn(turn.observation)));
  const open = wanted.flatMap((one, index) => (one.passing ? done.has(index) || nothingLeft(wanted, index, scene) : isMet(one, scene)) ? [] : [index]);
  if (open.length === 0) {
    const facts = wanted.filter((one) => !one.passing).map((one) => proofInWords(one, scene));
    const words = facts.join("; ");
    return act(`Seen: ${words}. Done.`, `finish(${quoted(`Done: ${words}.`)})`);
  }
  const failures = fruitless(acted, wanted);
  const why = acted.flatMap((turn) => /^Failed: (.*)$/m.exec(turn.observation)?.[1] ?? []).at(-1);
  const unmet = open.map((index) => wanted[index]).filter((one) => one !== undefined).map(inWords).join("; ");
  const giveUp = (reason: string): string => act("I do not get there.", `give_up(${quoted(reason)})`);
  if (failures >= ATTEMPTS) return giveUp(`After ${ATTEMPTS} attempts it is not so that ${unmet}.${why ? ` The last failure: ${why}` : ""}`);
  if (conversation.turnsLeft !== null && conversation.turnsLeft <= 1) return giveUp(`No turns are left, and it is not yet so that ${unmet}.${why ? ` The last failure: ${why}` : ""}`);
  return steps(conversation, wanted, open, scene, { failures, why });
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
    const met = scene ? wanted.filter((one) => !one.passing && isMet(one, scene)).length + doneIn(observation).length : 0;
    if (met > best && best >= 0) count = 0;
    else if (best >= 0 || met === 0 || /^Failed: /m.test(observation)) count += 1;
    best = Math.max(best, met);
  }
  return count;
};

const steps = (conversation: Conversation, wanted: readonly Goal[], open: readonly number[], scene: Scene, past: { readonly failures: number; readonly why: string | undefined }): string => {
  const lines: string[] = [];
  let count = 0;
  for (const index of open) {
    const one = wanted[index];
    if (!one) continue;
    const step = stepOf(one, scene);
    if (typeof step === "string") {
      if (count > 0) break;
      if (/any more$/.test(step) && past.failures < ATTEMPTS - 1 && conversation.turns.length < 4) return lookAround(conversation, wanted, step);
      return act("I cannot go on.", `give_up(${quoted(`${step.charAt(0).toUpperCase()}${step.slice(1)}.`)})`);
    }
    if (!step.simple && count > 0) break;
    lines.push(...step.lines, `print("Step ${index + 1} done.")`);
    count += "what" in one ? 1 : 0;
    if (!step.simple || count >= STEPS_A_TURN) break;
  }
  const again = past.failures > 0 ? `Not there yet${past.why ? ` (${past.why.slice(0, 160)})` : ""}; I try again from what I see now. ` : "";
  const aim = open.map((index) => wanted[index]).filter((one) => one !== undefined).map(inWords).join("; ");
  return act(`${again}Goal: ${aim}.`, program(conversation, wanted, lines, past.failures > 0 && /CollisionAhead|Unreachable/.test(past.why ?? "")));
};

/** What was seen before is gone: move the arm out of the view and look. */
const lookAround = (conversation: Conversation, wanted: readonly Goal[], why: string): string =>
  act(`${why}; I move the arm out of the view and look again.`, program(conversation, wanted, ["arm.home()", "wait(0.5)"], false));

const program = (conversation: Conversation, wanted: readonly Goal[], lines: readonly string[], fromHome: boolean): string => {
  const body = [...(fromHome ? ["arm.home()"] : []), ...lines].map((line) => `    ${line}`).join("\n");
  return `${preamble(conversation)}# goals: ${JSON.stringify(wanted)}\ntry:\n${body}\nexcept RobotError as error:\n    print("Failed:", type(error).__name__ + ":", error)\nlook()`;
};

const withHome = (conversation: Conversation, scene: Scene): Scene => {
  if (scene.home) return scene;
  const before = conversation.turns.map((turn) => sceneOf(turn.observation)?.home).findLast((home) => home);
  return before ? { ...scene, home: before } : scene;
};

/** What the instruction before spoke of, for "it" at the start of this one. */
const spokenOf = (earlier: readonly string[], scene: Scene): string[] => {
  const meaning = meaningOf(earlier.at(-1) ?? "");
  if (meaning.kind !== "commands" && meaning.kind !== "question") return [];
  const references = meaning.kind === "question" ? ("what" in meaning.question ? [meaning.question.what].flat() : []) : meaning.commands.flatMap((command) => ("what" in command ? command.what : []));
  const resolver = new Resolver(scene);
  try {
    return references.filter((reference) => !reference.pronoun).flatMap((reference) => resolver.fitting(reference)).map((object) => object.name);
  } catch {
    return [];
  }
};
