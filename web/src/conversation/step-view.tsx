import { CodeBlock } from "../code/code-block.tsx";
import { duration } from "../frame/format.ts";
import { Icon } from "../frame/icons.tsx";
import { ContinueHere } from "../replay/continue-here.tsx";
import { useStepLinks } from "../replay/use-step-links.ts";
import type { Step } from "../state/conversation.ts";
import { splitReply } from "../state/draft.ts";
import { PartView } from "./part-view.tsx";

/** A turn: what the agent thinks, the Python it wrote, and what came of it. Words without code are a plain reply. */
export const StepView = ({ step }: { step: Step }) => {
  const draft = step.draft ? splitReply(step.draft) : null;
  const words = draft?.words ?? step.words;
  const code = draft ? draft.code : step.code;
  const links = useStepLinks(step);
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
      <p class={`bubble is-agent ${step.phase === "writing" ? "is-writing" : ""}`}>{words}</p>
    ) : null;
  // The card of the approval shows the code.
  if (step.phase === "waiting") return words ? <p class="thought">{words}</p> : null;
  return (
    <article
      class={`step is-${stateOf(step).tone}`}
      aria-label={`${step.by === "person" ? "Your program" : "Program of the agent"}: ${stateOf(step).label}`}
    >
      {words && <p class="thought">{words}</p>}
      <div class="step-card">
        <StepHead step={step} />
        <CodeBlock code={code} line={step.line} label="Python" links={links?.lines ?? null} />
        <Results step={step} links={links} />
        <ContinueHere step={step} code={code} />
      </div>
    </article>
  );
};

type Tone = "writing" | "running" | "done" | "error" | "stopped";

const stateOf = ({ phase, end, calling }: Step): { tone: Tone; label: string } => {
  if (phase === "writing") return { tone: "writing", label: "writing…" };
  if (phase === "written") return { tone: "writing", label: "about to run" };
  if (phase === "running") return { tone: "running", label: calling ? `${calling}…` : "running…" };
  if (!end) return { tone: "stopped", label: "not run" };
  if (end.ok) return { tone: "done", label: `done in ${duration(end.durationS)}` };
  const labels = {
    interrupted: "interrupted",
    timeout: "ran out of time",
    limit: "ended at a limit",
    died: "Python died",
    exit: "ended by exit()",
  } as const;
  const label = end.endedBy in labels ? labels[end.endedBy as keyof typeof labels] : "error";
  return {
    tone: end.endedBy === "interrupted" ? "stopped" : "error",
    label: `${label} after ${duration(end.durationS)}`,
  };
};

const StepHead = ({ step }: { step: Step }) => {
  const { tone, label } = stateOf(step);
  return (
    <header class="step-head">
      <span class="step-who">
        <Icon name={step.by === "person" ? "person" : "spark"} />
        {step.by === "person" ? "you" : "agent"}
      </span>
      <span class="step-what">Python{step.action !== null && ` #${step.action}`}</span>
      <span class={`step-state is-${tone}`}>
        {tone === "running" && <span class="spinner" aria-hidden="true" />}
        {tone === "done" && <Icon name="check" />}
        {tone === "error" && <Icon name="cross" />}
        {tone === "stopped" && <span class="stop-mark" aria-hidden="true" />}
        {label}
      </span>
    </header>
  );
};

const Results = ({ step, links }: { step: Step; links: ReturnType<typeof useStepLinks> }) => {
  const { parts, end, observation } = step;
  // A failure that ended the program is told once, with its traceback.
  const shown = parts.filter((part) => part.kind !== "failure" || end?.error?.message !== part.error.message);
  const silent = end?.ok && parts.length === 0 && end.value === null;
  if (shown.length === 0 && !end && !observation) return null;
  return (
    <div class="results">
      {shown.map((part, i) => (
        <PartView key={i} part={part} links={links} />
      ))}
      {end && end.value !== null && (
        <pre class="value" tabIndex={0} role="group" aria-label="Value of the last line">
          {end.value}
        </pre>
      )}
      {end?.error && (
        <div class="failure">
          <strong>{end.error.type}</strong>
          <span>{end.error.message}</span>
          {end.error.traceback && (
            <details>
              <summary>traceback</summary>
              <pre tabIndex={0}>{end.error.traceback}</pre>
            </details>
          )}
        </div>
      )}
      {end?.reason && (
        <p class="notice is-warning">
          <Icon name="warn" />
          <span>
            Ended from outside: {end.reason}.
            {end.interruptedAt && (
              <>
                {" "}
                It was at line {end.interruptedAt.line}: <code>{end.interruptedAt.source}</code>
              </>
            )}
          </span>
        </p>
      )}
      {end && !end.stateKept && (
        <p class="notice is-warning">
          <Icon name="warn" />
          <span>The interpreter was lost, and all variables with it.</span>
        </p>
      )}
      {silent && <p class="silent">no output</p>}
      {observation && (
        <details class="observation">
          <summary>what the model was told</summary>
          <pre tabIndex={0}>{observation}</pre>
        </details>
      )}
    </div>
  );
};
