import { type Event, stampToSeconds } from "../../protocol/index.ts";
import { type Cell, csvLine } from "./csv.ts";

const poseColumns = (of: string): string[] => [`${of}_x_m`, `${of}_y_m`, `${of}_z_m`];

/** A row a receipt: what was measured, flat; the receipt whole, as JSON, in the last column. */
export const receiptHeader = csvLine([
  "episode",
  "stamp_s",
  "action",
  "call",
  "primitive",
  "ended_by",
  "error_m",
  "error_rad",
  "duration_s",
  "contact",
  "width_m",
  "holding",
  "force_n",
  ...poseColumns("commanded"),
  ...poseColumns("measured"),
  "text",
  "receipt_json",
]);

const plain = (value: unknown): Cell =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;

const position = (pose: unknown): Cell[] => {
  const at = (pose as { position?: unknown } | undefined)?.position;
  return [0, 1, 2].map((i) => (Array.isArray(at) ? plain(at[i]) : null));
};

/** The receipts of an episode, of primitives and of moves by hand, as lines of CSV. */
export const receiptLines = (
  id: string,
  events: readonly Event[],
  scrub: (text: string) => string,
): string[] =>
  events.flatMap((event) => {
    if (event.type !== "receipt" && event.type !== "manual") return [];
    const { receipt } = event;
    if (!receipt) return [];
    const asked: Cell[] =
      event.type === "receipt" ? [event.action, event.call, event.name] : [null, null, "manual"];
    const field = (name: string): Cell => plain(receipt[name]);
    return csvLine([
      id,
      event.stamp ? stampToSeconds(event.stamp) : null,
      ...asked,
      ...["ended_by", "error_m", "error_rad", "duration_s", "contact", "width_m", "holding", "force_n"].map(
        field,
      ),
      ...position(receipt["commanded"]),
      ...position(receipt["measured"]),
      scrub(event.text),
      scrub(JSON.stringify(receipt)),
    ]);
  });
