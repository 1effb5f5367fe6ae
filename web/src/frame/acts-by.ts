import type { ActionModeName } from "../../../bridge/protocol/index.ts";

/** The ways of acting, as a person reads them: "acts by …". */
export const actsBy: Readonly<
  Record<ActionModeName, { readonly label: string; readonly words: string; readonly note: string }>
> = {
  code: {
    label: "Python",
    words: "writing Python",
    note: "One program a turn, with loops, branches and functions over the primitives.",
  },
  "code-flat": {
    label: "Python without control flow",
    words: "writing Python without control flow",
    note: "Statements in a row, without branches, loops or functions: to measure what those bring.",
  },
  json: {
    label: "JSON, one call",
    words: "one call in JSON a turn",
    note: "One primitive or skill a turn, as a JSON object or a native function call.",
  },
  "json-parallel": {
    label: "JSON, several calls",
    words: "calls in JSON, several a turn",
    note: "Primitives and skills as JSON objects or native function calls, run in order until one fails.",
  },
  text: {
    label: "Text, one call",
    words: "one call in text a turn",
    note: "One primitive or skill a turn, as Action: name(arguments).",
  },
};
