import type { Event } from "../protocol/index.ts";

/** Characters of pictures and of everything else that a page gets of the past when it connects. */
export const IMAGE_BUDGET = 8_000_000;
export const TEXT_BUDGET = 16_000_000;

/**
 * The past for a page that connects now: streamed words are left out where the whole reply follows, and what is over
 * the budgets goes oldest first. A picture that goes leaves its place, without its bytes.
 */
export const eventBacklog = (
  history: readonly Event[],
  imageBudget = IMAGE_BUDGET,
  textBudget = TEXT_BUDGET,
): Event[] => {
  const kept: Event[] = [];
  let images = 0;
  let text = 0;
  const replied = new Set<number>();
  for (let i = history.length - 1; i >= 0; i -= 1) {
    let event = history[i] as Event;
    if (event.type === "reply") replied.add(event.turn);
    if (event.type === "turn_start") replied.delete(event.turn);
    if (event.type === "reply_delta" && replied.has(event.turn)) continue;
    if (event.type === "image") {
      images += event.data_base64.length;
      if (images > imageBudget) event = { ...event, data_base64: "" };
    } else text += JSON.stringify(event).length;
    if (text > textBudget) break;
    kept.push(event);
  }
  return kept.toReversed();
};
