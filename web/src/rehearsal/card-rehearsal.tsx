import type { RefObject } from "preact";
import { useApp, useAppState } from "../frame/context.ts";
import type { Approval } from "../state/conversation.ts";
import { shortHash } from "./code-hash.ts";
import { RehearsalView } from "./rehearsal-view.tsx";
import { useRehearsal } from "./use-rehearsal.ts";

/** Why there is no rehearsal of a program that waits for approval. */
const NO_TWIN =
  "It cannot be rehearsed: only the embedded simulator has a twin to try it in. Read it before you approve it.";
const RUNS_ALREADY = "The program runs already, so it cannot be rehearsed any more.";

/** What a program that waits for approval would do, and that what is approved is exactly what runs. */
export const CardRehearsal = ({
  approval,
  code,
  card,
}: {
  approval: Approval;
  /** What would run: the agent's program, or what the person made of it. */
  code: string;
  card: RefObject<HTMLElement | null>;
}) => {
  const { bridge } = useApp();
  const told = useAppState(({ session }) => session !== null);
  const able = useAppState(({ session }) => session?.can_rehearse === true);
  if (!bridge || !told) return null;
  if (!approval.editable) return <p class="rehearsal-none">{RUNS_ALREADY}</p>;
  if (!able) return <p class="rehearsal-none">{NO_TWIN}</p>;
  return <Rehearsed approval={approval} code={code} card={card} />;
};

const Rehearsed = ({ approval, code, card }: Parameters<typeof CardRehearsal>[0]) => {
  const use = useRehearsal(approval.approvalId, code, code.trim() !== "");
  const { rehearsal, current, hash } = use;
  const same = rehearsal?.state === "done" && current;
  return (
    <>
      <RehearsalView use={use} card={card} />
      {hash !== null && (
        <p class="approval-hash">
          What you approve is exactly what runs: code <code title={`SHA-256 ${hash}`}>{shortHash(hash)}</code>
          {same ? ", the same as was rehearsed." : "."}
        </p>
      )}
    </>
  );
};
