import { Icon } from "../frame/icons.tsx";
import type { useStepLinks } from "../replay/use-step-links.ts";
import type { Step } from "../state/conversation.ts";
import { PartView } from "./part-view.tsx";
import { UsageNote } from "./usage-note.tsx";

/** What came of a program: output, motions, pictures, value or failure, and what the model was told of it. */
export const StepResults = ({ step, links }: { step: Step; links: ReturnType<typeof useStepLinks> }) => {
  const { parts, end, observation, usage } = step;
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
      {observation ? (
        <details class="observation">
          <summary>
            what the model was told
            <UsageNote usage={usage} />
          </summary>
          <pre tabIndex={0}>{observation}</pre>
        </details>
      ) : (
        <p class="observation">
          <UsageNote usage={usage} />
        </p>
      )}
    </div>
  );
};
