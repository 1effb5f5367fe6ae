import { type EventOf, stampToSeconds } from "../../../bridge/protocol/index.ts";
import type { Approval, Entry } from "./conversation.ts";

/** A request for approval as an entry of the conversation. */
export const approvalOf = (key: string, event: EventOf<"approval_request">): Approval => ({
  kind: "approval",
  key,
  approvalId: event.approval_id,
  turn: event.turn,
  code: event.code,
  commands: event.commands,
  editable: event.editable,
  expiresMs: (stampToSeconds(event.wall) + event.timeout_s) * 1000,
  decision: null,
});

export const isApproval = (entry: Entry, approvalId: string): boolean =>
  entry.kind === "approval" && entry.approvalId === approvalId;

/** What a person is asked, in a sentence. */
export const approvalTitle = ({ editable }: Approval): string =>
  editable ? "May the agent run this program?" : "May this motion be sent? The program runs unapproved.";

/** What was decided, in a sentence. */
export const approvalDecided = ({ decision: made, editable }: Approval): string => {
  const what = editable ? "Program" : "Motion";
  const by = made?.by && made.by !== "stop" && made.by !== "nobody" ? ` by ${made.by}` : "";
  switch (made?.decision) {
    case "approved":
      return `${what} approved${by}`;
    case "edited":
      return `${what} edited and approved${by}`;
    case "expired":
      return `${what} rejected: nobody answered in time`;
    case "rejected":
      return `${what} rejected${by}${made.reason ? `: ${made.reason}` : ""}`;
    default:
      return "";
  }
};
