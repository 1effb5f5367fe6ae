import type { ActionModeName, Event } from "../protocol/index.ts";
import type { ModelImage } from "./model-client.ts";
import { keptReply } from "./modes/kept.ts";

/** One entry of a conversation with the model. */
export type Said =
  | { readonly kind: "instruction"; readonly text: string }
  | { readonly kind: "reply"; readonly text: string }
  | { readonly kind: "observation"; readonly text: string; readonly images: readonly ModelImage[] };

/** What was said between person, model and robot in recorded events, as the model has it before its next turn. */
export const pastConversation = (events: readonly Event[]): Said[] => {
  const said: Said[] = [];
  let images: ModelImage[] = [];
  let mode: ActionModeName = "code";
  for (const event of events) {
    if (event.type === "episode_start") mode = event.mode;
    else if (event.type === "user_message") said.push({ kind: "instruction", text: event.text });
    else if (event.type === "reply")
      said.push({ kind: "reply", text: keptReply(mode, event.text, event.code) });
    else if (event.type === "action_start") images = [];
    else if (event.type === "image") {
      const png = Uint8Array.from(Buffer.from(event.data_base64, "base64"));
      if (png.length > 0) images.push({ source: event.source, png });
    } else if (event.type === "observation") {
      said.push({ kind: "observation", text: event.text, images });
      images = [];
    }
  }
  return said;
};
