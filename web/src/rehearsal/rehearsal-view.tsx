import type { RefObject } from "preact";
import { Icon } from "../frame/icons.tsx";
import { shortHash } from "./code-hash.ts";
import { GhostPreview } from "./ghost-preview.tsx";
import { RehearsalResult } from "./rehearsal-result.tsx";
import type { RehearsalInUse } from "./use-rehearsal.ts";

/** What a rehearsal came to, as far as it has come. `card`: the ghost plays while it has the person's attention. */
export const RehearsalView = ({
  use,
  card,
}: {
  use: RehearsalInUse;
  card: RefObject<HTMLElement | null>;
}) => {
  const { rehearsal, current, start, cancel } = use;
  if (!rehearsal)
    return (
      <section class="rehearsal" aria-label="Rehearsal">
        <header>
          <strong>Rehearsal</strong>
          <span class="rehearsal-state">in a twin of the simulator</span>
          <button type="button" onClick={start}>
            Rehearse
          </button>
        </header>
      </section>
    );
  const running = rehearsal.state === "running";
  return (
    <section
      class={`rehearsal${current || running ? "" : " is-old"}`}
      aria-label="Rehearsal"
      data-state={rehearsal.state}
    >
      <header>
        <strong>Rehearsal</strong>
        <span class="rehearsal-hash" title={`SHA-256 ${rehearsal.sha256}`}>
          of code <code>{shortHash(rehearsal.sha256)}</code>
        </span>
        {!current && !running && <span class="rehearsal-old">of an earlier version</span>}
        <button type="button" onClick={running ? cancel : start}>
          {running ? "Cancel" : "Rehearse again"}
        </button>
      </header>
      {running ? (
        <p class="rehearsal-progress">
          <span class="spinner" aria-hidden="true" />
          {rehearsal.text}
        </p>
      ) : (
        <p class={`rehearsal-verdict is-${toneOf(use)}`} role="status">
          <Icon name={toneOf(use) === "good" ? "check" : "warn"} />
          <span>{rehearsal.text}</span>
        </p>
      )}
      <RehearsalResult rehearsal={rehearsal} />
      {rehearsal.state === "done" && current && <GhostPreview rehearsal={rehearsal} card={card} />}
    </section>
  );
};

const toneOf = ({ rehearsal }: RehearsalInUse): "good" | "warn" | "bad" => {
  if (!rehearsal || rehearsal.state !== "done") return "warn";
  if (rehearsal.calls.some(({ violation }) => violation)) return "bad";
  return rehearsal.ended_by === "done" ? "good" : "warn";
};
