import { CodeBlock } from "../code/code-block.tsx";
import { EntryView } from "../conversation/entry-view.tsx";
import { StepHead } from "../conversation/step-head.tsx";
import { StepResults } from "../conversation/step-results.tsx";
import { stateOf } from "../conversation/step-state.ts";
import { runningStep } from "../state/conversation.ts";
import { useStore } from "../state/store.ts";
import type { TurnOf } from "./align.ts";
import type { Branch } from "./open-pair.ts";

/** What one episode did in a turn; the lines that the other one has not are marked. */
export const BranchTurn = ({
  branch,
  name,
  turn,
  marked,
}: {
  branch: Branch;
  name: "A" | "B";
  turn: TurnOf | null;
  marked: ReadonlySet<number> | null;
}) => {
  const step = turn?.step ?? null;
  const line = useStore(branch.open.replay.store, ({ conversation }) => {
    const running = runningStep(conversation);
    return running && running.action === step?.action ? running.line : null;
  });
  return (
    <div class="compare-cell">
      <span class={`compare-badge is-${name}`} aria-hidden="true">
        {name}
      </span>
      {!turn && <p class="silent">no such turn</p>}
      {step && step.code === null && step.words && <p class="bubble is-agent">{step.words}</p>}
      {step && step.code !== null && (
        <article
          class={`step is-${stateOf(step).tone}`}
          aria-label={`Program of ${name}: ${stateOf(step).label}`}
        >
          {step.words && <p class="thought">{step.words}</p>}
          <div class="step-card">
            <StepHead step={step} />
            <CodeBlock code={step.code} line={line} label={`Python of ${name}`} marked={marked} />
            <StepResults step={step} links={null} />
          </div>
        </article>
      )}
      {turn?.rest.map((entry) => (
        <EntryView key={entry.key} entry={entry} />
      ))}
    </div>
  );
};
