import {
  type EventOf,
  noUsage,
  type Outcome,
  type PrimitiveErrorBody,
  type PythonError,
  type Usage,
} from "../../../bridge/protocol/index.ts";

/** Something that an action gave while it ran, in the order of arrival. */
export type Part =
  | { readonly kind: "output"; readonly stream: "stdout" | "stderr"; readonly text: string }
  | { readonly kind: "receipt"; readonly call: number; readonly name: string; readonly text: string }
  | { readonly kind: "failure"; readonly name: string; readonly error: PrimitiveErrorBody }
  | { readonly kind: "image"; readonly seq: number; readonly source: string; readonly dataBase64: string };

/** How an action ended. */
export interface StepEnd {
  readonly ok: boolean;
  readonly endedBy: EventOf<"action_end">["ended_by"];
  /** Who or what ended it from outside, empty otherwise; and at which statement. */
  readonly reason: string;
  readonly interruptedAt: { readonly line: number; readonly source: string } | null;
  readonly value: string | null;
  readonly error: PythonError | null;
  readonly stateKept: boolean;
  readonly durationS: number;
}

/** One turn of the agent, or one program of a person: words, code, and what came of running it. */
export interface Step {
  readonly kind: "step";
  readonly key: string;
  readonly by: "agent" | "person";
  readonly turn: number;
  /** "waiting": for a person's approval, whose card shows the code. */
  readonly phase: "thinking" | "writing" | "written" | "waiting" | "running" | "ended";
  /** The reply as streamed so far; empty once it is whole. */
  readonly draft: string;
  readonly words: string;
  readonly code: string | null;
  /** The action as the model wrote it, where that is not the code itself. */
  readonly written: string | null;
  readonly action: number | null;
  /** Line of the newest primitive call while the action runs. */
  readonly line: number | null;
  /** Name of the primitive that is under way. */
  readonly calling: string | null;
  readonly parts: readonly Part[];
  readonly end: StepEnd | null;
  readonly observation: string | null;
  /** Tokens of this turn; none where the model did not say. */
  readonly usage: Usage;
}

export interface Question {
  readonly kind: "question";
  readonly key: string;
  readonly questionId: string;
  readonly text: string;
  readonly options: readonly string[] | null;
  /** Undefined while it is open, null when nobody could answer. */
  readonly answer: string | null | undefined;
}

export type Stop = { readonly kind: "stop"; readonly key: string } & Pick<
  EventOf<"stop">,
  "by" | "stopped" | "took_s" | "max_velocity_rad_s" | "text"
>;

/** A move by hand, and the Python that does the same. */
export type Manual = { readonly kind: "manual"; readonly key: string } & Pick<
  EventOf<"manual">,
  "by" | "text" | "python"
>;

/** The emergency stop was latched, or reset. */
export type Estop = { readonly kind: "estop"; readonly key: string } & Pick<
  EventOf<"estop">,
  "by" | "latched" | "text"
>;

/** Code, or a motion of code that runs, that waits for a person's approval; afterwards, what was decided. */
export interface Approval {
  readonly kind: "approval";
  readonly key: string;
  readonly approvalId: string;
  readonly turn: number;
  readonly code: string;
  readonly commands: EventOf<"approval_request">["commands"];
  /** False when the program runs already, and a motion of it is held. */
  readonly editable: boolean;
  /** When it counts as rejected, milliseconds of the wall clock. */
  readonly expiresMs: number;
  /** Null while it is open. */
  readonly decision: Pick<EventOf<"approval">, "decision" | "reason" | "by"> | null;
}

export interface EpisodeEnd {
  readonly kind: "end";
  readonly key: string;
  readonly outcome: Outcome;
  readonly summary: string;
  readonly turns: number;
  readonly actions: number;
  readonly primitiveCalls: number;
  readonly recording: string | null;
  readonly usage: Usage;
  readonly forkedFrom: Conversation["forkedFrom"];
}

export type Entry =
  | { readonly kind: "instruction"; readonly key: string; readonly text: string }
  | { readonly kind: "say"; readonly key: string; readonly text: string }
  | {
      readonly kind: "notice";
      readonly key: string;
      readonly level: "info" | "warning" | "error";
      readonly text: string;
    }
  | Step
  | Question
  | Approval
  | Stop
  | Manual
  | Estop
  | EpisodeEnd;

/** Everything that the page tells of the episodes of a session; made from events alone, live or replayed. */
export interface Conversation {
  readonly entries: readonly Entry[];
  /** Index of the first entry of the episode under way, or of the last one. */
  readonly episodeFrom: number;
  /** How many episodes have begun. */
  readonly episodes: number;
  readonly planner: EventOf<"episode_start">["planner"] | null;
  /** What the episode under way, or the last one, went on from; null for one that began by itself. */
  readonly forkedFrom: { readonly id: string; readonly turn: number } | null;
  readonly episodeRunning: boolean;
  readonly turnsLeft: number | null;
  /** Tokens of the episode under way, or of the last one. */
  readonly usage: Usage;
  /** Of all that is told here. */
  readonly totalUsage: Usage;
  /** The stop after which nothing was run yet. */
  readonly stopped: Stop | null;
  /** The robot's connection was lost and is not back. */
  readonly connectionLost: boolean;
  readonly lastSeq: number;
}

export const emptyConversation: Conversation = {
  entries: [],
  episodeFrom: 0,
  episodes: 0,
  planner: null,
  forkedFrom: null,
  episodeRunning: false,
  turnsLeft: null,
  usage: noUsage,
  totalUsage: noUsage,
  stopped: null,
  connectionLost: false,
  lastSeq: -1,
};

/** The question that waits for an answer, if one does. */
export const openQuestion = (conversation: Conversation): Question | null => {
  if (!conversation.episodeRunning) return null;
  const found = conversation.entries.findLast((entry) => entry.kind === "question");
  return found?.kind === "question" && found.answer === undefined ? found : null;
};

/** The newest move by hand, if there was one. */
export const lastManual = (conversation: Conversation): Manual | null => {
  const found = conversation.entries.findLast((entry) => entry.kind === "manual");
  return found?.kind === "manual" ? found : null;
};

/** The action that runs, if one does. */
export const runningStep = (conversation: Conversation): Step | null => {
  const found = conversation.entries.findLast((entry) => entry.kind === "step" && entry.phase === "running");
  return found?.kind === "step" ? found : null;
};
