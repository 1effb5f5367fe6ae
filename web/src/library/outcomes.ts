import type { EpisodeSummary } from "../../../bridge/protocol/index.ts";

/** How an episode ended, as far as a list needs to tell. */
export type OutcomeKind = "succeeded" | "failed" | "stopped" | "cut-off";

export const outcomeKinds: readonly { readonly kind: OutcomeKind; readonly label: string }[] = [
  { kind: "succeeded", label: "Succeeded" },
  { kind: "failed", label: "Failed" },
  { kind: "stopped", label: "Stopped" },
  { kind: "cut-off", label: "Cut off" },
];

export const outcomeKind = ({ outcome }: EpisodeSummary): OutcomeKind => {
  if (outcome === null) return "cut-off";
  if (outcome === "finished" || outcome === "answered") return "succeeded";
  return outcome === "stopped" ? "stopped" : "failed";
};

/** The outcome in a word or two. */
export const outcomeLabel = ({ outcome, problem }: EpisodeSummary): string =>
  problem === undefined ? (outcome?.replaceAll("_", " ") ?? "cut off") : "unreadable";
