import { useEffect } from "preact/hooks";
import { useApp, useAppState } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import { useFollowCursor } from "../replay/use-follow-cursor.ts";
import { Composer } from "./composer.tsx";
import { EntryView } from "./entry-view.tsx";
import { foldBefore } from "./folding.ts";
import { useFollowEnd } from "./follow-end.ts";
import { Welcome } from "./welcome.tsx";

/** What was said, written and done, newest at the end. */
export const ConversationView = () => {
  const entries = useAppState((state) => state.conversation.entries);
  // What the bridge says while it starts is no conversation yet.
  const fresh = entries.every(({ kind }) => ["notice", "stop", "estop", "manual"].includes(kind));
  const { replay } = useApp();
  const { box, content, behind, toEnd } = useFollowEnd(fresh && !replay);
  useFollowCursor(box, toEnd);
  const episodes = useAppState((state) => state.conversation.episodes);
  // A task that begins is what everybody here wants to see.
  useEffect(() => {
    if (!replay && episodes > 0) toEnd();
  }, [episodes]);
  const whole = foldBefore(entries);
  return (
    <section class="conversation" id="conversation" aria-label="Conversation">
      <div
        class="scroller"
        ref={box}
        tabIndex={0}
        role="log"
        aria-label="What was said and done"
        aria-live="off"
      >
        <div class="entries" ref={content}>
          {fresh && !replay && <Welcome />}
          {entries.map((entry, i) => (
            <EntryView key={entry.key} entry={entry} old={i < whole} />
          ))}
        </div>
      </div>
      {behind && (
        <div class="to-end-place">
          <button type="button" class="to-end" onClick={toEnd}>
            <Icon name="down" /> new below
          </button>
        </div>
      )}
      {replay ? <ReplayFoot /> : <Composer />}
    </section>
  );
};

/** In place of the box that a robot would listen to. */
const ReplayFoot = () => {
  const { opener, live } = useApp();
  return (
    <p class="replay-foot">
      <span>This is a replay: nothing here reaches a robot.</span>
      <button type="button" class="plain-button" onClick={() => opener.close()}>
        {live?.bridge && live.store.get().link.phase === "open" ? "Back to live" : "Close"}
      </button>
    </p>
  );
};
