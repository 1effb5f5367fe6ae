import { useEffect, useRef, useState } from "preact/hooks";
import type { ApprovalAnswer } from "../../../bridge/protocol/index.ts";
import { CodeBlock } from "../code/code-block.tsx";
import { useApp, useAppState } from "../frame/context.ts";
import { duration } from "../frame/format.ts";
import { Icon } from "../frame/icons.tsx";
import { useSecondsTo } from "../frame/seconds-to.ts";
import { CardRehearsal } from "../rehearsal/card-rehearsal.tsx";
import { approvalDecided, approvalTitle } from "../state/approvals.ts";
import type { Approval } from "../state/conversation.ts";
import { CodeEditor } from "./code-editor.tsx";

/** What waits for a person's approval: code and commands to read, and to decide about; then what was decided. */
export const ApprovalCard = ({ approval }: { approval: Approval }) =>
  approval.decision === null ? <OpenApproval approval={approval} /> : <Decided approval={approval} />;

const OpenApproval = ({ approval }: { approval: Approval }) => {
  const { bridge, replay } = useApp();
  /** The code under edit; null while it is only read. */
  const [draft, setDraft] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [sent, setSent] = useState(false);
  const card = useRef<HTMLFormElement>(null);
  const open = useAppState(({ link }) => link.phase === "open");
  const refusal = useAppState((state) => state.refusal);
  useEffect(() => {
    if (refusal?.request === "approve") setSent(false);
  }, [refusal]);

  const ready = open && !sent;
  const changed = draft !== null && draft !== approval.code;
  const empty = draft !== null && draft.trim() === "";
  const answer = (given: ApprovalAnswer): void => {
    if (ready && bridge?.approve(approval.approvalId, given)) setSent(true);
  };
  const approve = (): void => {
    if (!empty) answer({ decision: "approve", code: changed ? draft : null, reason: "" });
  };
  const reject = (): void => answer({ decision: "reject", code: null, reason: reason.trim() });

  return (
    <form
      class="approval"
      ref={card}
      aria-label={approvalTitle(approval)}
      onSubmit={(event) => {
        event.preventDefault();
        reject(); // Enter sends the reason, and never an approval
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
        event.preventDefault();
        approve();
      }}
    >
      <header class="approval-head">
        <Icon name="warn" />
        <strong>{approvalTitle(approval)}</strong>
        {!replay && <Countdown expiresMs={approval.expiresMs} />}
      </header>
      {draft === null ? (
        <CodeBlock
          code={approval.code}
          line={approval.editable ? null : (approval.commands[0]?.line ?? null)}
          label="Python that waits for approval"
        />
      ) : (
        <CodeEditor
          code={draft}
          label="Python to run in place of the agent's"
          onChange={setDraft}
          onRun={approve}
        />
      )}
      <Commands approval={approval} editing={draft !== null} />
      <CardRehearsal approval={approval} code={draft ?? approval.code} card={card} />
      <div class="approval-foot" hidden={replay !== null}>
        <button
          type="button"
          class="approve"
          disabled={!ready || empty}
          onClick={approve}
          onKeyDown={(event) => {
            // Held or stray, Enter must not move a robot; Space and Ctrl+Enter are meant.
            if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) event.preventDefault();
          }}
          aria-keyshortcuts="Control+Enter Meta+Enter"
        >
          <Icon name="check" /> {changed ? "Run my version" : "Approve"}
        </button>
        {approval.editable && (
          <button
            type="button"
            disabled={!ready}
            onClick={() => setDraft(draft === null ? approval.code : null)}
          >
            {draft === null ? "Edit" : "Discard edits"}
          </button>
        )}
        <span class="approval-reject">
          <input
            value={reason}
            maxLength={2000}
            onInput={(event) => setReason(event.currentTarget.value)}
            // Whoever writes a reason is not approving, whatever else is held down.
            onKeyDown={(event) => event.stopPropagation()}
            aria-label="Reason for rejecting, for the agent to read"
            placeholder="why not (the agent reads it)"
          />
          <button type="submit" class="reject" disabled={!ready}>
            Reject
          </button>
        </span>
      </div>
    </form>
  );
};

const Countdown = ({ expiresMs }: { expiresMs: number }) => {
  const left = useSecondsTo(expiresMs);
  return (
    <span class={`approval-left ${left < 15 ? "is-short" : ""}`} role="timer">
      {left > 0 ? `rejected in ${left < 60 ? `${left} s` : duration(left)}` : "time is up"}
    </span>
  );
};

const Commands = ({
  approval: { commands, editable },
  editing,
}: {
  approval: Approval;
  editing: boolean;
}) => {
  const title = editing ? "The agent's version may command" : "It may command";
  if (commands.length === 0)
    return <p class="approval-none">As far as its text tells, it commands no motion.</p>;
  return (
    <div class="approval-commands">
      <p>{editable ? title : "This motion waits"}</p>
      <ul aria-label="Commands by line">
        {commands.map(({ name, line, text }, i) => (
          <li key={i}>
            <span>{line === null ? "" : `line ${line}`}</span>
            <span>
              {text.includes(name) ? null : <code>{name}</code>} {editable ? <code>{text}</code> : text}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
};

const Decided = ({ approval }: { approval: Approval }) => {
  const good = approval.decision?.decision === "approved" || approval.decision?.decision === "edited";
  return (
    <div class={`end is-${good ? "good" : "warn"}`}>
      <strong>
        <Icon name={good ? "check" : "cross"} />
        {approvalDecided(approval)}
      </strong>
      {!approval.editable && approval.commands.map(({ text }, i) => <span key={i}>{text}</span>)}
      {approval.decision?.decision === "edited" && (
        <details class="observation">
          <summary>what the agent had written</summary>
          <CodeBlock code={approval.code} line={null} label="Python that the agent had written" />
        </details>
      )}
    </div>
  );
};
