import { clausesOf } from "./clauses.ts";
import type { Command, Meaning } from "./commands.ts";
import { marked, unmarked } from "./markers.ts";
import { commandsOf } from "./motions.ts";
import { normalise } from "./normalise.ts";
import { questionOf } from "./questions.ts";

const NEGATION =
  /\b(?:do not|never|must not|should not|shouldn't|mustn't|can't|cannot|won't|no longer|avoid|refrain)\b/;
const STILL =
  /^(?:(?:do not|never) (?:move|do anything|touch anything|act|go)\b.*|stop(?: it| moving| now| \$arm| the robot)?|halt|freeze|stand still|stay(?: still| there| where you are)?|hold still|do nothing|wait|pause|cancel|abort|nothing|never ?mind|forget it)$/;

/** Characters; a text beyond this is no command, and the patterns need not cope with it. */
const LONGEST = 600;

/** What a sentence asks for. Every word of it must be understood: half of a sentence must not move a robot. */
export const meaningOf = (sentence: string): Meaning => {
  if (sentence.length > LONGEST) return { kind: "not_understood", part: `${sentence.slice(0, 80).trim()} …` };
  const line = normalise(sentence);
  if (line === "") return { kind: "not_understood", part: sentence.trim() };
  if (STILL.test(line)) return { kind: "still" };
  const question = questionOf(
    marked(line.replace(/^(?:tell me|say|do you know|show me) (?=what|where|which|how|if|whether)/, "")),
  );
  if (question) return { kind: "question", question };
  if (NEGATION.test(line)) return { kind: "not_understood", part: line };
  const commands: Command[] = [];
  for (const clause of clausesOf(line)) {
    const words = marked(normalise(clause));
    // "put A on B and then C on D": the verb serves both.
    const elided = commands.at(-1)?.kind === "place" && /^(?:the|a|an|my|your) /.test(words);
    const found = commandsOf(words) ?? (elided ? commandsOf(`put ${words}`) : null);
    if (!found) return { kind: "not_understood", part: unmarked(clause) };
    commands.push(...found);
  }
  return commands.length > 0 ? { kind: "commands", commands } : { kind: "not_understood", part: line };
};
