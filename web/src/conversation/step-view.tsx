import { useState } from "preact/hooks";
import { CodeBlock } from "../code/code-block.tsx";
import { Icon } from "../frame/icons.tsx";
import { ContinueHere } from "../replay/continue-here.tsx";
import { useStepLinks } from "../replay/use-step-links.ts";
import type { Step } from "../state/conversation.ts";
import { splitReply } from "../state/draft.ts";
import { EditAndRun } from "./edit-and-run.tsx";
import { StepActions } from "./step-actions.tsx";
import { StepHead } from "./step-head.tsx";
import { StepResults } from "./step-results.tsx";
import { stateOf } from "./step-state.ts";
import { UsageNote } from "./usage-note.tsx";

/** A turn: what the agent thinks, the Python it wrote, and what came of it. Words without code are a plain reply. */
export const StepView = ({ step, old }: { step: Step; old: boolean }) => {
  const draft = step.draft ? splitReply(step.draft) : null;
  const words = draft?.words ?? step.words;
  const code = draft ? draft.code : step.code;
  if (step.phase === "thinking")
    return (
      <p class="thinking">
        <span class="dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>{" "}
        thinking
      </p>
    );
  if (code === null)
    return words ? (
      <div class="said">
        <p class={`bubble is-agent ${step.phase === "writing" ? "is-writing" : ""}`}>{words}</p>
        {step.observation ? (
          <details class="observation">
            <summary>
              what the model was told
              <UsageNote usage={step.usage} />
            </summary>
            <pre tabIndex={0}>{step.observation}</pre>
          </details>
        ) : (
          <UsageNote usage={step.usage} />
        )}
      </div>
    ) : null;
  // The card of the approval shows the code.
  if (step.phase === "waiting") return words ? <p class="thought">{words}</p> : null;
  return <Program step={step} code={code} words={words} old={old} />;
};

const Program = ({ step, code, words, old }: { step: Step; code: string; words: string; old: boolean }) => {
  const links = useStepLinks(step);
  const [editing, edit] = useState(false);
  const [opened, open] = useState(false);
  // Nothing folds under the hands of whoever edits it.
  if (old && !opened && !editing && step.phase === "ended")
    return <FoldedStep step={step} code={code} onOpen={() => open(true)} />;
  return (
    <article class={`step is-${stateOf(step).tone}`} aria-label={programName(step)} data-entry={step.key}>
      {words && <p class="thought">{words}</p>}
      <div class="step-card">
        <StepHead step={step}>
          <StepActions step={step} code={code} editing={editing} onEdit={() => edit(!editing)} />
          {old && (
            <button
              type="button"
              class="step-fold"
              aria-expanded
              title="Fold to a line"
              aria-label="Fold to a line"
              onClick={() => {
                edit(false);
                open(false);
              }}
            />
          )}
        </StepHead>
        {step.written !== null && (
          <div class="step-written">
            <span>as the model wrote it; run as the Python below</span>
            <pre tabIndex={0} role="group" aria-label="The action as the model wrote it">
              {step.written}
            </pre>
          </div>
        )}
        <CodeBlock
          code={code}
          line={step.line}
          label="Python"
          links={links?.lines ?? null}
          runnable
          growing={step.phase === "writing"}
        />
        <StepResults step={step} links={links} />
        {editing && <EditAndRun code={code} onDone={() => edit(false)} />}
        <ContinueHere step={step} code={code} />
      </div>
    </article>
  );
};

const programName = (step: Step): string =>
  `${step.by === "person" ? "Your program" : "Program of the agent"}: ${stateOf(step).label}`;

/** A program that ran long ago, in a line that opens. */
const FoldedStep = ({ step, code, onOpen }: { step: Step; code: string; onOpen: () => void }) => {
  const motions = step.parts.filter(({ kind }) => kind === "receipt").length;
  const { tone, label } = stateOf(step);
  return (
    <button
      type="button"
      class={`folded is-${tone}`}
      data-entry={step.key}
      aria-expanded={false}
      onClick={onOpen}
      title="Show this program and what came of it"
    >
      <Icon name={step.by === "person" ? "person" : "spark"} />
      <span class="folded-what">{step.words.split("\n", 1)[0] || firstLine(code)}</span>
      <span class="folded-end">
        {motions > 0 && `${motions} ${motions === 1 ? "motion" : "motions"} · `}
        {label}
      </span>
      <span class="unseen">{programName(step)}</span>
    </button>
  );
};

/** What a program begins with, its comments aside. */
const firstLine = (code: string): string => {
  const lines = code.split("\n").map((line) => line.trim());
  return lines.find((line) => line !== "" && !line.startsWith("#")) ?? lines.find(Boolean) ?? "";
};
