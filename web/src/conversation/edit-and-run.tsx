import { useEffect, useState } from "preact/hooks";
import { useApp, useAppState } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import { CodeEditor } from "./code-editor.tsx";
import { useRunProgram } from "./use-run-program.ts";

/** A program of the past to edit, and to run anew as the person's own: in the present, not in its past. */
export const EditAndRun = ({ code, onDone }: { code: string; onDone: () => void }) => {
  const { store } = useApp();
  const [draft, setDraft] = useState(code);
  /** How many episodes had begun when it was sent; null while it is not. */
  const [sentAt, setSentAt] = useState<number | null>(null);
  const program = useRunProgram();
  const refusal = useAppState((state) => state.refusal);
  const began = useAppState(({ conversation }) => sentAt !== null && conversation.episodes !== sentAt);
  useEffect(() => {
    // What was refused did not run: it stays here to be run again.
    if (refusal?.request === "exec") setSentAt(null);
    else if (began) onDone();
  }, [refusal, began]);
  const run = (): void => {
    const { episodes } = store.get().conversation;
    if (program.run(draft)) setSentAt(episodes);
  };
  const why = sentAt === null ? program.why : null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be the first of its lines
    <div class="edit-run" role="group" aria-label="Edit and run">
      <p>
        Runs as your own program with the robot and the variables as they are <strong>now</strong>; nothing
        goes back to before this step.
      </p>
      <CodeEditor code={code} label="Python to edit and run" onChange={setDraft} onRun={run} />
      {why !== null && (
        <p class="continue-why" role="status">
          <Icon name="warn" /> {why}
        </p>
      )}
      <div class="edit-run-choice">
        <button
          type="button"
          class="run"
          disabled={why !== null || sentAt !== null || draft.trim() === ""}
          onClick={run}
          aria-keyshortcuts="Control+Enter Meta+Enter"
        >
          <Icon name="play" /> {draft === code ? "Run it again" : "Run my version"}
        </button>
        <button type="button" onClick={onDone}>
          Cancel
        </button>
      </div>
    </div>
  );
};
