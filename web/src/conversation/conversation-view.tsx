import { useApp, useAppState } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import { OpenFile } from "../replay/drop-zone.tsx";
import { useFollowCursor } from "../replay/use-follow-cursor.ts";
import { Composer } from "./composer.tsx";
import { EntryView } from "./entry-view.tsx";
import { useFollowEnd } from "./follow-end.ts";

const ANY_ROBOT = ["what do you see?"] as const;
const WITH_ARM = ["put the red cube on the blue plate", "stack the cubes, green at the bottom", ...ANY_ROBOT];

/** What was said, written and done, newest at the end. */
export const ConversationView = () => {
  const entries = useAppState((state) => state.conversation.entries);
  // What the bridge says while it starts is no conversation yet.
  const fresh = entries.every(({ kind }) => ["notice", "stop", "estop", "manual"].includes(kind));
  const { replay } = useApp();
  const { box, content, behind, toEnd } = useFollowEnd();
  useFollowCursor(box, toEnd);
  return (
    <section class="conversation" aria-label="Conversation">
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
          {entries.map((entry) => (
            <EntryView key={entry.key} entry={entry} />
          ))}
        </div>
      </div>
      {behind && (
        <button type="button" class="to-end" onClick={toEnd}>
          <Icon name="down" /> new below
        </button>
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

const Welcome = () => {
  const { bridge } = useApp();
  const ready = useAppState(
    (state) => state.link.phase === "open" && state.session?.connection === "connected",
  );
  const hasArm = useAppState((state) => state.session?.manual !== null);
  return (
    <div class="welcome">
      <h2>Tell the robot what to do</h2>
      <p>
        The agent writes Python, the robot runs it, and you see both: the code, what it printed, and how the
        robot measurably moved.
      </p>
      <ul class="examples" aria-label="Examples">
        {(hasArm ? WITH_ARM : ANY_ROBOT).map((example) => (
          <li key={example}>
            <button type="button" disabled={!ready} onClick={() => bridge?.instruct(example)}>
              {example}
            </button>
          </li>
        ))}
      </ul>
      <p class="welcome-file">
        Or look back at an episode: drop its file here, or <OpenFile>open one…</OpenFile>
      </p>
    </div>
  );
};
