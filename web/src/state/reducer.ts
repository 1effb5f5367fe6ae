import { addUsage, type Event, type EventOf, noUsage } from "../../../bridge/protocol/index.ts";
import { approvalOf, isApproval } from "./approvals.ts";
import type { Conversation, Entry, Part, Step } from "./conversation.ts";
import { splitReply } from "./draft.ts";
import { appendPart } from "./parts.ts";
import { writtenAction } from "./written-action.ts";

/** Puts one event into the conversation. Pure: live page and replay share it. Events seen already change nothing. */
export const reduceConversation = (state: Conversation, event: Event): Conversation => {
  if (event.seq <= state.lastSeq) return state;
  return { ...apply(state, event), lastSeq: event.seq };
};

const keyOf = (event: Event): string => `${event.type}-${event.seq}`;

const append = (state: Conversation, ...entries: Entry[]): Conversation => ({
  ...state,
  entries: [...state.entries, ...entries],
});

/** Changes the newest step of this episode that `matches`; nothing when there is none. */
const changeStep = (
  state: Conversation,
  matches: (step: Step) => boolean,
  change: (step: Step) => Step,
): Conversation => {
  for (let i = state.entries.length - 1; i >= state.episodeFrom; i -= 1) {
    const entry = state.entries[i];
    if (entry?.kind === "step" && matches(entry))
      return { ...state, entries: state.entries.with(i, change(entry)) };
  }
  return state;
};

const ofTurn =
  (turn: number) =>
  (step: Step): boolean =>
    step.by === "agent" && step.turn === turn;
const ofAction =
  (action: number) =>
  (step: Step): boolean =>
    step.action === action;

const newStep = (key: string, turn: number, by: Step["by"]): Step => ({
  kind: "step",
  key,
  by,
  turn,
  phase: "thinking",
  draft: "",
  words: "",
  code: null,
  written: null,
  action: null,
  line: null,
  calling: null,
  parts: [],
  end: null,
  observation: null,
  usage: noUsage,
});

/** A page may have connected in the middle of a turn: then the step begins with what it hears first. */
const withTurn = (
  state: Conversation,
  event: EventOf<"reply_delta" | "reply" | "action_start">,
): Conversation => {
  const known = state.entries
    .slice(state.episodeFrom)
    .some((entry) => entry.kind === "step" && ofTurn(event.turn)(entry));
  return known ? state : append(state, newStep(keyOf(event), event.turn, "agent"));
};

const addPart = (state: Conversation, action: number, part: Part): Conversation =>
  changeStep(state, ofAction(action), (step) => ({ ...step, parts: appendPart(step.parts, part) }));

/** What is still open when an episode ends will not go on: thinking vanishes, half-written words stay as they are. */
const settle = (entries: readonly Entry[]): Entry[] =>
  entries
    .filter((entry) => entry.kind !== "step" || entry.phase !== "thinking")
    .map((entry) => {
      if (entry.kind === "question" && entry.answer === undefined) return { ...entry, answer: null };
      if (entry.kind === "approval" && entry.decision === null)
        return {
          ...entry,
          decision: { decision: "rejected", reason: "the task has ended", by: "" } as const,
        };
      if (entry.kind !== "step" || entry.phase === "ended") return entry;
      return { ...entry, phase: "ended", line: null, calling: null };
    });

const lastWords = (state: Conversation): string | null => {
  const last = state.entries.at(-1);
  if (last?.kind === "step" && last.code === null) return last.words;
  return last?.kind === "say" || last?.kind === "instruction" ? last.text : null;
};

const apply = (state: Conversation, event: Event): Conversation => {
  switch (event.type) {
    case "episode_start": {
      const begun: Conversation = {
        ...state,
        episodeFrom: state.entries.length,
        episodes: state.episodes + 1,
        planner: event.planner,
        forkedFrom: event.forked_from ?? null,
        episodeRunning: true,
        turnsLeft: null,
        usage: noUsage,
      };
      // A person's own program shows itself as code; its first line would only be said twice.
      if (event.planner === "person") return begun;
      return append(begun, { kind: "instruction", key: keyOf(event), text: event.instruction });
    }
    case "user_message":
      if (lastWords(state) === event.text && state.entries.at(-1)?.kind === "instruction") return state;
      return append(state, { kind: "instruction", key: keyOf(event), text: event.text });
    case "turn_start":
      return append({ ...state, turnsLeft: event.turns_left }, newStep(keyOf(event), event.turn, "agent"));
    case "reply_delta":
      return changeStep(withTurn(state, event), ofTurn(event.turn), (step) => ({
        ...step,
        phase: step.phase === "thinking" ? "writing" : step.phase,
        draft: step.draft + event.text,
      }));
    case "reply": {
      const words = event.code === null ? splitReply(event.text).words : event.thought;
      return changeStep(withTurn(state, event), ofTurn(event.turn), (step) => ({
        ...step,
        phase: event.code === null ? "ended" : "written",
        draft: "",
        words,
        code: event.code,
        written: event.code === null ? null : writtenAction(event.text, event.thought, event.code),
      }));
    }
    case "usage": {
      const used = { prompt: event.prompt_tokens, completion: event.completion_tokens };
      const counted = {
        ...state,
        usage: addUsage(state.usage, used),
        totalUsage: addUsage(state.totalUsage, used),
      };
      return changeStep(counted, ofTurn(event.turn), (step) => ({
        ...step,
        usage: addUsage(step.usage, used),
      }));
    }
    case "action_start": {
      const started = (step: Step): Step => ({
        ...step,
        phase: "running",
        action: event.action,
        code: event.code,
        draft: "",
      });
      const next = { ...state, stopped: null };
      if (event.by === "person") return append(next, started(newStep(keyOf(event), event.turn, "person")));
      return changeStep(withTurn(next, event), ofTurn(event.turn), started);
    }
    case "output":
      return addPart(state, event.action, { kind: "output", stream: event.stream, text: event.text });
    case "primitive_call":
      return changeStep(state, ofAction(event.action), (step) => ({
        ...step,
        line: event.line ?? step.line,
        calling: event.name,
      }));
    case "primitive_result": {
      const returned = changeStep(state, ofAction(event.action), (step) => ({ ...step, calling: null }));
      if (event.ok || !event.error) return returned;
      return addPart(returned, event.action, { kind: "failure", name: event.name, error: event.error });
    }
    case "receipt": {
      const { call, name, text } = event;
      return addPart(state, event.action, { kind: "receipt", call, name, text });
    }
    case "image":
      return addPart(state, event.action, {
        kind: "image",
        seq: event.seq,
        source: event.source,
        dataBase64: event.data_base64,
      });
    case "action_end":
      return changeStep(state, ofAction(event.action), (step) => ({
        ...step,
        phase: "ended",
        line: null,
        calling: null,
        end: {
          ok: event.ok,
          endedBy: event.ended_by,
          reason: event.reason ?? "",
          interruptedAt: event.interrupted_at ?? null,
          value: event.value,
          error: event.error,
          stateKept: event.state_kept,
          durationS: event.duration_s,
        },
      }));
    case "estop": {
      const { by, latched, text } = event;
      const next = latched ? state : { ...state, stopped: null };
      return append(next, { kind: "estop", key: keyOf(event), by, latched, text });
    }
    case "manual": {
      const { by, text, python } = event;
      // The move that a stop ended tells its end after the stop did.
      const stopped = state.entries.at(-1)?.kind === "stop" ? state.stopped : null;
      return append({ ...state, stopped }, { kind: "manual", key: keyOf(event), by, text, python });
    }
    case "approval_request": {
      const asked = append(state, approvalOf(keyOf(event), event));
      if (!event.editable) return asked;
      return changeStep(asked, ofTurn(event.turn), (step) => ({ ...step, phase: "waiting" }));
    }
    case "approval": {
      const at = state.entries.findLastIndex((entry) => isApproval(entry, event.approval_id));
      const asked = state.entries[at];
      if (asked?.kind !== "approval") return state;
      const { decision, reason, by } = event;
      const entries = state.entries.with(at, { ...asked, decision: { decision, reason, by } });
      if (!asked.editable) return { ...state, entries };
      const runs = decision === "approved" || decision === "edited";
      return changeStep({ ...state, entries }, ofTurn(asked.turn), (step) => ({
        ...step,
        phase: runs ? "written" : "ended",
      }));
    }
    case "observation":
      return changeStep(state, ofTurn(event.turn), (step) => ({ ...step, observation: event.text }));
    case "say":
      if (lastWords(state) === event.text) return state;
      return append(state, { kind: "say", key: keyOf(event), text: event.text });
    case "question":
      return append(state, {
        kind: "question",
        key: keyOf(event),
        questionId: event.question_id,
        text: event.text,
        options: event.options,
        answer: undefined,
      });
    case "answer":
      return {
        ...state,
        entries: state.entries.map((entry) =>
          entry.kind === "question" && entry.questionId === event.question_id
            ? { ...entry, answer: event.text }
            : entry,
        ),
      };
    case "stop": {
      const { by, stopped, took_s, max_velocity_rad_s, text } = event;
      const stop = {
        kind: "stop",
        key: keyOf(event),
        by,
        stopped,
        took_s,
        max_velocity_rad_s,
        text,
      } as const;
      return append({ ...state, stopped: stop }, stop);
    }
    case "connection": {
      const lost = event.state === "reconnecting" || event.state === "closed";
      // That all is well is news only after it was not.
      if (!lost && (event.state === "connecting" || !state.connectionLost)) return state;
      return append(
        { ...state, connectionLost: lost },
        { kind: "notice", key: keyOf(event), level: lost ? "warning" : "info", text: event.text },
      );
    }
    case "notice":
      return append(state, { kind: "notice", key: keyOf(event), level: event.level, text: event.text });
    case "episode_end": {
      const ended = { ...state, entries: settle(state.entries), episodeRunning: false, turnsLeft: null };
      // The card of a person's program has said how it ended; of a fork there is more to tell.
      if (state.planner === "person" && state.forkedFrom === null) return ended;
      return append(ended, {
        kind: "end",
        key: keyOf(event),
        outcome: event.outcome,
        summary: lastWords(ended) === event.summary ? "" : event.summary,
        turns: event.turns,
        actions: event.actions,
        primitiveCalls: event.primitive_calls,
        recording: event.episode,
        usage: state.usage,
        forkedFrom: state.forkedFrom,
      });
    }
  }
};
