import type { Conversation, Turn } from "./conversation.ts";
import { type Goal, inWords, isMet, proofInWords } from "./goals.ts";
import { defineLook, sceneOf } from "./look.ts";
import { finishing } from "./plans/finishing.ts";
import { type Past, stepOf } from "./plans/steps.ts";
import { act, quoted } from "./reply.ts";
import { heldIn, type Scene } from "./scene.ts";

export const ATTEMPTS = 3;
/** The same again would be refused again. */
const NO_USE_TO_RETRY = /^(?:InvalidArgument|Denied|NotSupported)\b/;
/** Placements of one action: more would not fit its time limit on a robot's own clock. */
const STEPS_A_TURN = 2;

/** Looks defined earlier are used again, unless the interpreter lost them. */
export const preamble = ({ turns }: Conversation): string => {
  const defined = turns.findLastIndex((turn) => turn.reply.includes("def look():"));
  const lost = turns
    .slice(Math.max(0, defined))
    .some((turn) => /Python was started anew|NameError/.test(turn.observation));
  return defined < 0 || lost ? `${defineLook}\n` : "";
};

const doneIn = (observation: string): number[] =>
  [...observation.matchAll(/^Step (\d+) done\.$/gm)].map((found) => Number(found[1]) - 1);

/** What an earlier reply said it leaves out: it belongs to an honest end. */
const leftOut = ({ turns }: Conversation): string[] =>
  turns.flatMap(({ reply }) =>
    [...reply.matchAll(/user\.say\(("I (?:leave|cannot push) [^\n]*")\)$/gm)].map((found) =>
      String(JSON.parse(found[1] ?? '""')),
    ),
  );

/** What an action printed of its failure. */
const failureOf = (turn: Turn | undefined): string | null =>
  /^Failed: (.*)$/m.exec(turn?.observation ?? "")?.[1] ?? null;

/** The reply that brings the goals nearer, ends the task when the scene proves them, or gives it up. */
export const pursue = (
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
    return act(
      `Seen: ${words}. Done.`,
      finishing(wanted, scene, [`Done: ${words}.`, ...leftOut(conversation)].join(" ")),
    );
  }
  const failures = fruitless(acted, wanted);
  const why = acted.flatMap((turn) => failureOf(turn) ?? []).at(-1);
  const unmet = open
    .map((index) => wanted[index])
    .filter((one) => one !== undefined)
    .map(inWords)
    .join("; ");
  const held = heldIn(scene);
  const giveUp = (when: string): string =>
    act(
      "I do not get there.",
      `give_up(${quoted(`${when} it is not so that ${unmet}.${why ? ` The last failure: ${why}` : ""}${held ? ` The gripper holds the ${held.name.replaceAll("_", " ")}.` : ""}`)})`,
    );
  if (failures >= ATTEMPTS) return giveUp(`After ${ATTEMPTS} attempts`);
  if (failures > 0 && NO_USE_TO_RETRY.test(failureOf(acted.at(-1)) ?? ""))
    return giveUp("It was refused, and");
  if (conversation.turnsLeft !== null && conversation.turnsLeft <= 1) return giveUp("No turns are left, and");
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
  past: Past & { readonly notes: readonly string[] },
): string => {
  const lines: string[] = past.notes.map((note) => `user.say(${quoted(note)})`);
  let count = 0;
  let inHand = false;
  for (const index of open) {
    const one = wanted[index];
    if (!one) continue;
    const step = stepOf(one, scene, past);
    if (typeof step === "string") {
      if (count > 0) break;
      if (step.endsWith("any more") && past.failures < ATTEMPTS - 1 && conversation.turns.length < 4)
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
      past.failures > 1 || (past.failures > 0 && /CollisionAhead|Unreachable/.test(past.why ?? "")),
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
