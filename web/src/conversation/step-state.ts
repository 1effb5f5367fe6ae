import { duration } from "../frame/format.ts";
import type { Step } from "../state/conversation.ts";

export type Tone = "writing" | "running" | "done" | "error" | "stopped";

/** How far a program is, or how it ended, in words. */
export const stateOf = ({ phase, end, calling }: Step): { tone: Tone; label: string } => {
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
