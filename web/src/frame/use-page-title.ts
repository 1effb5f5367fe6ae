import { useEffect } from "preact/hooks";
import { openQuestion } from "../state/conversation.ts";
import { useAppState } from "./context.ts";

const NAME = "codeact-ros";

/** The title of the browser's tab tells what a person should know who looks elsewhere. */
export const usePageTitle = (replayOf: string | null): void => {
  const state = useAppState(({ link, session, conversation }) => {
    if (link.phase === "reconnecting") return "bridge lost";
    if (link.phase !== "open" || !session) return null;
    if (session.estop !== null) return "emergency stop";
    if (session.connection !== "connected") return "robot lost";
    if (conversation.entries.some((entry) => entry.kind === "approval" && entry.decision === null))
      return "waits for approval";
    if (openQuestion(conversation)) return "asks you";
    return session.busy || conversation.episodeRunning ? "at work" : null;
  });
  const title = [state, replayOf && `replay of ${replayOf}`, NAME].filter(Boolean).join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
};
