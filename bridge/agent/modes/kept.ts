import type { ActionModeName } from "../../protocol/index.ts";
import { parseReply } from "../grammar.ts";
import { MOST_CALLS } from "./compile.ts";
import { keptJson } from "./json-reply.ts";
import { keptTextAction } from "./text-reply.ts";

/**
 * What the model sees of a reply that was recorded: up to the end of its action.
 *
 * @param mode by which it acted
 * @param code what the reply became; that of a native call of execute_python stands beside the words
 */
export const keptReply = (mode: ActionModeName, text: string, code: string | null): string => {
  if (mode === "json") return keptJson(text, 1);
  if (mode === "json-parallel") return keptJson(text, MOST_CALLS);
  if (mode === "text") return keptTextAction(text);
  const parsed = parseReply(text);
  return (parsed.code === code ? parsed : parseReply(text, code)).kept;
};
