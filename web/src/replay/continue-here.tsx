import { useState } from "preact/hooks";
import { CodeEditor } from "../conversation/code-editor.tsx";
import { type App, useApp } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import { whyNotFork } from "../panels/why-not-fork.ts";
import type { Step } from "../state/conversation.ts";
import { useStore } from "../state/store.ts";

/**
 * Goes on live from a turn of a replayed episode: the simulator is put back to where it was, and the turn is done anew,
 * with its code as it was, edited, or by asking the agent, with new words or as it was. Only where the session has a simulator, and the episode.
 */
export const ContinueHere = ({ step, code }: { step: Step; code: string }) => {
  const { live, replay } = useApp();
  if (!live?.bridge || !replay || replay.id === null || step.phase !== "ended") return null;
  return <Continue live={live} episode={replay.id} step={step} code={code} />;
};

const Continue = ({
  live,
  episode,
  step,
  code,
}: {
  live: App;
  episode: string;
  step: Step;
  code: string;
}) => {
  const [draft, setDraft] = useState<string | null>(null);
  const [words, setWords] = useState("");
  const can = useStore(live.store, ({ session }) => session?.can_fork === true);
  const why = useStore(live.store, whyNotFork);
  if (!can) return null;
  const go = (program: string | null): void => {
    const said = words.trim() === "" ? null : words.trim();
    if (why !== null || (program === null && said === null && step.turn === 0)) return;
    if (!live.bridge?.fork(episode, step.turn, program, said)) return;
    // What comes of it, a refusal too, is told on the live page.
    live.opener.close();
  };
  if (draft === null)
    return (
      <footer class="continue">
        <button type="button" onClick={() => setDraft(code)}>
          <Icon name="fork" /> Continue from here…
        </button>
      </footer>
    );
  const changed = draft !== code;
  return (
    <footer class="continue is-open" aria-label={`Continue from turn ${step.turn}`}>
      <p>
        The simulator goes back to where it was before this program. From there it runs what you write here,
        or the agent is asked anew.
      </p>
      <CodeEditor code={code} label="Python to go on with" onChange={setDraft} onRun={() => go(draft)} />
      <label class="continue-words">
        <span>{step.turn <= 1 ? "Other words for the task" : "Words to the agent at this point"}</span>
        <textarea
          rows={2}
          maxLength={10_000}
          value={words}
          placeholder={
            step.turn === 0
              ? "say what to do, and an agent goes on in place of the program"
              : "may stay empty: the agent is then asked as it was"
          }
          onInput={(event) => setWords(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing || words.trim() === "") return;
            event.preventDefault();
            go(null);
          }}
        />
      </label>
      {why !== null && (
        <p class="continue-why" role="status">
          <Icon name="warn" /> {why}
        </p>
      )}
      <div class="continue-choice">
        <button
          type="button"
          class="run"
          disabled={why !== null || draft.trim() === ""}
          onClick={() => go(draft)}
        >
          <Icon name="play" /> {changed ? "Run my version" : "Run it again"}
        </button>
        <button
          type="button"
          disabled={why !== null || (step.turn === 0 && words.trim() === "")}
          onClick={() => go(null)}
        >
          {words.trim() === "" ? "Ask the agent anew" : "Say it, and ask the agent"}
        </button>
        <button type="button" onClick={() => setDraft(null)}>
          Cancel
        </button>
      </div>
    </footer>
  );
};
