import { useAppState } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import { openQuestion } from "../state/conversation.ts";

/** Says, over the list, that the agent waits for the person who is looking at it. */
export const WaitingLine = () => {
  const waits = useAppState(({ conversation }) => {
    if (openQuestion(conversation)) return "The agent asks you something.";
    const undecided = conversation.entries.some(
      (entry) => entry.kind === "approval" && entry.decision === null,
    );
    return undecided && conversation.episodeRunning ? "The agent waits for your approval." : null;
  });
  if (waits === null) return null;
  return (
    <p class="library-waits" role="alert">
      <Icon name="person" />
      <span>{waits}</span>
      <a href="#">See it</a>
    </p>
  );
};
