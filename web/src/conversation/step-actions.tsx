import { useEffect, useState } from "preact/hooks";
import { useApp } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";
import type { Step } from "../state/conversation.ts";
import { useToConsole } from "./use-to-console.ts";

/** How long it is told that something was copied, milliseconds. */
const TOLD_MS = 1_600;

/** What can be done with a program that is there: copy it, put it into the console, edit it and run that. */
export const StepActions = ({
  step,
  code,
  editing,
  onEdit,
}: {
  step: Step;
  code: string;
  editing: boolean;
  onEdit: () => void;
}) => {
  const { bridge } = useApp();
  const toConsole = useToConsole();
  if (step.phase === "writing") return null;
  return (
    <span class="step-actions">
      <CopyButton code={code} />
      {bridge && (
        <button
          type="button"
          title="Put into the console"
          aria-label="Put into the console"
          onClick={() => toConsole(code)}
        >
          <Icon name="code" />
        </button>
      )}
      {bridge && step.phase === "ended" && (
        <button
          type="button"
          title="Edit and run"
          aria-label="Edit and run"
          aria-expanded={editing}
          onClick={onEdit}
        >
          <Icon name="edit" />
        </button>
      )}
    </span>
  );
};

const CopyButton = ({ code }: { code: string }) => {
  const [told, tell] = useState<"" | "copied" | "not allowed here">("");
  useEffect(() => {
    if (told === "") return undefined;
    const timer = setTimeout(() => tell(""), TOLD_MS);
    return () => clearTimeout(timer);
  }, [told]);
  const copy = (): void => {
    // Undefined on pages that did not come over a safe line.
    const written = (navigator.clipboard as Clipboard | undefined)?.writeText(code) ?? Promise.reject();
    written.then(
      () => tell("copied"),
      () => tell("not allowed here"),
    );
  };
  return (
    <button type="button" title="Copy the code" aria-label="Copy the code" onClick={copy}>
      <Icon name={told === "copied" ? "check" : "copy"} />
      <span class={told === "not allowed here" ? "" : "unseen"} role="status">
        {told}
      </span>
    </button>
  );
};
