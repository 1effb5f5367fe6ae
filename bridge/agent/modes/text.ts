import type { ManualEntry } from "../../protocol/index.ts";
import { callWords } from "./call-words.ts";
import { Catalogue } from "./catalogue.ts";
import { otherCalls, personsProgram } from "./json.ts";
import type { ActionMode } from "./mode.ts";
import { type StoryCall, storyPython } from "./story.ts";
import { parseTextReply } from "./text-reply.ts";

const REMINDER =
  "To act, write one call after Action: on a line of its own, as Action: NAME(ARGUMENTS). To talk to the user, write plain words.";

const write = (calls: readonly StoryCall[]): string =>
  calls.map((call) => `Action: ${storyPython(call)}`).join("\n");

/** The action is one call as text, `Action: name(arguments)`, with literal arguments. */
export const textMode = (manual: readonly ManualEntry[]): ActionMode => {
  const catalogue = new Catalogue(manual, "python");
  return {
    name: "text",
    stop: ["\nObservation:"],
    tools: [],
    noun: "call",
    reminder: REMINDER,
    withheld: catalogue.withheld,
    howToAct: (robot) =>
      callWords(
        {
          several: false,
          how: "after Action: on a line of its own",
          grammar: (_, python) =>
            `A call is written as in the manual below: Action: ${python}. Arguments go by position or by name, as literal values: quoted strings, numbers, lists, dicts, True, False, None; no variables, no expressions.`,
          write,
        },
        robot,
      ),
    written: ({ text }) => text,
    parse: ({ text }) => parseTextReply(text, catalogue, REMINDER),
    othersNotRun: otherCalls,
    asReply: personsProgram,
  };
};
