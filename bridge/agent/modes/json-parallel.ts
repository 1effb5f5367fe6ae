import type { ManualEntry } from "../../protocol/index.ts";
import { callWords } from "./call-words.ts";
import { Catalogue } from "./catalogue.ts";
import { MOST_CALLS } from "./compile.ts";
import { jsonGrammarWords, jsonMode, writeJson } from "./json.ts";
import { parseJsonReply } from "./json-reply.ts";
import type { ActionMode } from "./mode.ts";

const REMINDER =
  'To act, write calls as JSON objects, each {"tool": NAME, "args": {NAME: VALUE}}. To talk to the user, write plain words.';

/** The action is one or several calls with named arguments, run in order until one raises. */
export const jsonParallelMode = (manual: readonly ManualEntry[]): ActionMode => {
  const catalogue = new Catalogue(manual, "json");
  const grammar = { most: MOST_CALLS, reminder: REMINDER };
  return {
    ...jsonMode(manual),
    name: "json-parallel",
    reminder: REMINDER,
    howToAct: (robot) =>
      callWords(
        {
          several: true,
          how: 'as JSON objects, each {"tool": NAME, "args": {NAME: VALUE}} on a line of its own; they run in order, and the first that raises ends the action',
          grammar: jsonGrammarWords,
          write: writeJson,
        },
        robot,
      ),
    parse: (reply) => parseJsonReply(reply, grammar, catalogue),
  };
};
