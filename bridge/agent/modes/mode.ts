import type { ActionModeName } from "../../protocol/index.ts";
import type { ModelReply, NativeTool } from "../model-client.ts";

/** A model's reply, read by the grammar of a mode. */
export interface ParsedReply {
  /** Prose around the action: the chain of thought. */
  readonly thought: string;
  /** Python to run, null when the reply acts not. */
  readonly code: string | null;
  /** False when the end of the action was not seen: its closing tag, fence or bracket is missing. */
  readonly closed: boolean;
  /** Words to the user, when there is no action. */
  readonly answer: string | null;
  /** Further actions, which are not run. */
  readonly otherBlocks: number;
  /** Why nothing can be done with the reply, in words to the model. */
  readonly problem: string | null;
  /** What the model sees of its own reply later: up to the end of the action, since what follows was written blindly. */
  readonly kept: string;
}

/** What of the system prompt differs between modes. */
export interface HowToAct {
  /** The section on how a turn works. */
  readonly turn: string;
  /** A short worked example. */
  readonly example: string;
  /** Both in a few lines, for windows of about 4k tokens. */
  readonly compact: { readonly turn: string; readonly example: string };
}

/** How the agent acts: a grammar for its replies, and the words that teach it. All modes are run as Python. */
export interface ActionMode {
  readonly name: ActionModeName;
  /** The model stops before these. */
  readonly stop: readonly string[];
  /** Native tools to offer where the server has function calling; none where the action is in the text only. */
  readonly tools: readonly NativeTool[];
  /** What holds an action, in words to the model: "code", "call". */
  readonly noun: string;
  /** How to act, in a line, for a reply that did not. */
  readonly reminder: string;
  /** Names of the library that cannot be used in this mode; the prompt is silent about them. */
  readonly withheld: ReadonlySet<string>;
  howToAct(robot: "arm" | "base"): HowToAct;
  /** The reply as it is told and recorded: native calls stand as text in it, where the mode has a text for them. */
  written(reply: Pick<ModelReply, "text" | "toolCalls">): string;
  parse(reply: Pick<ModelReply, "text" | "toolCalls">): ParsedReply;
  /** Tells that further actions of a reply were not run. */
  othersNotRun(count: number): string;
  /** How Python that a person wrote stands in the conversation, in place of a reply. */
  asReply(code: string): string;
}
