import { useMemo } from "preact/hooks";
import { approvalDecided, approvalTitle } from "../state/approvals.ts";
import type { Conversation } from "../state/conversation.ts";
import { useAppState } from "./context.ts";

/** Tells screen readers what changed, a sentence at a time. */
export const Announcer = () => {
  const conversation = useAppState((state) => state.conversation);
  const phase = useAppState((state) => state.link.phase);
  const text = useMemo(() => sentence(conversation), [conversation]);
  return (
    <>
      <p class="unseen" role="status" aria-live="polite">
        {text}
      </p>
      <p class="unseen" role="alert">
        {phase === "reconnecting" ? "The connection to the bridge is lost." : ""}
      </p>
    </>
  );
};

const sentence = ({ entries }: Conversation): string => {
  const last = entries.at(-1);
  switch (last?.kind) {
    case "step":
      if (last.phase === "thinking") return "The agent is thinking.";
      if (last.phase === "running") return `Program ${last.action} is running.`;
      if (last.phase !== "ended") return "";
      if (last.code === null) return last.words;
      if (last.end === null) return "";
      return last.end?.ok
        ? `Program ${last.action} is done.`
        : `Program ${last.action} failed: ${last.end?.error?.message ?? last.end?.endedBy}`;
    case "say":
      return last.text;
    case "question":
      return last.answer === undefined ? `Question: ${last.text}` : "";
    case "approval":
      return last.decision === null ? approvalTitle(last) : approvalDecided(last);
    case "stop":
    case "manual":
      return last.text;
    case "notice":
      return last.text;
    case "end":
      return `The task ended: ${last.outcome.replace("_", " ")}. ${last.summary}`;
    default:
      return "";
  }
};
