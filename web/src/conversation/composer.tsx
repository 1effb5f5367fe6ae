import { useEffect, useRef, useState } from "preact/hooks";
import { useApp, useAppState } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import { openQuestion } from "../state/conversation.ts";
import { UsageNote } from "./usage-note.tsx";

const MAX_HEIGHT_PX = 160;
/** Refusals of these requests are told where they were asked. */
const shownElsewhere = /^(manual_|estop_reset$)/;

/** Where a person writes: an instruction, or the answer while the agent asks. Enter sends, Shift+Enter breaks the line. */
export const Composer = () => {
  const { bridge, store } = useApp();
  const [text, setText] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  const sent = useRef("");
  const refusal = useAppState((state) => state.refusal);
  const open = useAppState(({ link }) => link.phase === "open");
  const asks = useAppState((state) => openQuestion(state.conversation) !== null);
  const spent = useAppState((state) => state.conversation.totalUsage);
  const busy = useAppState((state) => state.conversation.episodeRunning);

  useEffect(() => {
    // What was refused was not done: the words come back to be sent again.
    const mine = refusal?.request === "instruct" || refusal?.request === "answer";
    if (mine && sent.current) setText((now) => now || sent.current);
  }, [refusal]);
  useEffect(() => {
    if (!box.current) return;
    box.current.style.height = "auto";
    box.current.style.height = `${Math.min(MAX_HEIGHT_PX, box.current.scrollHeight)}px`;
  }, [text]);

  const send = (): void => {
    const words = text.trim();
    if (!words || !bridge) return;
    sent.current = words;
    bridge.say(words);
    const refused = store.get().refusal !== null;
    if (!refused) setText("");
  };
  const hint = open
    ? asks
      ? "Answer the agent"
      : busy
        ? "The agent is at work"
        : "Tell the robot what to do"
    : "No connection to the bridge";

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {refusal && !shownElsewhere.test(refusal.request) && (
        <p class="refusal" role="alert">
          {refusal.reason}
        </p>
      )}
      <div class="composer-box">
        <textarea
          ref={box}
          rows={1}
          value={text}
          placeholder={hint}
          aria-label={asks ? "Your answer to the agent" : "Instruction"}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" class="send" disabled={!open || text.trim() === ""} title="Send (Enter)">
          <Icon name="send" />
          <span class="unseen">Send</span>
        </button>
      </div>
      <p class="spent">
        <UsageNote usage={spent} before="so far " />
      </p>
    </form>
  );
};
