import type { ManualEntry } from "../../protocol/index.ts";
import { callWords } from "./call-words.ts";
import { Catalogue } from "./catalogue.ts";
import { nativeText, parseJsonReply } from "./json-reply.ts";
import type { ActionMode } from "./mode.ts";
import { nativeTools } from "./native-tools.ts";
import type { StoryCall } from "./story.ts";

const REMINDER =
  'To act, write one call as a JSON object, {"tool": NAME, "args": {NAME: VALUE}}. To talk to the user, write plain words.';

const write = ({ name, args }: StoryCall): string =>
  `{"tool": ${JSON.stringify(name)}, "args": ${spaced(JSON.stringify(args))}}`;

/** With blanks as people and models write JSON; the values hold no such punctuation themselves. */
const spaced = (json: string): string =>
  json.replace(/(?<=[\d"\]}]),(?=["[\d-])/g, ", ").replace(/":/g, '": ');

export const jsonGrammarWords = (sample: StoryCall, python: string): string =>
  `What the manual below writes in Python as ${python} is ${write(sample)} here: arguments go by name, as plain JSON values.`;

export const writeJson = (calls: readonly StoryCall[]): string => calls.map(write).join("\n");

/** The action is one call with named arguments: a JSON object in the reply, or a native function call. */
export const jsonMode = (manual: readonly ManualEntry[]): ActionMode => {
  const catalogue = new Catalogue(manual, "json");
  const grammar = { most: 1, reminder: REMINDER };
  return {
    name: "json",
    stop: ["\nObservation:"],
    tools: nativeTools(catalogue),
    noun: "call",
    reminder: REMINDER,
    withheld: catalogue.withheld,
    howToAct: (robot) =>
      callWords(
        {
          several: false,
          how: 'as a JSON object, {"tool": NAME, "args": {NAME: VALUE}}',
          grammar: jsonGrammarWords,
          write: writeJson,
        },
        robot,
      ),
    written: ({ text, toolCalls }) => (toolCalls.length > 0 ? nativeText(text, toolCalls) : text),
    parse: (reply) => parseJsonReply(reply, grammar, catalogue),
    othersNotRun: otherCalls,
    asReply: personsProgram,
  };
};

export const otherCalls = (count: number): string =>
  count === 1
    ? "Your reply held a second call; it was not run. Send one call a turn."
    : `Your reply held ${count} more calls; they were not run. Send one call a turn.`;

/** What no mode of calls can say; the model is told as its own so that the turns stay in order. */
export const personsProgram = (code: string): string =>
  `(A person acted in my place here, by a program:)\n\`\`\`python\n${code.trimEnd()}\n\`\`\``;
