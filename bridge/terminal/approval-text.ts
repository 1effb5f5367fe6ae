import { showControls } from "../executor/output.ts";
import type { EventOf } from "../protocol/index.ts";

/** What a person at a terminal decides about, in lines: the code with its line numbers, and what it will command. */
export const approvalRequestLines = (event: EventOf<"approval_request">): string[] => {
  const lines = showControls(event.code).replace(/\n+$/, "").split("\n");
  const width = String(lines.length).length;
  const commands = event.commands.map(
    ({ line, text }) => `  ${line === null ? "·" : `line ${line}:`} ${showControls(text)}`,
  );
  return [
    event.editable
      ? "The agent wants to run:"
      : "This program runs without your approval, and now commands a motion; it is held until you decide:",
    ...lines.map((line, index) => `  ${String(index + 1).padStart(width)} │ ${line}`),
    ...(commands.length > 0 ? ["What it will command, as far as can be told:", ...commands] : []),
    `Without an answer it is rejected in ${event.timeout_s} s.`,
  ];
};

/** What was decided, in one line. */
export const approvalLine = ({ decision, reason, by }: EventOf<"approval">): string => {
  const words = { approved: "approved", edited: "edited and approved", rejected: "rejected", expired: "" };
  if (decision === "expired") return "Rejected: nobody answered in time.";
  const [first = "", ...rest] = words[decision];
  const who = by === "nobody" || by === "stop" ? "" : ` by ${by}`;
  return `${first.toUpperCase()}${rest.join("")}${who}${reason === "" ? "." : `: ${showControls(reason)}`}`;
};
